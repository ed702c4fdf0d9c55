"""Things that neighbors share."""

import factory
from factory.django import DjangoModelFactory

from mutualaid.fields import random_id
from mutualaid.sealed.keys import new_key
from resources.items.models import Item, Window
from resources.items.services import share_item
from tests.networks.factories import MemberFactory


class ItemFactory(DjangoModelFactory):
    """A drill that members may ask for: ``ItemFactory(by=amina)``. Of a circle: ``circle=…``."""

    class Meta:
        model = Item

    by = factory.SubFactory(MemberFactory)
    network = factory.SelfAttribute("by.network")
    key = factory.LazyAttribute(lambda item: new_key(under=item.network.key))
    kind = Item.Kind.TOOL
    level = factory.LazyAttribute(lambda item: "can" if item.kind == Item.Kind.SKILL else "")
    category = "hand-tools"
    name = "A drill"


class WindowFactory(DjangoModelFactory):
    """Friday from nine to five."""

    class Meta:
        model = Window

    item = factory.SubFactory(ItemFactory)
    weekday = Window.Weekday.FRIDAY
    start = "09:00"
    end = "17:00"


def shared_by(member, **told):
    """A drill, shared as the pages do."""
    told = {
        "once": random_id(),
        "kind": Item.Kind.TOOL,
        "category": "hand-tools",
        "name": "A drill",
        "conditions": "Please bring it back clean.",
    } | told
    return share_item(by=member, **told)
