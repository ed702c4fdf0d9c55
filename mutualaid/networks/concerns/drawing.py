"""Who looks at a concern: drawn by lot."""

from django.db.models import Q

from mutualaid.networks.hiding.queries import hidden_from, index_of
from mutualaid.networks.models import Concern, Member, Network, Vouch
from mutualaid.sealed import crypto
from mutualaid.sealed.keys import opened


def bearer_of(name: str, *, beside: Member, network: Network) -> Member | None:
    """The only member of that name beside this one, if there is just one."""
    index = index_of(network, name)
    others = network.members.present().exclude(pk=beside.pk)
    bearers = [each for each in others if index_of(network, each.name) == index]
    return bearers[0] if len(bearers) == 1 else None


def draw(concern: Concern, count: int, *, lot: str = "") -> list[Member]:
    """Up to so many members with standing who have nothing to do with it: drawn by lot, first
    among those whom neither side has vouched for, or been vouched for by.

    Whoever raises the same again, in the hope of other people, draws the same in a month.
    """
    network = concern.network
    sides = [side for side in (concern.by, concern.about) if side]
    for side in sides:
        side.network = network
    away = {side.pk for side in sides}.union(*map(hidden_from, sides))
    away |= {*concern.panel.values_list("member", flat=True)}
    fit = network.members.known().exclude(pk__in=away).filter(break_until=None)
    month = f"{network.today():%Y-%m}"
    secret = crypto.derive(opened(network.key), f"lot {month} {concern.by_id} {lot}")
    lots = sorted(fit.select_related("user"), key=lambda each: crypto.digest(secret, str(each.pk)))
    if concern.about is None or not concern.about.is_known:
        # As many are left as if somebody who is known here bore the name: the number tells nothing.
        lots = lots[1:]
    tied = _tied(sides)
    return sorted(lots, key=lambda each: each.pk in tied)[:count]


def _tied(sides: list[Member]) -> set[int]:
    """The ids of those whom one of these vouched for, or was vouched for by."""
    vouches = Vouch.objects.filter(Q(by__in=sides) | Q(about__in=sides))
    return {pk for pair in vouches.values_list("by", "about") for pk in pair}
