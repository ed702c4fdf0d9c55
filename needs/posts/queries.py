"""What the board shows."""

from datetime import date
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, ExpressionWrapper, F, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mutualaid import hooks
from mutualaid.db import along_index, newest_of
from mutualaid.db.search import Asked, mark, newest
from mutualaid.fields import language_name
from mutualaid.hooks import could_help, why_fits
from mutualaid.networks.concerns.things import shown
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Circle, Member, Network
from mutualaid.networks.places import places_around, rings_from
from mutualaid.networks.queries import circle_told
from needs.categories import URGENCIES, beneath
from needs.own_categories.queries import kinds_of

from .models import Need, NeedQuerySet

SIZE = 25
NARROWING = ("category", "place", "language", "fit")
"""Choices that narrow the board: of what fits them a member can be told."""


class Board(NamedTuple):
    """One page of needs as rows; ``older`` is the query that leads to the next, or empty."""

    rows: list[dict[str, Any]]
    older: str


def board(
    network: Network, member: Member | None, asked: dict[str, str], typed: QueryDict
) -> Board:
    """What this reader may see of the needs that somebody still waits for, narrowed as ``asked``:
    ``q``, ``category``, ``language``, ``place``, ``fit``, ``order``, ``near``. What is searched for
    comes newest first."""
    if is_searched(asked):
        found, last = _searched(network, member, asked, typed.get("before", ""))
    elif asked.get("order") == "nearest" and network.cell:
        near = asked.get("near") or network.cell
        found, last = _nearest(network, member, asked, near, typed.get("after", ""))
    elif asked.get("order") == "urgent":
        # Without those whose owner does not show how soon.
        urgent = on_board(network, member).filter(shows_urgency=True)
        if kinds := kinds_asked(network, asked):
            urgent = urgent.filter(category__in=kinds)
        found, last = _most_urgent(urgent, typed.get("after", ""))
    else:
        found, last = _newest(network, member, asked, typed.get("before", ""))
    rows = rows_of(network, found)
    if asked.get("fit") and member:
        whys = why_fits.merged(member, found)
        rows = [row | {"why": whys.get(need.pk, "")} for row, need in zip(rows, found, strict=True)]
    return Board(rows, _following(typed, last))


def on_board(
    network: Network, member: Member | None, *, only: list[int] | None = None
) -> NeedQuerySet:
    """What this reader may see of what is still waited for; of these keys ``only``, if given."""
    hidden = hidden_from(member) if member else set()
    needs = network.needs.all()
    if only is not None:
        # Found by their keys alone: not knowing how many needs a network has, PostgreSQL would
        # rather go through all of them. What is computed, as here its number, no index finds.
        number = ExpressionWrapper(F("network_id") + 0, BigIntegerField())
        needs = Need.objects.alias(number=number).filter(number=network.pk, pk__in=only)
    return shown(needs.visible_to(member).exclude(by__in=hidden), to=member)


def open_to(member: Member) -> NeedQuerySet:
    """All that a member may see: what is on their board, what asks for care if others here know
    them, and what they offered to help with, also when it has ended. Nothing of who hides."""
    needs = member.network.needs
    seen = needs.visible_to(member) | needs.filter(pk__in=helped_by(member).values("pk"))
    if member.is_known:
        seen |= needs.live().filter(care=True)
    return seen.exclude(by__in=hidden_from(member))


def helped_by(member: Member) -> NeedQuerySet:
    """What they, or a circle in which they sit, offered to help with."""
    circles = member.seats.held().values("circle")
    offered = Q(pledges__by=member) | Q(pledges__circle__in=circles)
    return member.network.needs.filter(offered).order_by()


def circles_of(member: Member) -> list[Circle]:
    """For which they can ask for something, or offer help: where they sit, but not all members."""
    held = member.seats.held().exclude(circle__kind=Circle.Kind.ASSEMBLY)
    return [seat.circle for seat in held.select_related("circle")]


def owners_of(need: Need) -> list[Member]:
    """Who posted it, or who sits in the circle that needs it; nobody where that was done without
    an account."""
    if need.by:
        return [need.by]
    sitting = Member.objects.filter(seats__circle=need.circle_id, seats__until=None)
    return list(sitting.select_related("user")) if need.circle_id else []


def kinds_asked(network: Network, asked: dict[str, str]) -> list[str]:
    """The category that was chosen and those beneath it; none, where all are wanted."""
    return beneath(asked["category"], kinds_of(network)) if asked.get("category") else []


