"""Things that neighbors share, and stock and purse, filled as pages fill them."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from mutualaid.fields import random_id
from mutualaid.networks.models import Circle
from mutualaid.sealed.keys import new_key
from resources.items.models import Item, Window
from resources.items.services import share_item
from resources.loans.services import asking, handing
from resources.loans.slots import of_days, of_hours
from resources.purse import services as purse
from resources.stock import services as stock
from resources.stock.models import Lot
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


def assembly_of(member):
    return member.network.circles.get(kind=Circle.Kind.ASSEMBLY)


def goods_of(member, quantity=1000, **told):
    """Some rice in the assembly's stock, put in by this member."""
    told = {
        "circle": assembly_of(member),
        "once": random_id(),
        "what": "Rice",
        "category": "food",
        "unit": "kg",
        "way": "gift",
        "quantity": quantity,
    } | told
    return stock.put_in_new(by=member, **told)


def lot_of(member, quantity=1000, **told):
    """The only lot of such goods."""
    goods = goods_of(member, quantity, **told)
    return Lot.objects.select_related("goods__circle__network__key").get(goods=goods)


def taken(member, lot, quantity=100, **told):
    told = {"once": random_id(), "way": "need"} | told
    stock.take_out(by=member, lot=lot, quantity=quantity, **told)
    return lot.entries.get(pk=told["once"])


def given(member, amount=10_000, **told):
    """Money that came into the assembly's purse."""
    told = {"circle": assembly_of(member), "once": random_id(), "way": "given"} | told
    return purse.put_in(by=member, amount=amount, **told)


def wanted(member, amount=2000, **told):
    """What this member wants to spend from it."""
    told = {"circle": assembly_of(member), "once": random_id(), "words": "Flour"} | told
    return purse.want_to_spend(by=member, amount=amount, **told)


def spent(member, second, amount=2000, **told):
    """The entry, once a second one said yes."""
    slip = wanted(member, amount, **told)
    purse.confirm(by=second, slip=slip)
    slip.refresh_from_db()
    return slip.entry


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
    return asking.ask_for(
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
    asking.agree(loan=loan, by=agreed_by or item.by, words=words, contact="555 0100")
    loan.refresh_from_db()
    return loan


def handed(item, by, *days, **told):
    loan = promised(item, by, *days, **told)
    handing.hand_over(loan=loan, by=by)
    loan.refresh_from_db()
    return loan
