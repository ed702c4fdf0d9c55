"""What the pages about locking read."""

from typing import Any

from mutualaid.networks.models import Member

from .access import part_of
from .models import DuressCode, Keeper
from .parts import MOST
from .services import giving


def state_of(member: Member) -> dict[str, Any]:
    """How far the network is with being ready, for the page of one of its members."""
    network = member.network
    holding, pending = network.recoveries.holding(), network.recoveries.pending()
    willing, fewest = giving.keepers(network).count(), giving.fewest(network)
    return {
        "holding": holding,
        "pending": pending,
        "missing": pending.parts.filter(given_on=None).count() if pending else 0,
        "my_part": part_of(member),
        "have_mine": pending is not None
        and pending.parts.filter(holder=member).exclude(given_on=None).exists(),
        "keeps": Keeper.objects.filter(member=member, left_out=False).exists(),
        "left_out": Keeper.objects.filter(member=member, left_out=True).exists(),
        "willing": willing,
        "fewest": fewest,
        "can_give": willing >= fewest,
        "will_need": giving.needed_of(
            min(willing, MOST), members=network.members.present().count()
        ),
        "full": willing >= MOST,
        "is_enough": holding is not None and holding.is_enough(),
        "has_code": DuressCode.objects.working().filter(member=member).exists(),
        "code_ended": DuressCode.objects.ended().filter(member=member).exists(),
        "rehearsal_due": holding is not None and holding.rehearsal_due(network.today()),
        "last": network.lockdowns.order_by("locked_on", "pk").last(),
    }
