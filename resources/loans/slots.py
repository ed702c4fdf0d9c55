"""For how long something is lent: from one moment until before another, by the clock of a network.

A day is from one midnight to the next, whether it has 23 hours or 25. Of an hour that comes twice,
as the clocks go back, a loan begins with the first and ends with the second: so it covers whichever
was meant.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)


class NoSuchHour(ValueError):
    """The clocks go forward over it on that day."""


class Slot(NamedTuple):
    starts: datetime
    ends: datetime
    """The first moment that belongs to it no more."""

    def overlaps(self, other: "Slot") -> bool:
        return self.starts < other.ends and other.starts < self.ends


def of_days(first: date, last: date, zone: ZoneInfo) -> Slot:
    """From the beginning of the first day to the end of the last."""
    return Slot(midnight(first, zone), midnight(last + A_DAY, zone))


def of_hours(starts: datetime, ends: datetime, zone: ZoneInfo) -> Slot:
    """From one hour to another as the clocks there show them. Raises `NoSuchHour`."""
    return Slot(_moment(starts, zone), _moment(ends.replace(fold=1), zone))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When a day begins: the first moment of it, where the clocks change at midnight."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _moment(shown: datetime, zone: ZoneInfo) -> datetime:
    moment = shown.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None, fold=0) != shown.replace(fold=0):
        raise NoSuchHour(shown)
    return moment


def days_of(slot: Slot, zone: ZoneInfo) -> tuple[date, date]:
    """The first and the last day that it touches."""
    return day_at(slot.starts, zone), day_at(slot.ends - timedelta(microseconds=1), zone)


def day_at(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def later(slot: Slot, steps: int, zone: ZoneInfo, *, by_hour: bool) -> Slot:
    """As long, but so many hours or days later; earlier where ``steps`` is below zero."""
    if by_hour:
        return Slot(slot.starts + steps * AN_HOUR, slot.ends + steps * AN_HOUR)
    first, last = days_of(slot, zone)
    return of_days(first + steps * A_DAY, last + steps * A_DAY, zone)


def until_in_words(slot: Slot, zone: ZoneInfo, *, by_hour: bool) -> str:
    """When it is to be back: a day, or an hour as the clocks there show it."""
    if by_hour:
        return _at(slot.ends, zone, named=_changes(slot, zone))
    return date_format(days_of(slot, zone)[1], "D j M")


def slot_in_words(slot: Slot, zone: ZoneInfo, *, by_hour: bool) -> str:
    """From when to when, as short as it can be said."""
    first, last = days_of(slot, zone)
    if not by_hour:
        if first == last:
            return date_format(first, "D j M")
        days = {"first": date_format(first, "D j M"), "last": date_format(last, "D j M")}
        return _("%(first)s to %(last)s") % days
    named = _changes(slot, zone)
    starts = _at(slot.starts, zone, named=named)
    if first == last and not named:
        ends = time_format(slot.ends.astimezone(zone).time())
    else:
        ends = _at(slot.ends, zone, named=named)
    return _("%(first)s to %(last)s") % {"first": starts, "last": ends}


def _changes(slot: Slot, zone: ZoneInfo) -> bool:
    """Whether the clocks change meanwhile, so that an hour alone may be two."""
    return slot.starts.astimezone(zone).utcoffset() != slot.ends.astimezone(zone).utcoffset()


def _at(moment: datetime, zone: ZoneInfo, *, named: bool) -> str:
    there = moment.astimezone(zone)
    said = f"{date_format(there, 'D j M')}, {time_format(there.time())}"
    return f"{said} {there:%Z}" if named else said