def _newest(
    network: Network, member: Member | None, asked: dict[str, str], before: str
) -> tuple[list[Need], dict[str, str]]:
    kinds = kinds_asked(network, asked)
    if len(kinds) > 1:
        visible = network.needs.visible_to(member)
        parts = [_below(visible.filter(category=kind), before) for kind in kinds]
        pks = newest_of(parts, count=SIZE + 1)
        last = {"before": str(pks[SIZE - 1])} if len(pks) > SIZE else {}
        return _still(network, member, pks), last
    needs = on_board(network, member)
    if kinds:
        needs = needs.filter(category=kinds[0])
    with along_index():
        found = list(_below(needs, before).order_by("-pk")[: SIZE + 1])
    return found[:SIZE], {"before": str(found[SIZE - 1].pk)} if len(found) > SIZE else {}


def _most_urgent(needs: QuerySet[Need], after: str) -> tuple[list[Need], dict[str, str]]:
    """The one wanted first comes first."""
    day, _sign, pk = after.partition("_")
    try:
        on, below = date.fromisoformat(day), _key(pk) or 0
        needs = needs.filter(Q(due_on__gt=on) | Q(due_on=on, pk__lt=below))
    except ValueError:
        pass  # a broken cursor is the first page
    with along_index():
        found = list(needs.order_by("due_on", "-pk")[: SIZE + 1])
    last = found[SIZE - 1] if len(found) > SIZE else None
    return found[:SIZE], {"after": f"{last.due_on}_{last.pk}"} if last else {}


def _nearest(
    network: Network,
    member: Member | None,
    asked: dict[str, str],
    near: str,
    after: str,
) -> tuple[list[Need], dict[str, str]]:
    """What is in this cell and in those beside it, the newest first; then ring by ring. Without
    those whose owner does not show where."""
    hidden = hidden_from(member) if member else set()
    placed = network.needs.visible_to(member).filter(shows_place=True).exclude(by__in=hidden)
    rings = rings_from(network.cell, near)
    number, _sign, pk = after.partition("_")
    start, before = min(_key(number) or 0, len(rings)), pk
    found: list[tuple[int, int]] = []
    for ring, cells in enumerate(rings[start:], start=start):
        left = SIZE + 1 - len(found)
        if asked.get("category"):
            there = asked | {"place": ".".join(cells)}
            pks = newest_keys(network, member, there, before, left)
        else:
            parts = [_below(placed.filter(cell=cell), before) for cell in cells]
            pks = newest_of(parts, count=left)
        found += [(ring, pk) for pk in pks]
        if len(found) > SIZE:
            break
        before = ""
    kept = _still(network, member, [pk for _ring, pk in found])
    ring, last = found[SIZE - 1] if len(found) > SIZE else (0, 0)
    return kept, {"after": f"{ring}_{last}"} if last else {}


def _still(network: Network, member: Member | None, pks: list[int]) -> list[Need]:
    """A page of what was found, as far as the reader may see it."""
    rows = {need.pk: need for need in on_board(network, member, only=pks[:SIZE])}
    return [rows[pk] for pk in pks[:SIZE] if pk in rows]


def _below(needs: NeedQuerySet, before: str) -> NeedQuerySet:
    below = _key(before)
    return needs if below is None else needs.filter(pk__lt=below)


def is_searched(asked: dict[str, str]) -> bool:
    """Whether it is found along the index of words."""
    return any(asked.get(name) for name in ("q", "language", "place", "fit"))


def narrowing(asked: dict[str, str]) -> dict[str, str]:
    """The part of it that chooses, apart from words and order."""
    return {name: asked[name] for name in NARROWING if asked.get(name)}


def newest_keys(
    network: Network, member: Member | None, asked: dict[str, str], before: str, count: int
) -> list[int]:
    """The largest keys of what is asked for, as the index of words finds it."""
    marks = [
        [mark("network", network.pk)],
        [mark("audience", each) for each in Need.Audience.of(member)],
    ]
    if asked.get("category"):
        marks.append([mark("kind", asked["category"])])
    if asked.get("language"):
        marks.append([mark("language", asked["language"])])
    if asked.get("place"):
        marks.append([mark("place", cell) for cell in asked["place"].split(".")])
    if asked.get("fit") and member:
        fitting = sorted({kind for kinds in could_help.ask(member) for kind in kinds})
        marks.append([mark("just", kind) for kind in fitting or ["none"]])
    hidden = hidden_from(member) if member else set()
    mine = {member.pk} if asked.get("fit") and member else set()
    without = [mark("by", pk) for pk in sorted(hidden | mine)]
    words = Asked(asked.get("q", ""), marks, without)
    return newest(Need, words, below=_key(before), count=count)


