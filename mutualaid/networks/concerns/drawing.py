"""Who looks at a concern: drawn by lot."""

from django.db.models import Q

from mutualaid.accounts.models import Card
from mutualaid.networks.hiding.queries import hidden_from, index_of, may_be_same
from mutualaid.networks.models import Concern, Member, Network, Vouch
from mutualaid.sealed import crypto
from mutualaid.sealed.keys import opened
from mutualaid.sealed.services import unseal


def bearer_of(name: str, *, beside: Member, network: Network) -> Member | None:
    """The only member of that name beside this one, if there is just one."""
    index = index_of(network, name)
    others = network.members.present().exclude(pk=beside.pk)
    bearers = [each for each in others if index_of(network, each.name) == index]
    return bearers[0] if len(bearers) == 1 else None


def draw(concern: Concern, count: int, *, lot: str = "") -> list[Member]:
    """Up to so many members with standing who have nothing to do with it, and none of whom hides
    from another: drawn by lot, first among those whom neither side has vouched for, or been
    vouched for by. Who came in by a card that nobody confirmed could read nothing of it.

    Whoever raises the same again, in the hope of other people, draws the same in a month.
    """
    network = concern.network
    sides = [side for side in (concern.by, concern.about) if side]
    for side in sides:
        side.network = network
    away = {side.pk for side in sides}.union(*map(hidden_from, sides))
    away |= {*concern.panel.values_list("member", flat=True)}
    fit = network.members.known().exclude(pk__in=away).not_on_break(network.today())
    fit = fit.exclude(user__in=Card.objects.filter(confirmed=False, ended_on=None).values("user"))
    month = f"{network.today():%Y-%m}"
    secret = crypto.derive(opened(network.key), f"lot {month} {concern.by_id} {lot}")
    lots = sorted(fit.select_related("user"), key=lambda each: crypto.digest(secret, str(each.pk)))
    named = _named(concern)
    others = [each for each in lots if not (named and may_be_same(each.name, named))]
    if not concern.thing and (concern.about is None or not concern.about.is_known):
        # As many are left as if somebody who is known here bore the name: the number tells nothing.
        others = others[len(others) == len(lots) :]
    tied = _tied(sides)
    others.sort(key=lambda each: each.pk in tied)
    seated = [*network.members.filter(panels__in=concern.panel.filter(declined=False))]
    return _at_ease(seated, others, count)


def _named(concern: Concern) -> str:
    """The name that was given; empty where it is about what stands written, whose author is known,
    and where it is forgotten."""
    if concern.thing or concern.key is None:
        return ""
    return unseal(concern, "named", key=concern.key)


def _at_ease(seated: list[Member], lots: list[Member], count: int) -> list[Member]:
    """The first so many of these of whom none hides from another, nor from those ``seated``."""
    drawn: list[Member] = []
    absent = hidden_from(*seated)
    for each in lots:
        if len(drawn) < count and each.pk not in absent:
            drawn.append(each)
            absent |= hidden_from(each)
    return drawn


def _tied(sides: list[Member]) -> set[int]:
    """The ids of those whom one of these vouched for, or was vouched for by."""
    vouches = Vouch.objects.filter(Q(by__in=sides) | Q(about__in=sides))
    return {pk for pair in vouches.values_list("by", "about") for pk in pair}
