"""Who else is there."""

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from mutualaid.networks.concerns.things import shown
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Member, Network
from mutualaid.paging import Page, page_of
from needs.own_categories.queries import kinds_of

from .models import OutsideService

TOLD = ("organization", "description", "url", "phone", "place")


def listed_for(member: Member) -> QuerySet[OutsideService]:
    """What a member may read; nothing that came from who hides."""
    services = member.network.outside_services.exclude(by__in=hidden_from(member))
    return services.select_related("by", "network")


def elsewhere(member: Member, typed: QueryDict) -> Page[OutsideService]:
    return page_of(shown(listed_for(member), to=member), typed, "-listed_on")


def rows_of(network: Network, services: list[OutsideService]) -> list[dict[str, Any]]:
    address = reverse("resources:elsewhere_detail", args=[network.slug, 0]).rpartition("0/")[0]
    found = kinds_of(network)
    kinds = {slug: str(found[slug].name) for slug in {each.category for each in services}}
    return [
        {
            "url": f"{address}{each.pk}/",
            "name": each.name,
            "organization": each.organization,
            "category": kinds[each.category],
        }
        for each in services
    ]


def in_words(service: OutsideService) -> list[str]:
    """What is told of it, each where there is something."""
    return [text for name in TOLD if (text := getattr(service, name))]
