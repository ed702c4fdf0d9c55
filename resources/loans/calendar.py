"""The days of a month, and what of an item is free in each; never who has it."""

from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _

from mutualaid.networks.models import Member
from resources.items.models import Item, Window

from .queries import Taken, taken, zone_of
from .rules import AHEAD
from .slots import A_DAY, Slot, of_days, slot_in_words


class Month(NamedTuple):
    """The days of a month, as weeks, with what is free in each."""

    title: str
    weekdays: list[tuple[str, str]]
    """Their first letters, and what they are called."""
    weeks: list[list[dict[str, Any] | None]]
    earlier: str
    later: str
    times: list[str]
    """Of what is lent by the hour: when it is taken."""
    marks: list[tuple[str, str]]
    """What they stand for."""


def month(item: Item, member: Member | None, first: date, waited: Slot | None) -> Month:
    """``first`` is the first day of it, and ``waited`` the time for which whoever looks waits."""
    zone, today = zone_of(item), item.network.today()
    following = (first + 31 * A_DAY).replace(day=1)
    whole = of_days(first, following - A_DAY, zone)
    busy = taken(item, whole, by=member)
    windows = [*item.windows.all()]
    monday_is = (get_format("FIRST_DAY_OF_WEEK") - 1) % 7
    week = [(monday_is + number) % 7 for number in range(7)]
    cells: list[dict[str, Any] | None] = [None] * week.index(first.weekday())
    for number in range((following - first).days):
        cells.append(_day(item, first + number * A_DAY, zone, busy, windows, today, waited))
    cells += [None] * (-len(cells) % 7)
    return Month(
        title=date_format(first, "F Y"),
        weekdays=[_weekday(number) for number in week],
        weeks=[cells[start : start + 7] for start in range(0, len(cells), 7)],
        earlier=f"{first - A_DAY:%Y-%m}" if first > today.replace(day=1) else "",
        later=f"{following:%Y-%m}" if following < today + AHEAD else "",
        times=[slot_in_words(each.slot, zone, by_hour=True) for each in busy if item.by_the_hour],
        marks=[
            (mark, DAY_WORDS[state]())
            for state, mark in MARKS.items()
            if state != "waited" or waited
        ],
    )


def _weekday(number: int) -> tuple[str, str]:
    day = date(2024, 1, 1) + number * A_DAY  # a Monday
    # Two letters, since seven longer ones find no room on a phone in every language.
    return date_format(day, "D")[:2], date_format(day, "l")


def _day(
    item: Item,
    day: date,
    zone: ZoneInfo,
    busy: list[Taken],
    windows: list[Window],
    today: date,
    waited: Slot | None,
) -> dict[str, Any]:
    """Free, taken, or in part; and whether who looks has it, or waits for it."""
    whole = of_days(day, day, zone)
    there = [each for each in busy if each.slot.overlaps(whole)]
    covered = {each.unit for each in there if _covers(there, each.unit, whole)}
    if day < today:
        state = "past"
    elif any(each.mine for each in there):
        state = "yours"
    elif len(covered) >= item.quantity:
        state = "taken"
    elif windows and day.weekday() not in {each.weekday for each in windows}:
        state = "shut"
    elif len({each.unit for each in there}) >= item.quantity:
        state = "partly"
    else:
        state = "free"
    waits = waited and waited.overlaps(whole) and day >= today
    told = [state, "waited"] if waits else [state]
    return {
        "day": day.day,
        "date": day.isoformat(),
        "said": date_format(day, "l j F"),
        "state": state,
        "words": " · ".join(DAY_WORDS[each]() for each in told),
        "mark": " ".join(MARKS.get(each, "") for each in told),
        "asks": state in {"free", "partly"},
    }


MARKS = {"yours": "★", "taken": "●", "shut": "–", "partly": "◐", "free": "○", "waited": "◇"}
"""What stands for the words where there is no room for them."""
DAY_WORDS = {
    "past": lambda: "",
    "yours": lambda: _("yours"),
    "taken": lambda: _("taken"),
    "shut": lambda: _("shut"),
    "partly": lambda: _("partly"),
    "free": lambda: _("free"),
    "waited": lambda: _("you wait"),
}


def _covers(busy: list[Taken], unit: int, whole: Slot) -> bool:
    """Whether one unit is out all day long."""
    moment = whole.starts
    for each in sorted(each.slot for each in busy if each.unit == unit):
        if each.starts > moment:
            return False
        moment = max(moment, each.ends)
    return moment >= whole.ends


def month_asked(typed: str, today: date) -> date:
    """The month from an address, where it is one that can be shown; else this one."""
    try:
        first = datetime.strptime(typed, "%Y-%m").date()
    except ValueError:
        return today.replace(day=1)
    return first if today.replace(day=1) <= first <= today + AHEAD else today.replace(day=1)