def _searched(
    network: Network, member: Member | None, asked: dict[str, str], before: str
) -> tuple[list[Need], dict[str, str]]:
    pks = newest_keys(network, member, asked, before, SIZE + 1)
    return _still(network, member, pks), {"before": str(pks[SIZE - 1])} if len(pks) > SIZE else {}


def _key(typed: str) -> int | None:
    """A primary key from an address, if it is one."""
    return min(int(typed), 2**63 - 1) if typed.isdecimal() and len(typed) < 20 else None


def _following(typed: QueryDict, last: dict[str, str]) -> str:
    if not last:
        return ""
    query = typed.copy()
    for name in ("before", "after"):
        query.pop(name, None)
    query.update(last)
    return f"?{query.urlencode()}"


def rows_of(network: Network, needs: list[Need]) -> list[dict[str, Any]]:
    """What a list shows of each, prepared: the template does nothing but write it."""
    address = reverse("needs:need_detail", args=[network.slug, 0]).rpartition("0/")[0]
    known = kinds_of(network) if needs else {}
    kinds = {slug: str(known[slug].name) for slug in {need.category for need in needs}}
    states = {state: str(state.label) for state in Need.State}
    urgencies = {key: str(words) for key, words in URGENCIES.items()}
    around = places_around(network.cell)
    places = {cell: around[cell].words for cell in {need.cell for need in needs} if cell in around}
    days = {need.posted_on: date_format(need.posted_on, "MONTH_DAY_FORMAT") for need in needs}
    return [
        {
            "url": f"{address}{need.pk}/",
            "title": need.title,
            "kind": kinds[need.category],
            "state": states[Need.State(need.state)],
            "urgency": urgencies[need.urgency] if need.shows_urgency else "",
            "quantity": need.quantity if need.quantity > 1 else 0,
            "repeats": need.comes_round,
            "place": places.get(need.cell, "") if need.shows_place else "",
            "posted": days[need.posted_on],
        }
        for need in needs
    ]


def to_do(member: Member) -> NeedQuerySet:
    """Due within a day and nobody yet: for members with standing, what asks for care too."""
    return _for_others(member.network.needs.to_do(member.network.today()), member)


def to_ask(member: Member) -> NeedQuerySet:
    """About which a member calls, or knocks."""
    return _for_others(member.network.needs.to_ask(), member)


def _for_others(needs: NeedQuerySet, member: Member) -> NeedQuerySet:
    """Those for which this member can do something."""
    return shown(needs.exclude(by__in={*hidden_from(member), member.pk}), to=member)


def listed(network: Network, needs: NeedQuerySet, typed: QueryDict) -> Board:
    """A page of these, what is wanted first first."""
    found, last = _most_urgent(needs, typed.get("after", ""))
    return Board(rows_of(network, found), _following(typed, last))


def of_mine(member: Member) -> QuerySet[Need]:
    """What a member posted and still waits for, the newest first."""
    return member.needs.live().order_by("-pk")


def open_now(need: Need, member: Member | None) -> list[hooks.OpenNow]:
    """What is there for its owner without asking, while some of it is promised by nobody."""
    if not need.is_wanting:
        return []
    reader = None if member and member.on_break else member
    there = hooks.open_now.ask(need.network, need.category, reader)
    return [each for some in there for each in some]


def told_in_words(need: Need, reader: Member | None) -> list[tuple[str, str]]:
    """What a page says of a need to this reader, who sees it."""
    told = [(_("What it is about"), str(need.kind.name))]
    if need.shows_urgency:
        told.append((_("How soon"), str(URGENCIES[need.urgency])))
        told.append((_("Wanted by"), date_format(need.due_on)))
    if need.quantity > 1:
        told.append((_("How many"), str(need.quantity)))
    if need.people:
        people = ngettext("%(count)s person", "%(count)s people", need.people)
        told.append((_("For"), people % {"count": need.people}))
    if need.comes_round:
        told.append((_("How often"), str(Need.Repeats(need.repeats).label)))
    if need.languages:
        names = [language_name(code) for code in need.languages]
        told.append((_("Languages"), " · ".join(names)))
    if need.place:
        told.append((_("Roughly where"), str(need.place)))
    if circle := circle_told(need.circle, reader):
        told.append((_("For the circle"), circle))
    return told
