"""How often somebody may be asked, and which asks whoever looks sees."""

from collections.abc import Iterable

from django.db.models import Count

from mutualaid.networks.models import Member, Network

from .models import A_MONTH, USUAL, Ask, AskLimit, AskQuerySet


def limit_of(member: Member) -> int | None:
    """How many asks a month they take; None where there is no limit."""
    limit = AskLimit.objects.filter(member=member).first()
    return limit.a_month if limit else USUAL


def left_this_month(member: Member) -> int | None:
    """How often they may still be asked; None where there is no limit."""
    most = limit_of(member)
    if most is None:
        return None
    return max(most - asked_lately(member.network).filter(of=member).count(), 0)


def asked_lately(network: Network) -> AskQuerySet:
    """What was asked within a month, whatever came of it."""
    return Ask.objects.filter(asked_on__gt=network.today() - A_MONTH, item__network=network)


def asked_enough(network: Network, members: Iterable[int]) -> set[int]:
    """Those of these members who may not be asked this month any more."""
    members = [*members]
    lately = asked_lately(network).filter(of__in=members)
    counts = dict(lately.values_list("of").annotate(Count("pk")))
    limits = dict(AskLimit.objects.filter(member__in=members).values_list("member", "a_month"))
    full = set()
    for pk in members:
        most = limits.get(pk, USUAL)
        if most is not None and counts.get(pk, 0) >= most:
            full.add(pk)
    return full
