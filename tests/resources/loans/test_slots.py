"""Hours and days by the clocks of real places, above all on the days on which they change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.loans.slots import (
    NoSuchHour,
    Slot,
    days_of,
    later,
    of_days,
    of_hours,
    slot_in_words,
    until_in_words,
)

DETROIT, BERLIN = ZoneInfo("America/Detroit"), ZoneInfo("Europe/Berlin")
HAVANA, SANTIAGO = ZoneInfo("America/Havana"), ZoneInfo("America/Santiago")
BEIRUT, LORD_HOWE = ZoneInfo("Asia/Beirut"), ZoneInfo("Australia/Lord_Howe")


def hours(slot):
    return (slot.ends - slot.starts) / timedelta(hours=1)


@pytest.mark.parametrize(
    ("zone", "day", "long"),
    [
        (DETROIT, date(2026, 3, 8), 23),
        (DETROIT, date(2026, 11, 1), 25),
        (DETROIT, date(2026, 6, 1), 24),
        (BERLIN, date(2026, 3, 29), 23),
        (BERLIN, date(2026, 10, 25), 25),
        # Here the clocks change at midnight, so that a day may begin at one.
        (HAVANA, date(2026, 3, 8), 23),
        (HAVANA, date(2026, 11, 1), 25),
        (SANTIAGO, date(2026, 9, 6), 23),
        (SANTIAGO, date(2026, 4, 4), 25),
        (BEIRUT, date(2026, 3, 29), 23),
        (BEIRUT, date(2026, 10, 24), 25),
        (LORD_HOWE, date(2026, 10, 4), 23.5),
        (LORD_HOWE, date(2026, 4, 5), 24.5),
    ],
)
def test_a_day_lasts_from_midnight_to_midnight(zone, day, long):
    slot = of_days(day, day, zone)
    assert hours(slot) == long
    assert days_of(slot, zone) == (day, day)
    before = of_days(day - timedelta(days=1), day - timedelta(days=1), zone)
    after = of_days(day + timedelta(days=1), day + timedelta(days=1), zone)
    assert before.ends == slot.starts
    assert slot.ends == after.starts
    assert not slot.overlaps(before)
    assert not after.overlaps(slot)


def test_an_hour_over_which_the_clocks_go_forward():
    at = datetime(2026, 3, 8, 2)
    with pytest.raises(NoSuchHour):
        of_hours(at, datetime(2026, 3, 8, 4), DETROIT)
    with pytest.raises(NoSuchHour):
        of_hours(datetime(2026, 3, 8, 1), at, DETROIT)
    slot = of_hours(datetime(2026, 3, 8, 1), datetime(2026, 3, 8, 4), DETROIT)
    assert hours(slot) == 2
    assert (
        slot_in_words(slot, DETROIT, by_hour=True)
        == "Sun 8 Mar, 1 a.m. EST to Sun 8 Mar, 4 a.m. EDT"
    )


def test_an_hour_that_comes_twice_is_covered_whichever_was_meant():
    one, two = datetime(2026, 11, 1, 1), datetime(2026, 11, 1, 2)
    slot = of_hours(one, two, DETROIT)
    assert slot == Slot(datetime(2026, 11, 1, 5, tzinfo=UTC), datetime(2026, 11, 1, 7, tzinfo=UTC))
    until = of_hours(datetime(2026, 11, 1, 0), one, DETROIT)
    assert hours(until) == 2
    assert until.overlaps(slot)
    assert until_in_words(until, DETROIT, by_hour=True) == "Sun 1 Nov, 1 a.m. EST"


def test_one_ends_as_the_next_begins():
    day = datetime(2026, 6, 1)
    first = of_hours(day.replace(hour=10), day.replace(hour=12), DETROIT)
    second = of_hours(day.replace(hour=12), day.replace(hour=13), DETROIT)
    assert not first.overlaps(second)
    assert not second.overlaps(first)
    assert slot_in_words(first, DETROIT, by_hour=True) == "Mon 1 Jun, 10 a.m. to noon"


def test_in_words_of_days():
    slot = of_days(date(2026, 10, 31), date(2026, 11, 2), DETROIT)
    assert slot_in_words(slot, DETROIT, by_hour=False) == "Sat 31 Oct to Mon 2 Nov"
    assert until_in_words(slot, DETROIT, by_hour=False) == "Mon 2 Nov"
    assert slot_in_words(later(slot, -2, DETROIT, by_hour=False)._replace(), DETROIT, by_hour=False)


def test_days_later_are_days_however_long_they_last():
    slot = of_days(date(2026, 10, 31), date(2026, 10, 31), DETROIT)
    next_day = later(slot, 1, DETROIT, by_hour=False)
    assert (hours(slot), hours(next_day)) == (24, 25)
    assert later(next_day, -1, DETROIT, by_hour=False) == slot
    assert hours(later(slot, 25, DETROIT, by_hour=True)) == 24


ZONES = ["America/Havana", "Europe/Berlin", "Asia/Tehran", "Pacific/Apia", "Australia/Lord_Howe"]


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    first=st.dates(date(2001, 1, 1), date(2040, 1, 1)),
    more=st.integers(0, 40),
    steps=st.integers(-400, 400),
)
def test_days_there_and_back(zone, first, more, steps):
    last = first + timedelta(days=more)
    if zone.key == "Pacific/Apia" and first.year < 2012:
        return  # one day of 2011 never was there
    slot = of_days(first, last, zone)
    assert slot.starts < slot.ends
    assert days_of(slot, zone) == (first, last)
    assert later(later(slot, steps, zone, by_hour=False), -steps, zone, by_hour=False) == slot


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    first=st.datetimes(datetime(2012, 1, 1), datetime(2040, 1, 1)),
    long=st.integers(1, 48),
)
def test_hours_cover_what_the_clocks_show(zone, first, long):
    first = first.replace(minute=0, second=0, microsecond=0, fold=0)
    last = first + timedelta(hours=long)
    try:
        slot = of_hours(first, last, zone)
    except NoSuchHour:
        return
    assert slot.starts < slot.ends
    assert slot.starts.astimezone(zone).replace(tzinfo=None, fold=0) == first
    assert slot.ends.astimezone(zone).replace(tzinfo=None, fold=0) == last
