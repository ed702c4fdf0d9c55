"""The demo's loans: made-up neighbors borrow what others share."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from mutualaid.networks.models import Member, Network
from resources.items.models import Item
from resources.loans.models import Loan
from resources.loans.queries import zone_of
from resources.loans.services import asking, handing, waiting
from resources.loans.slots import Slot, later, of_days, of_hours

State = Loan.State


class Lent(NamedTuple):
    """Who borrows what, from the next such day of the week on, or one some weeks before it."""

    item: str
    by: str
    weekday: int
    state: str
    days: int = 1
    weeks_ago: int = 0
    hours: tuple[int, int] = (0, 0)
    note: str = ""


DRILL, LADDER = "Drill with wood and stone bits", "Long ladder, 6 meters"
BIKE = "Cargo bike, carries two children or a fridge"
KITCHEN = "Kitchen of the library, for ten people"
MONDAY, TUESDAY, THURSDAY, FRIDAY, SATURDAY = 0, 1, 3, 4, 5

LOANS = {
    "Millbrook": [
        Lent(DRILL, "Bo", MONDAY, State.RETURNED, 4, 2, note="One bit is blunt."),
        Lent(DRILL, "Lucía", SATURDAY, State.ASKED, 3),
        Lent(LADDER, "Bo", TUESDAY, State.HANDED, 2, 1, note="Two steps have paint on them."),
        Lent(LADDER, "Chen", FRIDAY, State.AGREED, 2),
        Lent(BIKE, "Lucía", SATURDAY, State.RETURNED, weeks_ago=2, hours=(9, 12)),
        Lent(BIKE, "Amina", SATURDAY, State.AGREED, hours=(10, 14)),
        Lent(KITCHEN, "Chen", FRIDAY, State.AGREED, hours=(17, 20)),
        Lent(KITCHEN, "Lucía", TUESDAY, State.ASKED, hours=(10, 12)),
        Lent("Máquina de coser", "Chen", THURSDAY, State.DECLINED, 5),
        Lent("Pump for a wet cellar", "Bo", MONDAY, State.TAKEN, 2),
    ],
    "Eastside": [Lent("Circular saw", "Mateo", SATURDAY, State.AGREED, 2)],
}


def lend_things(network: Network, members: dict[str, Member]) -> None:
    """Lend them in a network."""
    things = {item.name: item for item in network.items.all()}
    for lent in LOANS.get(network.name, []):
        if lent.item in things and lent.by in members:
            _lend(things[lent.item], members[lent.by], lent)
    if network.name == "Millbrook":
        kitchen = things[KITCHEN]
        following = _slot(kitchen, LOANS["Millbrook"][6])
        waiting.wait_for(item=kitchen, by=members["Bo"], slot=following)


def _lend(item: Item, by: Member, lent: Lent) -> None:
    slot = _slot(item, lent)
    loan = asking.ask_for(item=item, by=by, slot=slot, circle=None, words="", contact="555 0188")
    if lent.state == State.TAKEN:
        asking.take_back(loan=loan)
    elif lent.state == State.DECLINED:
        asking.decline(loan=loan)
    elif lent.state != State.ASKED and item.by:
        asking.agree(loan=loan, by=item.by, words="Ring twice.", contact="555 0100")
        if lent.state != State.AGREED:
            handing.hand_over(loan=loan, by=by, words=lent.note)
        if lent.weeks_ago:
            _put_back(loan, slot, lent)
        if lent.state == State.RETURNED:
            handing.bring_back(loan=loan, by=by)


def _put_back(loan: Loan, slot: Slot, lent: Lent) -> None:
    """Nobody can ask for what is over: so it was asked for later."""
    by_hour, zone = loan.item.by_the_hour, zone_of(loan.item)
    steps = -7 * lent.weeks_ago * (24 if by_hour else 1)
    then = later(slot, steps, zone, by_hour=by_hour)
    Loan.objects.filter(pk=loan.pk).update(starts=then.starts, ends=then.ends)


def _slot(item: Item, lent: Lent) -> Slot:
    first = _next(lent.weekday, item.network.today())
    if not item.by_the_hour:
        return of_days(first, first + timedelta(days=lent.days - 1), zone_of(item))
    starts, ends = (datetime.combine(first, time(hour)) for hour in lent.hours)
    return of_hours(starts, ends, zone_of(item))


def _next(weekday: int, today: date) -> date:
    """The next such day after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
