"""Made-up things to share in bulk, so that a demo shows what lists are like with very many."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from itertools import batched
from random import Random

from mutualaid.fields import day_with
from mutualaid.networks.models import Member, Network
from mutualaid.networks.places import places_around
from mutualaid.sealed import crypto
from mutualaid.sealed.keys import wrap
from mutualaid.sealed.models import DataKey
from needs.categories import KINDS

from .models import Item, Window

AT_ONCE = 2000
EACH = 5
"""How many things one neighbor shares."""
DAYS = 365
NAMES = {
    Item.Kind.SKILL: ("Sewing", "Driving", "Cooking for many", "Bicycle repair", "الترجمة"),
    Item.Kind.EXPERTISE: ("Electrician", "Nurse", "Abogada", "Plumber"),
    Item.Kind.TIME: ("An afternoon", "Saturdays", "Una tarde a la semana"),
    Item.Kind.TOOL: ("A drill", "A ladder", "Una carretilla", "A sewing machine", "مثقاب"),
    Item.Kind.VEHICLE: ("A van", "A cargo bike", "Una furgoneta"),
    Item.Kind.SPACE: ("A dry cellar", "A spare room", "Un garaje"),
    Item.Kind.GOODS: ("Jam jars", "Blankets", "Ropa de niño", "Firewood"),
}


def fill_items(network: Network, count: int) -> int:
    """Add so many things to a network, the oldest first. Nothing was told about them that would be
    sealed, and nobody is told of them."""
    today, chance = network.today(), Random(count)
    neighbors = Member.objects.bulk_create(
        # As those who left, so that they come in no list; but known, so that they could help.
        [
            Member(network=network, name=str(number), vouches_needed=0, left_on=today)
            for number in range(count // EACH + 1)
        ],
        batch_size=AT_ONCE,
    )
    asked = {each.pk: _asked_on(chance, today) for each in neighbors}
    for batch in batched(_items(network, neighbors, asked, count, chance), AT_ONCE):
        DataKey.objects.bulk_create(item.key for item in batch)
        items = Item.objects.bulk_create(batch)
        Window.objects.bulk_create(
            Window(item=item, weekday=chance.randrange(7), start=time(9), end=time(17))
            for item in items
            if chance.random() < 0.3
        )
    return count


def _asked_on(chance: Random, today: date) -> date:
    never: date = Item._meta.get_field("asked_on").get_default()
    return never if chance.random() < 0.5 else today - timedelta(days=chance.randrange(DAYS))


def _items(
    network: Network,
    neighbors: list[Member],
    asked: dict[int, date],
    count: int,
    chance: Random,
) -> Iterator[Item]:
    places = ["", *places_around(network.cell)]
    for number in range(count):
        shared_on = network.today() - timedelta(days=DAYS - DAYS * (number + 1) // count)
        by, kind = chance.choice(neighbors), chance.choice([*NAMES])
        skilled = kind == Item.Kind.SKILL
        key = DataKey(under=network.key)
        wrap(key, crypto.new_key())
        yield Item(
            id=day_with(chance.getrandbits(43), shared_on),
            network=network,
            key=key,
            by=by,
            kind=kind,
            level=chance.choice([*Item.Level]) if skilled else "",
            category=chance.choice([*KINDS]),
            name=chance.choice(NAMES[kind]),
            languages=sorted({chance.choice(network.languages) for _ in range(2)}),
            cell=chance.choice(places),
            audience=chance.choice([Item.Audience.EVERYONE, Item.Audience.MEMBERS]),
            sure_on=shared_on,
            asked_on=asked[by.pk],
        )
