"""What the board shows."""

from typing import Any

from django.db.models import Q, QuerySet
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
from mutualaid.networks.queries import at_keys, circle_told
from mutualaid.paging import SIZE, Page, cut, key_in, page_of
from needs.categories import URGENCIES, beneath
from needs.own_categories.queries import kinds_of

from .models import Need, NeedQuerySet

NARROWING = ("category", "place", "language", "fit")
"""Choices that narrow the board: of what fits them a member can be told."""


def board(
    network: Network, member: Member | None, asked: dict[str, str], typed: QueryDict
) -> Page[dict[str, Any]]:
    """What this reader may see of the needs that somebody still waits for, narrowed as ``asked``:
    ``q``, ``category``, ``language``, ``place``, ``fit``, ``order``, ``near``. What is searched for
    comes newest first."""
    if is_searched(asked):
        page = _searched(network, member, asked, typed)
    elif asked.get("order") == "nearest" and network.cell:
        near = asked.get("near") or network.cell
        page = _nearest(network, member, asked, near, typed)
    elif asked.get("order") == "urgent":
        # Without those whose owner does not show how soon.
        urgent = on_board(network, member).filter(shows_urgency=True)
        if kinds := kinds_asked(network, asked):
            urgent = urgent.filter(category__in=kinds)
        page = _most_urgent(urgent, typed)
    else:
        page = _newest(network, member, asked, typed)
    rows = rows_of(network, page.rows)
    if asked.get("fit") and member:
        whys = why_fits.merged(member, page.rows)
        rows = [
            row | {"why": whys.get(need.pk, "")} for row, need in zip(rows, page.rows, strict=True)
        ]
    return Page(rows, page.older)


def on_board(
    network: Network, member: Member | None, *, only: list[int] | None = None
) -> NeedQuerySet:
    """What this reader may see of what is still waited for; of these keys ``only``, if given."""
    hidden = hidden_from(member) if member else set()
    needs = network.needs.all() if only is None else at_keys(Need.objects.all(), network, only)
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
    network: Network, member: Member | None, asked: dict[str, str], typed: QueryDict
) -> Page[Need]:
    kinds = kinds_asked(network, asked)
    if len(kinds) > 1:
        visible, below = network.needs.visible_to(member), key_in(typed.get("before", ""))
        parts = [_below(visible.filter(category=kind), below) for kind in kinds]
        pks = cut(newest_of(parts, count=SIZE + 1), typed)
        return Page(still_seen(network, member, pks.rows), pks.older)
    needs = on_board(network, member)
    if kinds:
        needs = needs.filter(category=kinds[0])
    with along_index():
        return page_of(needs, typed, "-pk")


def _most_urgent(needs: QuerySet[Need], typed: QueryDict) -> Page[Need]:
    """The one wanted first comes first."""
    with along_index():
        return page_of(needs, typed, "due_on", "-pk")


def _nearest(
    network: Network,
    member: Member | None,
    asked: dict[str, str],
    near: str,
    typed: QueryDict,
) -> Page[Need]:
    """What is in this cell and in those beside it, the newest first; then ring by ring. Without
    those whose owner does not show where."""
    hidden = hidden_from(member) if member else set()
    placed = network.needs.visible_to(member).filter(shows_place=True).exclude(by__in=hidden)
    rings = rings_from(network.cell, near)
    number, _sign, pk = typed.get("before", "").partition("_")
    start, below = min(key_in(number) or 0, len(rings)), key_in(pk)
    found: list[tuple[int, int]] = []
    for ring, cells in enumerate(rings[start:], start=start):
        left = SIZE + 1 - len(found)
        if asked.get("category"):
            there = asked | {"place": ".".join(cells)}
            pks = newest_keys(network, member, there, below, left)
        else:
            parts = [_below(placed.filter(cell=cell), below) for cell in cells]
            pks = newest_of(parts, count=left)
        found += [(ring, pk) for pk in pks]
        if len(found) > SIZE:
            break
        below = None
    page = cut(found, typed, lambda each: f"{each[0]}_{each[1]}")
    return Page(still_seen(network, member, [pk for _ring, pk in page.rows]), page.older)


def still_seen(network: Network, member: Member | None, pks: list[int]) -> list[Need]:
    """What was found, as far as the reader may see it."""
    with along_index():
        rows = {need.pk: need for need in on_board(network, member, only=pks)}
    return [rows[pk] for pk in pks if pk in rows]


def _below(needs: NeedQuerySet, below: int | None) -> NeedQuerySet:
    return needs if below is None else needs.filter(pk__lt=below)


def is_searched(asked: dict[str, str]) -> bool:
    """Whether it is found along the index of words."""
    return any(asked.get(name) for name in ("q", "language", "place", "fit"))


def narrowing(asked: dict[str, str]) -> dict[str, str]:
    """The part of it that chooses, apart from words and order."""
    return {name: asked[name] for name in NARROWING if asked.get(name)}


def newest_keys(
    network: Network, member: Member | None, asked: dict[str, str], below: int | None, count: int
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
    return newest(Need, words, below=below, count=count)


def _searched(
    network: Network, member: Member | None, asked: dict[str, str], typed: QueryDict
) -> Page[Need]:
    below = key_in(typed.get("before", ""))
    pks = cut(newest_keys(network, member, asked, below, SIZE + 1), typed)
    return Page(still_seen(network, member, pks.rows), pks.older)


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


def listed(network: Network, needs: NeedQuerySet, typed: QueryDict) -> Page[dict[str, Any]]:
    """A page of these, what is wanted first first."""
    page = _most_urgent(needs, typed)
    return Page(rows_of(network, page.rows), page.older)


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
