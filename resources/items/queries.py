"""What is shared, as lists show it."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mutualaid.db import along_index, newest_rows
from mutualaid.db.search import Asked, mark, newest
from mutualaid.fields import language_name
from mutualaid.networks.concerns.things import shown
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Member, Network
from mutualaid.networks.queries import at_keys, circle_told
from mutualaid.paging import SIZE, Page, cut, key_in, page_of
from needs.categories import beneath
from needs.own_categories.queries import kinds_of

from .models import Item, ItemQuerySet

MOST_TOLD = 1000
"""Things in one table or directory that goes out: the newest."""


def shared_with(
    network: Network, member: Member | None, *, only: list[int] | None = None
) -> ItemQuerySet:
    """What this reader may see of what can be had: nothing of who hides, or takes a break. Of
    these keys ``only``, if given."""
    items = network.items.all() if only is None else at_keys(Item.objects.all(), network, only)
    hidden = hidden_from(member) if member else set()
    absent = network.members.filter(break_until__gte=network.today()).values("pk")
    there = items.visible_to(member).exclude(Q(by__in=hidden) | Q(by__in=absent))
    return shown(there, to=member)


def owned_by(member: Member) -> ItemQuerySet:
    """What a member has, or looks after for a circle; also what is paused, or just taken out."""
    return member.items.order_by("-pk")


def keepers_of(item: Item) -> list[Member]:
    """Who is told of it: who has it, or else whoever sits in its circle."""
    if item.by:
        return [item.by]
    sitting = Member.objects.present().filter(
        seats__circle=item.circle_id, seats__until=None, seats__circle__isnull=False
    )
    return list(sitting.select_related("user"))


def catalog(
    network: Network, member: Member | None, asked: dict[str, str], typed: QueryDict
) -> Page[dict[str, Any]]:
    """What this reader may see, narrowed as ``asked``: ``q``, ``kind``, ``category``,
    ``language``; the newest first."""
    if asked.get("q") or asked.get("language"):
        hidden = hidden_from(member) if member else set()
        without = [mark("by", pk) for pk in sorted(hidden)]
        words = Asked(asked.get("q", ""), _marks(network, member, asked), without)
        below = key_in(typed.get("before", ""))
        pks = cut(newest(Item, words, below=below, count=SIZE + 1), typed)
        found = newest_rows(shared_with(network, member, only=pks.rows), SIZE)
        return Page(rows_of(network, found), pks.older)
    seen = shared_with(network, member)
    if kind := asked.get("kind"):
        seen = seen.filter(kind=kind)
    if category := asked.get("category"):
        seen = seen.filter(category__in=beneath(category, kinds_of(network)))
    return listed(network, seen, typed)


def listed(network: Network, items: ItemQuerySet, typed: QueryDict) -> Page[dict[str, Any]]:
    """A page of these, the newest first."""
    with along_index():
        page = page_of(items, typed, "-pk")
    return Page(rows_of(network, page.rows), page.older)


def _marks(network: Network, member: Member | None, asked: dict[str, str]) -> list[list[str]]:
    audiences = [str(each) for each in Item.Audience.of(member)]
    if member:
        circles = member.seats.held().values_list("circle", flat=True)
        audiences += [f"{Item.Audience.CIRCLE}{pk}" for pk in circles]
    marks = [[mark("network", network.pk)], [mark("audience", each) for each in audiences]]
    for name, sign in [("kind", "sort"), ("category", "kind"), ("language", "language")]:
        if value := asked.get(name):
            marks.append([mark(sign, value)])
    return marks


def rows_of(network: Network, items: list[Item]) -> list[dict[str, Any]]:
    """What a list shows of each, prepared: the template does nothing but write it."""
    address = reverse("resources:item_detail", args=[network.slug, 0]).rpartition("0/")[0]
    known = kinds_of(network) if items else {}
    categories = {slug: str(known[slug].name) for slug in {item.category for item in items}}
    return [
        {
            "url": f"{address}{item.pk}/",
            "name": item.name,
            "kind": kind_in_words(item),
            "category": categories[item.category],
            "quantity": item.quantity if item.quantity > 1 else 0,
            "state": str(Item.State(item.state).label) if item.state != Item.State.SHARED else "",
        }
        for item in items
    ]


def kind_in_words(item: Item) -> str:
    """A skill by its level: "I could teach it" says more than "Something you can do"."""
    choice = Item.Level(item.level) if item.level else Item.Kind(item.kind)
    return str(choice.label)


def told_in_words(item: Item, reader: Member | None) -> list[tuple[str, str]]:
    """What a page says of an item to this reader, who sees it."""
    told = [(_("Kind"), kind_in_words(item)), (_("What it is about"), str(item.about.name))]
    if item.quantity > 1:
        told.append((_("How many"), str(item.quantity)))
    if item.hours:
        hours = ngettext("%(count)s hour a month", "%(count)s hours a month", item.hours)
        told.append((_("How much"), hours % {"count": item.hours}))
    if item.languages:
        told.append((_("Languages"), " · ".join(map(language_name, item.languages))))
    if circle := circle_told(item.circle, reader):
        told.append((_("Held by the circle"), circle))
    return told


def whom_in_words(item: Item) -> list[tuple[str, str]]:
    """Who may ask for it, in the same way, for whose it is."""
    whom = str(Item.Audience(item.audience).label)
    if item.for_circle:
        whom = _("Only the circle “%(name)s”") % {"name": item.for_circle}
    return [(_("Who may ask for it?"), whom)]


def how_known(item: Item, reader: Member) -> list[str]:
    """How it is known that somebody can do this, in words; nothing of a drill. Those who are absent
    to the reader do not count."""
    if item.kind not in Item.VOUCHED or item.level == Item.Level.LEARN:
        return []
    vouches = item.vouches.exclude(by__in=hidden_from(reader))
    saw = list(vouches.values_list("saw_certificate", flat=True))
    known = ngettext(
        "%(count)s member says that they can do it.",
        "%(count)s members say that they can do it.",
        len(saw),
    )
    seen = ngettext(
        "%(count)s member has seen a certificate.",
        "%(count)s members have seen a certificate.",
        sum(saw),
    )
    told = [(known, len(saw)), (seen, sum(saw))]
    said = [words % {"count": count} for words, count in told if count]
    return said or [_("They say so themselves.")]


def windows_in_words(item: Item) -> list[dict[str, Any]]:
    """When it can be had, by day and hour."""
    return [
        {
            "pk": window.pk,
            "day": str(WEEKDAYS[window.weekday]),
            "hours": f"{time_format(window.start)} – {time_format(window.end)}",
        }
        for window in item.windows.order_by("weekday", "start")
    ]


def teachers_and_learners(item: Item, reader: Member | None) -> QuerySet[Item]:
    """Who could teach what this one wants to learn, or wants to learn what this one could teach."""
    meets = {Item.Level.LEARN: Item.Level.TEACH, Item.Level.TEACH: Item.Level.LEARN}
    if reader is None or item.level not in meets:
        return Item.objects.none()
    others = shared_with(item.network, reader).exclude(by=item.by_id)
    return others.filter(category=item.category, level=meets[Item.Level(item.level)]).order_by(
        "-pk"
    )
