"""The demo's things: what made-up neighbors share, and have asked each other for."""

from datetime import time, timedelta
from typing import NamedTuple

from mutualaid.fields import random_id
from mutualaid.networks.models import Circle, Member, Network
from mutualaid.networks.places import places_around
from needs.demo_needs import NEAR
from resources.asks.models import Ask
from resources.asks.services import ask, done, limit_asks, say_yes
from resources.items.models import Item
from resources.items.services import add_window, share_item, vouch_for

Kind = Item.Kind


class Shared(NamedTuple):
    """Who has shared something for so many days; ``when`` are weekdays with an hour from and to."""

    by: str
    days_ago: int
    kind: str
    category: str
    name: str
    conditions: str = ""
    level: str = ""
    hours: int | None = None
    quantity: int = 1
    when: tuple[tuple[int, int, int], ...] = ()
    vouched_by: tuple[str, ...] = ()
    of_all: bool = False


MILLBROOK = [
    Shared(
        "Chen",
        28,
        Kind.TOOL,
        "hand-tools",
        "Drill with wood and stone bits",
        "Bring it back clean. Broken bits happen: just say so.",
        when=((0, 18, 20), (3, 18, 20), (5, 10, 13)),
    ),
    Shared(
        "Amina",
        26,
        Kind.SKILL,
        "language",
        "Arabic and English, spoken and written",
        "Letters yes, court papers no.",
        "can",
        vouched_by=("Bo", "Chen"),
    ),
    Shared(
        "Bo",
        25,
        Kind.VEHICLE,
        "carrying",
        "Cargo bike, carries two children or a fridge",
        "Try it in the yard first. I show you how.",
        when=((5, 9, 19), (6, 9, 19)),
    ),
    Shared(
        "Amina",
        24,
        Kind.TOOL,
        "tools",
        "Long ladder, 6 meters",
        "Two people carry it.",
        of_all=True,
    ),
    Shared(
        "Lucía",
        21,
        Kind.EXPERTISE,
        "electric",
        "Electricista, veinte años en obras",
        "Sin escaleras altas, por favor.",
        vouched_by=("Bo",),
    ),
    Shared(
        "Samir", 19, Kind.SKILL, "bicycle", "إصلاح الدراجات", "", "teach", vouched_by=("Amina",)
    ),
    Shared("Chen", 18, Kind.SKILL, "bicycle", "Fixing my own bicycle", "", "learn"),
    Shared(
        "Bo",
        15,
        Kind.TIME,
        "company",
        "An hour of chess, or just tea",
        hours=4,
        when=((2, 16, 20),),
    ),
    Shared(
        "Amina",
        12,
        Kind.SPACE,
        "company",
        "Kitchen of the library, for ten people",
        "Sweep afterwards. The key hangs with Chen.",
        when=((1, 9, 21), (4, 9, 21)),
        of_all=True,
    ),
    Shared("Bo", 11, Kind.SKILL, "meals", "Cooking a big pot for twenty", "No pork.", "can"),
    Shared("Chen", 10, Kind.TOOL, "energy", "Two oil heaters", "One room at a time.", quantity=2),
    Shared(
        *("Lucía", 9, Kind.TIME, "after-school", "Las tardes del martes, con dos niños más"),
        hours=3,
        when=((1, 14, 18),),
    ),
    Shared("Lucía", 8, Kind.TOOL, "clothing", "Máquina de coser", "Sé enseñarte a usarla."),
    Shared("Bo", 5, Kind.GOODS, "clothing", "Children’s rubber boots, sizes 24 to 30", quantity=6),
    Shared("Chen", 3, Kind.SKILL, "set-up", "Phones and laptops that misbehave", "", "can"),
    Shared("Samir", 2, Kind.TIME, "errands", "مشاوير قصيرة بالدراجة بعد العصر", "", hours=6),
    Shared("Lucía", 2, Kind.VEHICLE, "transport", "Coche con silla infantil", when=((4, 9, 19),)),
    Shared("Amina", 1, Kind.TOOL, "pumps", "Pump for a wet cellar", "Needs a long cable."),
]
EASTSIDE = [
    Shared("Dara", 20, Kind.TOOL, "hand-tools", "Circular saw", "Wear the goggles.", of_all=True),
    Shared("Mateo", 9, Kind.SKILL, "meals", "Cocinar para treinta personas", "", "teach"),
    Shared("Dara", 2, Kind.VEHICLE, "transport", "Small van, six meters of load", "Fill it up."),
]
ITEMS = {"Millbrook": MILLBROOK, "Eastside": EASTSIDE}


def share_things(network: Network, members: dict[str, Member]) -> None:
    """Share them in a network, the oldest first; one neighbor asks another."""
    all_of_us = network.circles.get(kind=Circle.Kind.ASSEMBLY)
    there = [each for each in ITEMS.get(network.name, []) if each.by in members]
    found = {each.name: _share(network, members, all_of_us, each) for each in there}
    if network.name == "Millbrook":
        limit_asks(member=members["Amina"], a_month=2)
        letter = _ask(found["Arabic and English, spoken and written"], members["Bo"])
        say_yes(ask=letter, words="Sunday after lunch.", contact="555 0144")
        letter.refresh_from_db()
        done(ask=letter)
        _ask(found["Phones and laptops that misbehave"], members["Lucía"])


def _share(network: Network, members: dict[str, Member], all_of_us: Circle, shared: Shared) -> Item:
    places = [*places_around(network.cell)]
    item = share_item(
        by=members[shared.by],
        once=random_id(),
        shared_on=network.today() - timedelta(days=shared.days_ago),
        kind=shared.kind,
        circle=all_of_us if shared.of_all else None,
        category=shared.category,
        name=shared.name,
        conditions=shared.conditions,
        level=shared.level,
        hours=shared.hours,
        quantity=shared.quantity,
        languages=network.languages[:2],
        cell=places[shared.days_ago % NEAR] if places else "",
        audience=Item.Audience.EVERYONE if shared.of_all else Item.Audience.MEMBERS,
    )
    for weekday, start, end in shared.when:
        add_window(item=item, weekday=weekday, start=time(start), end=time(end))
    for name in shared.vouched_by:
        vouch_for(item=item, by=members[name], saw_certificate=shared.kind == Kind.EXPERTISE)
    return item


def _ask(item: Item, by: Member) -> Ask:
    return ask(
        item=item,
        by=by,
        words="A letter from the city that I do not understand.",
        contact="555 0100",
        wanted_on=by.network.today() + timedelta(days=10),
    )
