"""Stock and purse, filled as pages fill them."""

from mutualaid.fields import random_id
from mutualaid.networks.models import Circle
from resources.purse import services as purse
from resources.stock import services as stock
from resources.stock.models import Lot


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
