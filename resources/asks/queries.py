"""How often somebody may be asked, and which asks whoever looks sees."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mutualaid.networks.concerns.things import apart
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Member, Network
from resources.items.models import Item
from resources.matching.models import NeedAsk

from .models import A_MONTH, USUAL, Ask, AskLimit, AskQuerySet


def limit_of(member: Member) -> int | None:
    """How many asks a month they take; None where there is no limit."""
    limit = AskLimit.objects.filter(member=member).first()
    return limit.a_month if limit else USUAL


def is_full(member: Member) -> bool:
    """Whether they were asked as often this month as they can be."""
    return member.pk in asked_enough(member.network, [member.pk])


def asked_lately(network: Network) -> set[int]:
    """Ids of the members who were asked within the last month, whatever came of it."""
    since = network.today() - A_MONTH
    return {
        pk
        for asks in (Ask.objects.all(), NeedAsk.objects.all())
        for pk in asks.filter(of__network=network, asked_on__gt=since).values_list("of", flat=True)
    }


def asked_enough(network: Network, members: Iterable[int]) -> set[int]:
    """Those of these members, by their ids, who are not asked any more this month."""
    members, since = [*members], network.today() - A_MONTH
    counts: Counter[int] = Counter()
    for asks in (Ask.objects.all(), NeedAsk.objects.all()):  # whatever came of it
        lately = asks.filter(of__in=members, asked_on__gt=since)
        counts.update(dict(lately.values_list("of").annotate(Count("pk"))))
    limits = AskLimit.objects.filter(member__in=members).values_list("member", "a_month")
    most = dict.fromkeys(members, USUAL) | dict(limits)
    return {pk for pk in members if (limit := most[pk]) is not None and counts[pk] >= limit}


def asks_seen(member: Member | None, item: Item) -> list[dict[str, Any]]:
    """About one item: those that wait or got a yes, of whoever looks."""
    if member is None:
        return []
    return rows_of(member, asks_of(member).standing().filter(item=item).order_by("asked_on", "pk"))


def asks_of(member: Member) -> AskQuerySet:
    """What they asked and were asked; nothing of whom one of the two hides from."""
    hidden = hidden_from(member)
    found = Ask.objects.between(member).exclude(Q(by__in=hidden) | Q(of__in=hidden))
    return found.select_related("item", "by", "of")


def rows_of(member: Member, asks: Iterable[Ask]) -> list[dict[str, Any]]:
    """What a list shows of each."""
    return [
        {
            "url": reverse("resources:ask_detail", args=[member.network.slug, ask.pk]),
            "name": ask.item.name,
            "who": _("%(name)s asks you") % {"name": apart(ask.by)}
            if ask.of_id == member.pk
            else _("You asked"),
            "state": ask.state_told,
            "day": date_format(ask.asked_on, "MONTH_DAY_FORMAT"),
        }
        for ask in asks
    ]


def waiting_for(member: Member) -> AskQuerySet:
    """What they have not answered yet."""
    return asks_of(member).waiting().filter(of=member)
