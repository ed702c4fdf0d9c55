"""When somebody is told, on the clock where they are."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from mutualaid.notices.models import Choices
from mutualaid.notices.queries import zone_of
from mutualaid.notices.times import due, is_quiet

BERLIN, DETROIT, KOLKATA = (
    ZoneInfo(name) for name in ("Europe/Berlin", "America/Detroit", "Asia/Kolkata")
)
NIGHT = {"quiet_from": time(22), "quiet_until": time(7)}
NOON_REST = {"quiet_from": time(12), "quiet_until": time(14)}
NEVER_QUIET = {"quiet_from": time(7), "quiet_until": time(7)}


@pytest.mark.parametrize(
    ("quiet", "hour", "expected"),
    [
        (NIGHT, "21:59", False),
        (NIGHT, "22:00", True),
        (NIGHT, "00:00", True),
        (NIGHT, "06:59", True),
        (NIGHT, "07:00", False),
        (NOON_REST, "11:59", False),
        (NOON_REST, "12:00", True),
        (NOON_REST, "14:00", False),
        (NEVER_QUIET, "07:00", False),
        (NEVER_QUIET, "03:00", False),
    ],
)
def test_quiet_hours(quiet, hour, expected):
    at = datetime.fromisoformat(f"2026-11-24T{hour}").replace(tzinfo=BERLIN)
    assert is_quiet(Choices(**quiet), at.astimezone(UTC), BERLIN) == expected


@pytest.mark.parametrize(
    ("often", "quiet", "zone", "now", "expected"),
    [
        # Tuesday noon
        ("at-once", NIGHT, BERLIN, "2026-11-24T12:00", "2026-11-24T12:00"),
        ("daily", NIGHT, BERLIN, "2026-11-24T12:00", "2026-11-25T08:00"),
        ("weekly", NIGHT, BERLIN, "2026-11-24T12:00", "2026-11-30T08:00"),
        ("never", NIGHT, BERLIN, "2026-11-24T12:00", None),
        # before and after midnight, in the quiet hours
        ("at-once", NIGHT, BERLIN, "2026-11-24T23:30", "2026-11-25T07:00"),
        ("at-once", NIGHT, BERLIN, "2026-11-25T00:30", "2026-11-25T07:00"),
        ("at-once", NEVER_QUIET, BERLIN, "2026-11-24T23:30", "2026-11-24T23:30"),
        # the morning itself is not the next one
        ("daily", NIGHT, BERLIN, "2026-11-24T07:59", "2026-11-24T08:00"),
        ("daily", NIGHT, BERLIN, "2026-11-24T08:00", "2026-11-25T08:00"),
        ("weekly", NIGHT, BERLIN, "2026-11-30T07:59", "2026-11-30T08:00"),
        ("weekly", NIGHT, BERLIN, "2026-11-30T08:00", "2026-12-07T08:00"),
        # who sleeps long
        (
            "daily",
            {"quiet_from": time(2), "quiet_until": time(11)},
            BERLIN,
            "2026-11-24T12:00",
            "2026-11-25T11:00",
        ),
        # elsewhere
        ("daily", NIGHT, KOLKATA, "2026-11-24T07:30", "2026-11-24T08:00"),
        ("at-once", NIGHT, DETROIT, "2026-11-24T22:30", "2026-11-25T07:00"),
        # the clocks are changed in the night
        ("daily", NIGHT, BERLIN, "2026-03-28T12:00", "2026-03-29T08:00"),
        ("daily", NIGHT, BERLIN, "2026-10-24T12:00", "2026-10-25T08:00"),
        ("weekly", NIGHT, DETROIT, "2026-03-06T12:00", "2026-03-09T08:00"),
    ],
)
def test_when_it_is_told(often, quiet, zone, now, expected):
    at = datetime.fromisoformat(now).replace(tzinfo=zone).astimezone(UTC)
    told = due(Choices(often=often, **quiet), at, zone)
    assert (told and told.astimezone(zone).strftime("%Y-%m-%dT%H:%M")) == expected
    assert told is None or told.timestamp() >= at.timestamp()


def test_the_time_zone_is_that_of_the_network_unless_one_says_another(amina):
    amina.network.time_zone = "America/Detroit"
    amina.network.save()
    assert zone_of(Choices(user=amina.user)) == DETROIT
    assert zone_of(Choices(user=amina.user, time_zone="Asia/Kolkata")) == KOLKATA
    amina.user = None
    amina.save()
    assert zone_of(Choices(user_id=7)) == ZoneInfo("UTC")
