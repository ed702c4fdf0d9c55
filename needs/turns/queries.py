"""What whoever looks at a need sees of its turn."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from mutualaid.networks.models import Member, Network
from needs.posts.models import Need

from .access import may_take
from .models import NeedTurn


def turn_seen(member: Member | None, need: Need) -> dict[str, Any]:
    """Not whose it is: that is for its owner to hear from them. What is over asks for nobody."""
    held = NeedTurn.objects.held().filter(need=need).first() if need.is_live else None
    mine = held is not None and member is not None and held.by_id == member.pk
    return {
        "held": held is not None,
        "mine": mine,
        "until": _day_and_hour(held.until, need.network) if held else "",
        "may_take": may_take(member, need),
    }


def _day_and_hour(when: datetime, network: Network) -> str:
    """As the clocks there show it."""
    return date_format(when.astimezone(ZoneInfo(network.time_zone)), "DATETIME_FORMAT")
