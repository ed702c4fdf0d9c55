"""Who and what could meet a need, and with which needs a member could help.

Nobody is ranked: who was asked least lately comes first, the near before those further away. What
stands at the head of an index is read, and never more of it, however much is shared.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import h3
from django.urls import reverse
from django.utils.translation import gettext as _

from mutualaid.db import first_of, newest_rows
from mutualaid.networks.concerns.things import apart, shown
from mutualaid.networks.hiding.queries import hidden_from, hiding_from
from mutualaid.networks.models import Member
from needs.own_categories.queries import kinds_of
from needs.posts.models import Need
from needs.posts.queries import newest_keys, on_board, open_to, owners_of, rows_of
from resources.asks.queries import asked_enough
from resources.items.models import Item, ItemQuerySet

from .fits import meets, met_by, resembles, suits
from .models import NeedAsk
from .words import why

NEAR = 1
"""So many cells away is near: a walk of a quarter of an hour."""
LOOKED_AT = 30
"""How many things are looked at, of those that are near and again of all others."""
SUGGESTED = 10
"""To ask more at once would be to shout."""
OPEN_TO_ALL = [Item.Audience.EVERYONE, Item.Audience.MEMBERS, Item.Audience.KNOWN]
"""Whoever looks after a need is known. What is only for a circle is offered to that circle."""


class Suggestion(NamedTuple):
    """Somebody who could be asked to help with a need, by what they share."""

    item: Item
    why: str

    @property
    def member(self) -> Member:
        assert self.item.by
        return self.item.by

    @property
    def words(self) -> str:
        """With their name, for whoever looks after the need: they are known, and see names."""
        return _("%(name)s: %(why)s") % {"name": apart(self.member), "why": self.why}


def who_could(need: Need, *, asker: Member) -> list[Suggestion]:
    """Whom ``asker``, who looks after it, may ask: each by one of their things."""
    later = {"state": NeedAsk.State.LATER, "asked_on__lt": need.network.today()}

    def absent(holders: set[int]) -> set[int]:
        asked = need.asks.exclude(**later).values_list("of", flat=True)
        hidden = hidden_from(asker, *_owners_of(need), among=holders)
        return {asker.pk, *asked, *hidden}

    return [Suggestion(item, why(need, item)) for item in _found(need, absent)]


def how_many_could(need: Need) -> int:
    """How many could be asked, or were, for whose need it is; more than `SUGGESTED` are not
    counted. Whom they hide from counts: else the number would tell what who bears which name can
    do."""
    owners = _owners_of(need)
    return len(_found(need, lambda _holders: hiding_from(*owners) if owners else set()))


def fitting(member: Member, needs: Iterable[Need]) -> dict[int, str]:
    """Why a member could help with each of these, by what they share."""
    mine = list(_given(member.items.shared()).prefetch_related("windows").order_by("pk"))
    told, kinds = {}, kinds_of(member.network)
    for need in needs:
        need.network = member.network
        answers = meets(need.category, kinds)
        could = [item for slug in answers for item in mine if item.category == slug]
        if could:
            best = next((item for item in could if suits(need, item)), could[0])
            told[need.pk] = why(need, best, mine=True)
    return told


def foremost(member: Member, count: int) -> list[dict[str, Any]]:
    """The newest needs with which a member could help, as the board shows them."""
    keys = newest_keys(member.network, member, {"fit": "on"}, None, count)
    needs = newest_rows(on_board(member.network, member, only=keys), count)
    whys = fitting(member, needs)
    rows = rows_of(member.network, needs)
    return [row | {"why": whys.get(need.pk, "")} for row, need in zip(rows, needs, strict=True)]


def asked_of(member: Member) -> list[dict[str, str]]:
    """What a member was asked to help with, and has not answered."""
    network = member.network
    seen = shown(open_to(member), to=member).values("pk")
    waiting = member.need_asks.waiting().filter(need__in=seen).select_related("need")
    return [
        {
            "title": ask.need.title,
            "url": reverse("resources:need_asked", args=[network.slug, ask.need_id]),
        }
        for ask in waiting.order_by("asked_on", "pk")[:SUGGESTED]
    ]


def could_help(member: Member) -> set[str]:
    """The categories of needs with which a member could help."""
    shared = _given(member.items.shared())
    return met_by({*shared.values_list("category", flat=True)}, kinds_of(member.network))


def _owners_of(need: Need) -> list[Member]:
    owners = owners_of(need)
    for each in owners:
        each.network = need.network
    return owners


def _given(items: ItemQuerySet) -> ItemQuerySet:
    """What somebody gives, lends or does: not what they want to learn."""
    return items.exclude(level=Item.Level.LEARN)


def _found(need: Need, absent_of: Callable[[set[int]], set[int]]) -> list[Item]:
    """One thing of each who could help, in the order in which they are asked."""
    pks = list(dict.fromkeys(_first(need)))
    found = shown(Item.objects.filter(pk__in=pks)).select_related("by").prefetch_related("windows")
    items = {item.pk: item for item in found}
    holders = {item.by_id for item in items.values() if item.by_id}
    absent = {each.pk for each in _owners_of(need)} | {*need.pledges.values_list("by", flat=True)}
    absent |= absent_of(holders) | asked_enough(need.network, holders)
    chosen: dict[int, Item] = {}
    for pk in pks:
        item = items.get(pk)
        by = item.by if item else None
        if item and by and by.pk not in absent and _may(by, need) and suits(need, item):
            chosen.setdefault(by.pk, item)
    return list(chosen.values())[:SUGGESTED]


def _may(member: Member, need: Need) -> bool:
    """Whether this member sees the need, and may help with it."""
    member.network = need.network
    known_only = need.care or need.at_home or need.audience == Need.Audience.KNOWN
    return not member.on_break and (member.is_known or not known_only)


def _first(need: Need) -> Iterator[int]:
    """Keys of things that answer a need: those near first, then all, then what is alike."""
    given = _given(need.network.items.shared()).filter(audience__in=OPEN_TO_ALL, by__isnull=False)
    kinds = kinds_of(need.network)
    answers = meets(need.category, kinds)
    if need.cell:
        near = [*h3.grid_disk(need.cell, NEAR), ""]
        ranges = [{"category": slug, "cell": cell} for slug in answers for cell in near]
        yield from _least_asked(given, ranges)
    yield from _least_asked(given, [{"category": slug} for slug in answers])
    alike = resembles(need.category, kinds)
    yield from _least_asked(given, [{"category": slug} for slug in alike])


def _least_asked(items: ItemQuerySet, ranges: list[dict[str, str]]) -> list[int]:
    """Keys in these ranges, of those first who were asked least lately."""
    parts = [items.filter(**each) for each in ranges]
    return first_of(parts, "asked_on", "pk", count=LOOKED_AT) if parts else []
