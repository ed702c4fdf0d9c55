"""When somebody is told: their hours of rest, and their morning."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from .models import Choices

MORNING = time(8)
"""When what was gathered is told, unless that hour is quiet."""
MONDAY = 0


def is_quiet(choices: Choices, at: datetime, zone: ZoneInfo) -> bool:
    """Whether this is an hour of rest there; the hours may go past midnight."""
    hour, begin, end = at.astimezone(zone).time(), choices.quiet_from, choices.quiet_until
    if begin <= end:
        return begin <= hour < end
    return hour >= begin or hour < end


def after_rest(choices: Choices, at: datetime, zone: ZoneInfo) -> datetime:
    """The same time, or the end of the hours of rest that it falls into."""
    if not is_quiet(choices, at, zone):
        return at
    return next_at(choices.quiet_until, at, zone)


def next_at(hour: time, after: datetime, zone: ZoneInfo) -> datetime:
    """When it is next that hour there."""
    today = after.astimezone(zone).date()
    days = (datetime.combine(today + timedelta(days=n), hour, zone) for n in range(3))
    return next(day for day in days if day.timestamp() > after.timestamp())


def due(choices: Choices, now: datetime, zone: ZoneInfo, *, soon: bool = False) -> datetime | None:
    """When something that is not urgent is told, as ``soon`` as they are awake; None for never."""
    if choices.often == Choices.Often.NEVER:
        return None
    if soon or choices.often == Choices.Often.AT_ONCE:
        return after_rest(choices, now, zone)
    morning = next_at(MORNING, now, zone)
    if choices.often == Choices.Often.WEEKLY:
        while morning.weekday() != MONDAY:
            morning += timedelta(days=1)  # by the clock there, also where it is put forward
    return after_rest(choices, morning, zone)
