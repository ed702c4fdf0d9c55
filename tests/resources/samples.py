from datetime import timedelta

from resources.asks.services import ask, limit_asks, say_yes
from resources.items.services import add_photo, add_window
from resources.models import Ask, Item
from tests.matrix import sample
from tests.networks.factories import MemberFactory
from tests.resources.factories import shared_by


@sample("resources:kind")
def kind(amina):
    return Item.Kind.TOOL.value


@sample("resources:item_id")
def item(amina):
    return drill_of(amina).pk


def drill_of(amina):
    return amina.items.filter(kind=Item.Kind.TOOL).first() or shared_by(amina)


@sample("resources:window_id")
def window(amina):
    drill = drill_of(amina)
    drill.windows.all().delete()
    return add_window(item=drill, weekday=1, start="09:00", end="17:00").pk


@sample("resources:photo_id")
def photo(amina):
    drill = drill_of(amina)
    drill.photos.all().delete()
    return add_photo(item=drill, large=b"large", small=b"small").pk


def trade_of(amina):
    known = {"kind": Item.Kind.EXPERTISE, "category": "electric"}
    return amina.items.filter(**known).first() or shared_by(amina, **known)


for name in ("item_vouch", "item_vouch_no_more", "item_ask"):
    sample(f"resources:{name}:item_id")(lambda amina: trade_of(amina).pk)


@sample("resources:ask_id")
def asked(amina):
    """By somebody else, of Amina."""
    limit_asks(member=amina, a_month=None)
    return ask(
        item=trade_of(amina),
        by=MemberFactory(network=amina.network),
        words="A lamp",
        contact="555",
        wanted_on=amina.network.today() + timedelta(days=7),
    ).pk


@sample("resources:ask_contact:ask_id")
def agreed(amina):
    pk = asked(amina)
    say_yes(ask=Ask.objects.get(pk=pk), words="", contact="555")
    return pk
