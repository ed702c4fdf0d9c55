"""Things that neighbors share."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from mutualaid.fields import random_id
from mutualaid.sealed.keys import new_key
from resources.items.models import Item, Window
from resources.items.services import share_item
from resources.loans import services
from resources.loans.slots import of_days, of_hours
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


def slot_of(item, first=1, last=None, *, hour=10, until=12):
    """So many days from now, by the network's clock; of what is lent by the hour, within one."""
    zone, today = ZoneInfo(item.network.time_zone), item.network.today()
    days = [today + timedelta(days=number) for number in (first, first if last is None else last)]
    if not item.by_the_hour:
        return of_days(*days, zone)
    return of_hours(
        datetime.combine(days[0], time(hour)), datetime.combine(days[1], time(until)), zone
    )


def asked_for(item, by, *days, circle=None, **hours):
    """A loan that a member asked for, as the pages do."""
    return services.ask_for(
        item=item,
        by=by,
        slot=slot_of(item, *days, **hours),
        circle=circle,
        words="For four shelves.",
        contact="555 0199",
    )


def promised(item, by, *days, agreed_by=None, **told):
    loan = asked_for(item, by, *days, **told)
    words = "In the yard, after six."
    services.agree(loan=loan, by=agreed_by or item.by, words=words, contact="555 0100")
    loan.refresh_from_db()
    return loan


def handed(item, by, *days, **told):
    loan = promised(item, by, *days, **told)
    services.hand_over(loan=loan, by=by)
    loan.refresh_from_db()
    return loan
