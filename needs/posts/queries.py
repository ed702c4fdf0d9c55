"""What the board shows."""

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mutualaid.db.search import Asked, mark, newest
from mutualaid.networks.concerns.things import shown
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Member, Network
from needs.categories import URGENCIES, beneath
from needs.own_categories.queries import kinds_of

from .models import Need, NeedQuerySet

SIZE = 25


class Board(NamedTuple):
    """One page of needs as rows; ``older`` is the query that leads to the next, or empty."""

    rows: list[dict[str, Any]]
    older: str


def board(
    network: Network, member: Member | None, asked: dict[str, str], typed: QueryDict
) -> Board:
    """What this reader may see of the needs that somebody still waits for, narrowed as ``asked``:
    ``q``, ``category``, ``language``, ``order``. What is searched for comes newest first."""
    seen = on_board(network, member)
    if asked.get("q") or asked.get("language"):
        found, last = _searched(seen, network, member, asked, typed.get("before", ""))
    elif asked.get("order") == "urgent":
        # Without those whose owner does not show how soon.
        urgent = _narrowed(seen, network, asked).filter(shows_urgency=True)
        found, last = _most_urgent(urgent, typed.get("after", ""))
    else:
        found, last = _newest(_narrowed(seen, network, asked), typed.get("before", ""))
    return Board(rows_of(network, found), _following(typed, last))


def on_board(network: Network, member: Member | None) -> NeedQuerySet:
    """What this reader may see of what somebody still waits for."""
    hidden = hidden_from(member) if member else set()
    return shown(network.needs.visible_to(member).exclude(by__in=hidden), to=member)


def open_to(member: Member) -> NeedQuerySet:
    """All that a member may see: what is on their board, what asks for care if others here know
    them, and what they offered to help with, also when it has ended. Nothing of who hides."""
    needs = member.network.needs
    seen = needs.visible_to(member) | needs.filter(pk__in=member.pledges.values("need"))
    if member.is_known:
        seen |= needs.live().filter(care=True)
    return seen.exclude(by__in=hidden_from(member))


def owners_of(need: Need) -> list[Member]:
    """Who posted it, or who sits in the circle that needs it; nobody where that was done without
    an account."""
    if need.by:
        return [need.by]
    sitting = Member.objects.filter(seats__circle=need.circle_id, seats__until=None)
    return list(sitting.select_related("user")) if need.circle_id else []


def _narrowed(needs: NeedQuerySet, network: Network, asked: dict[str, str]) -> NeedQuerySet:
    if not asked.get("category"):
        return needs
    return needs.filter(category__in=beneath(asked["category"], kinds_of(network)))


def _newest(needs: QuerySet[Need], before: str) -> tuple[list[Need], dict[str, str]]:
    if below := _key(before):
        needs = needs.filter(pk__lt=below)
    found = list(needs.order_by("-pk")[: SIZE + 1])
    return found[:SIZE], {"before": str(found[SIZE - 1].pk)} if len(found) > SIZE else {}


def _most_urgent(needs: QuerySet[Need], after: str) -> tuple[list[Need], dict[str, str]]:
    """The one wanted first comes first."""
    day, _sign, pk = after.partition("_")
    try:
        on, below = date.fromisoformat(day), _key(pk) or 0
        needs = needs.filter(Q(due_on__gt=on) | Q(due_on=on, pk__lt=below))
    except ValueError:
        pass  # a broken cursor is the first page
    found = list(needs.order_by("due_on", "-pk")[: SIZE + 1])
    last = found[SIZE - 1] if len(found) > SIZE else None
    return found[:SIZE], {"after": f"{last.due_on}_{last.pk}"} if last else {}


def _searched(
    seen: NeedQuerySet, network: Network, member: Member | None, asked: dict[str, str], before: str
) -> tuple[list[Need], dict[str, str]]:
    marks = [
        [mark("network", network.pk)],
        [mark("audience", each) for each in Need.Audience.of(member)],
    ]
    if asked.get("category"):
        marks.append([mark("kind", asked["category"])])
    if asked.get("language"):
        marks.append([mark("language", asked["language"])])
    hidden = hidden_from(member) if member else set()
    without = [mark("by", pk) for pk in sorted(hidden)]
    words = Asked(asked.get("q", ""), marks, without)
    pks = newest(Need, words, below=_key(before), count=SIZE + 1)
    found = list(seen.filter(pk__in=pks[:SIZE]).order_by("-pk"))
    return found, {"before": str(pks[SIZE - 1])} if len(pks) > SIZE else {}


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


def told_in_words(need: Need) -> list[tuple[str, str]]:
    """What a page says of a need to whoever sees it."""
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
    if need.circle:
        told.append((_("For the circle"), str(need.circle)))
    return told
