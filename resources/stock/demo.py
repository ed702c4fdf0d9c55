"""The demo's stock and purse: a month of a made-up neighborhood's shelves."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from mutualaid.fields import random_id
from mutualaid.networks.models import Circle, Member, Network
from needs.posts.queries import open_to
from resources.purse.models import PurseEntry, Slip
from resources.purse.services import confirm, want_to_spend
from resources.purse.services import put_in as put_money_in

from .models import Goods, Lot, StockEntry, Unit
from .services import put_in_new, set_mark, take_out

Way = StockEntry.Way
SHELF, CELLAR, FREEZER = "Library, shelf by the door", "Church cellar", "Freezer at the bakery"


class Shelved(NamedTuple):
    """Who put in what, so many days ago, good for so many days from now, and what went out since:
    who, how many days ago, how, how much and for which project."""

    by: str
    days_ago: int
    what: str
    category: str
    unit: Unit
    quantity: int
    good_for: int | None
    place: str
    way: Way = Way.GIFT
    low_at: int | None = None
    named: bool = False
    out: tuple[tuple[str, int, Way, int, str], ...] = ()


SHELVES = [
    Shelved(
        *("Amina", 28, "Rice", "food", Unit.KILO, 2500, 240, SHELF),
        low_at=1000,
        out=(
            ("Bo", 20, Way.NEED, 300, ""),
            ("Lucía", 13, Way.PROJECT, 850, "Soup on Sundays"),
            ("Chen", 6, Way.PROJECT, 600, "Soup on Sundays"),
        ),
    ),
    Shelved(
        *("Lucía", 27, "Tomates en lata", "food", Unit.PACK, 2400, 500, SHELF),
        named=True,
        out=(("Lucía", 13, Way.PROJECT, 600, "Soup on Sundays"), ("Bo", 3, Way.COUNTED, 100, "")),
    ),
    Shelved(
        *("Bo", 18, "Flour", "food", Unit.KILO, 1000, 90, SHELF, Way.BOUGHT),
        out=(("Chen", 4, Way.NEED, 250, ""),),
    ),
    Shelved(
        *("Chen", 15, "Apples", "food", Unit.KILO, 3000, 5, CELLAR, Way.GATHERED),
        named=True,
        out=(
            ("Amina", 11, Way.NEED, 400, ""),
            ("Chen", 8, Way.PROJECT, 900, "Apple juice at the library"),
            ("Amina", 2, Way.SPOILED, 250, ""),
        ),
    ),
    Shelved(
        *("Amina", 9, "Vegetable soup", "meals", Unit.PORTION, 1600, 12, FREEZER),
        low_at=500,
        out=(("Bo", 5, Way.NEED, 600, ""), ("Lucía", 1, Way.NEED, 400, "")),
    ),
    Shelved(
        *("Bo", 22, "Blankets", "clothing", Unit.PIECE, 900, None, CELLAR),
        out=(("Amina", 16, Way.NEED, 200, ""),),
    ),
    Shelved(*("Lucía", 17, "Pañales", "hygiene", Unit.PACK, 500, None, SHELF), low_at=300),
    Shelved(
        *("Chen", 12, "Rubber boots", "clothing", Unit.PAIR, 600, None, CELLAR),
        out=(("Bo", 7, Way.COUNTED, 100, ""),),
    ),
    Shelved(*("Amina", 3, "Drinking water", "water", Unit.LITER, 6000, 300, CELLAR), named=True),
]


def fill_shelves(network: Network) -> None:
    """Money first: some of the goods were bought."""
    people = {member.name: member for member in network.members.known().select_related("network")}
    if not people.keys() >= {shelved.by for shelved in SHELVES}:
        return
    circle = network.circles.get(kind=Circle.Kind.ASSEMBLY)
    flour = _keep_purse(circle, people)
    for shelved in SHELVES:
        _shelve(circle, people, shelved, flour)


def _keep_purse(circle: Circle, people: dict[str, Member]) -> PurseEntry:
    """What was spent on flour."""
    amina, bo, chen, lucia = (people[name] for name in ("Amina", "Bo", "Chen", "Lucía"))

    def day(days_ago: int) -> date:
        return amina.network.today() - timedelta(days=days_ago)

    def came(by: Member, days_ago: int, amount: int, words: str, **more: Any) -> None:
        told: dict[str, Any] = {"way": "given", "amount": amount, "words": words} | more
        put_money_in(by=by, circle=circle, once=random_id(), on=day(days_ago), **told)

    def goes(by: Member, days_ago: int, amount: int, words: str) -> Slip:
        told: dict[str, Any] = {"amount": amount, "words": words, "on": day(days_ago)}
        return want_to_spend(by=by, circle=circle, once=random_id(), **told)

    came(amina, 29, 4000, "")
    came(bo, 26, 6350, "Soup evening at the library", way="collected", named=True)
    paid = goes(bo, 18, 1840, "Ten kilos of flour")
    confirm(by=chen, slip=paid, on=paid.made_on)
    came(lucia, 14, 1500, "", named=True)
    jars = goes(chen, 8, 920, "Jars for the apple juice")
    confirm(by=amina, slip=jars, on=jars.made_on)
    came(chen, 6, 2275, "Apple juice at the library", way="collected")
    goes(lucia, 2, 1260, "Freezer bags and labels")
    goes(chen, 1, 8000, "A second-hand freezer")
    return PurseEntry.objects.get(slip=paid)


def _shelve(circle: Circle, people: dict[str, Member], shelved: Shelved, flour: PurseEntry) -> None:
    today = people[shelved.by].network.today()
    goods: Goods = put_in_new(
        by=people[shelved.by],
        circle=circle,
        once=random_id(),
        what=shelved.what,
        category=shelved.category,
        unit=shelved.unit,
        way=shelved.way,
        quantity=shelved.quantity,
        best_before=today + timedelta(days=shelved.good_for) if shelved.good_for else None,
        place=shelved.place,
        bought_with=flour if shelved.way == Way.BOUGHT else None,
        named=shelved.named,
        on=today - timedelta(days=shelved.days_ago),
    )
    set_mark(by=people[shelved.by], goods=goods, low_at=shelved.low_at)
    for name, days_ago, way, quantity, words in shelved.out:
        by = people[name]
        needs = open_to(by).filter(category__in=["meals", "groceries"])
        take_out(
            by=by,
            lot=Lot.objects.select_related("goods__circle").get(goods=goods),
            once=random_id(),
            way=way,
            quantity=quantity,
            need=needs.first() if way == Way.NEED else None,
            words=words,
            on=today - timedelta(days=days_ago),
        )
