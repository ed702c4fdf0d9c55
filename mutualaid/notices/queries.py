"""What somebody is told, and how they want to be told."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import CharField, Exists, ExpressionWrapper, OuterRef, Value
from django.db.models.functions import Concat
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from mutualaid import hooks
from mutualaid.accounts.models import User
from mutualaid.networks.models import Member, Network
from mutualaid.networks.zones import city_of
from mutualaid.paging import page_of
from mutualaid.sealed.models import EMPTY

from .models import Choices, Notice, NoticeQuerySet


class Told(NamedTuple):
    """A notice in words."""

    notice: Notice
    title: str
    day: date


class Blanks(dict[str, str]):
    """For the title of a kind by itself."""

    def __missing__(self, name: str) -> str:
        return "…"


def kinds() -> dict[str, hooks.NoticeKind]:
    """What there is to be told of."""
    return hooks.notice_kinds.merged()


def choosable() -> list[tuple[str, str]]:
    """The kinds that somebody may do without, in words."""
    return [(kind, title_of(about)) for kind, about in kinds().items() if not about.urgent]


def urgent() -> list[tuple[str, str]]:
    """Those that reach everybody, in words."""
    return [(kind, title_of(about)) for kind, about in kinds().items() if about.urgent]


def by_place(titles: list[tuple[str, str]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """First those that begin with the name of a network, without it and under one heading; and the
    others."""
    name = f"{Blanks()['network']}: "
    named = [(kind, title.removeprefix(name)) for kind, title in titles if title.startswith(name)]
    others = [(kind, title) for kind, title in titles if not title.startswith(name)]
    places = [(_("In a network:"), named), (_("Elsewhere, or about more than one:"), others)]
    return [(heading, rows) for heading, rows in places if rows]


def title_of(about: hooks.NoticeKind, facts: Mapping[str, str] | None = None) -> str:
    return str(about.title) % Blanks(facts or {})


def told(notices: Iterable[Notice]) -> Iterator[Told]:
    """In the language of the page."""
    known = kinds()
    for notice in notices:
        about = known.get(notice.kind)
        title = title_of(about, notice.facts) if about else _("You have a message")
        yield Told(notice, title, notice.made_on)


def readable(notices: NoticeQuerySet) -> NoticeQuerySet:
    """Without those that lead into a network that is locked, and name it."""
    there = ExpressionWrapper(OuterRef("path"), CharField())
    locked = Network.objects.filter(key__wrapped=EMPTY).annotate(there=there)
    return notices.exclude(
        Exists(
            locked.filter(there__startswith=Concat(Value(beneath_networks()), "slug", Value("/")))
        )
    )


def beneath_networks() -> str:
    """With what the paths of the pages of all networks begin."""
    return reverse("networks:page", args=["-"]).partition("-")[0]


def notices_of(user: User, typed: QueryDict) -> dict[str, Any]:
    """``rows`` of what somebody was told, newest first, and the address of the next page."""
    page = page_of(readable(user.notices.all()), typed, "-number")
    return {
        "rows": list(told(page.rows)),
        "older": page.older,
    }


def unread_of(user: User) -> list[Told]:
    """What somebody has not read, in their language: to be printed for them by who sees them."""
    with override(user.language):
        return list(told(readable(user.notices.unread()).newest_first()))


def unread_count(user: User) -> int:
    return readable(user.notices.unread()).count()


def choices_of(user: User) -> Choices:
    """What they chose, or what holds for who chose nothing."""
    return Choices.objects.filter(user=user).first() or Choices(user=user)


def clock_of(choices: Choices) -> str:
    """By whose clock they go, in words."""
    return city_of(choices.time_zone) if choices.time_zone else _("As in my network")


def zone_of(choices: Choices) -> ZoneInfo:
    """Where they are: as they said, else as in the network that they joined first."""
    memberships = Member.objects.present().filter(user=choices.user_id)
    near = memberships.order_by("joined_on", "pk").values_list("network__time_zone", flat=True)
    return ZoneInfo(choices.time_zone or near.first() or "UTC")
