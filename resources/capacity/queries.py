"""How many people one can ask for each kind of need."""

from collections import defaultdict

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mutualaid.hooks import AtHand
from mutualaid.networks.models import Member, Network
from needs.own_categories.queries import kinds_of
from resources.asks.queries import asked_enough, asked_lately
from resources.items.models import Item, ItemQuerySet, Window
from resources.items.queries import shared_with

WHAT = {
    "food": _("cooking or shopping"),
    "repairs": _("repairs at home"),
    "childcare": _("looking after children"),
    "elder-care": _("visits and errands"),
    "transport": _("driving"),
    "tools": _("lending tools"),
    "paperwork": _("letters and forms"),
    "language": _("interpreting"),
    "company": _("keeping somebody company"),
}
"""What more people would be wanted for, where that is said better than by the name of the kind."""


def people_at_hand(network: Network, member: Member | None) -> dict[str, AtHand]:
    """Whom this member, or anyone, can ask: each counts once for a kind, whatever they share."""
    kinds = kinds_of(network)
    people: dict[str, set[int]] = defaultdict(set)
    days: dict[tuple[str, int], set[int]] = defaultdict(set)
    found = to_ask_for(network, member).values_list("category", "by", "windows__weekday")
    rows = list(found.order_by().distinct())
    for category, by, weekday in rows:
        if category not in kinds:
            continue
        first = kinds[category].under or category
        people[first].add(by)
        # Without a time of the week, one asks for any day.
        for day in Window.Weekday.values if weekday is None else [weekday]:
            days[first, day].add(by)
    return {
        slug: AtHand(
            len(people[slug]),
            tuple(len(days[slug, day]) for day in Window.Weekday.values),
            WHAT.get(slug, kind.name),
        )
        for slug, kind in kinds.items()
        if not kind.under
    }


def to_ask_for(network: Network, member: Member | None) -> ItemQuerySet:
    """What is shared, of somebody who can be asked for it; as in `access.must_be_able_to_ask`."""
    care = [slug for slug, kind in kinds_of(network).items() if kind.care]
    new = Q(category__in=care, by__vouches_needed=None)
    items = shared_with(network, member).exclude(by=None).exclude(level=Item.Level.LEARN)
    if member is None or not member.is_known:
        new |= Q(category__in=care)
    # What is lent can be had also of who is not asked any more this month.
    full = ~Q(kind__in=Item.LENT) & Q(by__in=_asked_enough(network))
    return items.exclude(new | full)


def _asked_enough(network: Network) -> set[int]:
    """Those who are not asked any more this month."""
    return asked_enough(network, asked_lately(network))
