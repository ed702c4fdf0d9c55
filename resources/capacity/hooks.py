"""What the ranking of a survey, and whoever has answered one, hear of what is shared."""

from django.urls import reverse

from mutualaid import hooks
from mutualaid.hooks import AtHand
from mutualaid.networks.models import Member, Network
from resources.items.models import Item

from .queries import people_at_hand

SHARES = {
    "skills": Item.Kind.SKILL,
    "tools": Item.Kind.TOOL,
    "vehicles": Item.Kind.VEHICLE,
    "spaces": Item.Kind.SPACE,
    "expertise": Item.Kind.EXPERTISE,
    "goods": Item.Kind.GOODS,
}
"""What surveys ask for, as kinds of item."""


@hooks.capacity.register()
def capacity(network: Network, member: Member | None) -> dict[str, AtHand]:
    return people_at_hand(network, member)


@hooks.offering.register()
def offering(network: Network, kind: str) -> str:
    if kind in SHARES:
        return reverse("resources:item_share", args=[network.slug, SHARES[kind].value])
    return reverse("resources:item_new", args=[network.slug])
