"""A calendar that other programs read (look.md 14): the same event for the same thing, right when
the clocks change, sent only when it changed, at an address that can be taken back."""

import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from mutualaid import hooks
from mutualaid.networks.agreements.rules import KNOWN_BY
from mutualaid.networks.agreements.services import second, suggest
from mutualaid.networks.company.services import (
    WELCOME_LASTS,
    ask_for_welcome,
    end_touch,
    hand_back,
    keep_in_touch,
    welcome,
)
from mutualaid.networks.models import Agreement, Recovery, Touch, Welcome
from mutualaid.notices.models import Address
from mutualaid.sealed.services import lock
from tests.accounts.test_canaries import everything
from tests.browser import assert_axe, assert_fits, sign_in

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def events():
    """What stands in everybody's calendar, through the real registry."""
    events = []

    def offer(user):
        return events

    hooks.calendar.register()(offer)
    yield events
    hooks.calendar._offers[:] = [kept for kept in hooks.calendar._offers if kept[1] is not offer]


def event(uid="meeting-7", start=datetime(2026, 3, 28, 17, tzinfo=UTC), **changed):
    begin = {
        "uid": uid,
        "start": start,
        "end": start + timedelta(hours=2),
        "time_zone": "Europe/Berlin",
        "summary": "Meeting: soup, bread; and more",
        "path": "/n/millbrook/home/",
        "updated": datetime(2026, 3, 1, tzinfo=UTC),
    }
    return hooks.CalendarEvent(**begin | changed)


@pytest.fixture
def address(browse, amina):
    """Path of Amina's calendar."""
    client = browse(amina)
    assert "You have no address yet" in client.get("/me/calendar/").text
    client.post("/me/calendar/new/")
    return shown(client)


def shown(client):
    return urlsplit(client.get("/me/calendar/").context["address"]).path


def test_14_a_program_reads_it_without_signing_in(address, events, client, settings):
    events.append(event())
    client.logout()
    answer = client.get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    (read,) = calendar.events
    assert read["UID"] == f"meeting-7@{settings.HOST}"
    assert read["SUMMARY"] == "Meeting: soup, bread; and more"
    assert read["URL"] == f"{settings.ORIGIN}/n/millbrook/home/"
    assert "LOCATION" not in read
    assert read.start == datetime(2026, 3, 28, 18, tzinfo=BERLIN)
    assert read.end - read.start == timedelta(hours=2)
    assert [zone["TZID"] for zone in calendar.timezones] == ["Europe/Berlin"]


@pytest.mark.parametrize(
    ("at", "typed"),
    [
        ("/me/sessions/end/", {}),
        ("/me/password/", dict.fromkeys(["password", "password_again"], "four words that differ")),
    ],
)
def test_14_signed_out_everywhere_it_is_another_one(address, amina, browse, at, typed):
    client = browse(amina)
    session = client.session
    session["signed_in_at"] = int(time.time())
    session.save()
    assert client.post(at, typed).status_code == 302
    assert Client().get(address).status_code == 404
    amina.user.refresh_from_db()
    assert shown(browse(amina)) != address


def test_14_who_has_none_gets_none_by_signing_out(amina, browse):
    browse(amina).post("/me/sessions/end/")
    assert not Address.objects.exists()


def test_14_its_own_time_zones_keep_the_hour_when_the_clocks_change(address, events, client):
    """Six in the evening before and after: read by the rules in the file alone."""
    events += [
        event("before", datetime(2026, 3, 28, 17, tzinfo=UTC)),
        event("after", datetime(2026, 3, 29, 16, tzinfo=UTC)),
        event("winter", datetime(2026, 10, 25, 17, tzinfo=UTC)),
    ]
    calendar = Calendar.from_ical(client.get(address).content)
    (zone,) = calendar.timezones
    rules = zone.to_tz(lookup_tzid=False)
    for read in calendar.events:
        written = read["DTSTART"].dt.replace(tzinfo=None)
        assert written.hour == 18
        given = next(e for e in events if read["UID"].startswith(e.uid))
        assert (
            written.replace(tzinfo=rules).utcoffset() == given.start.astimezone(BERLIN).utcoffset()
        )


def test_14_what_did_not_change_is_not_sent_again(address, events, client):
    events.append(event())
    first = client.get(address)
    assert {*first["Cache-Control"].split(", ")} == {"private", "no-cache"}
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    events[0] = event(start=events[0].start + timedelta(hours=1))
    changed = client.get(address, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    (before,), (after,) = (Calendar.from_ical(each.content).events for each in (first, changed))
    assert before["UID"] == after["UID"]
    assert after.start - before.start == timedelta(hours=1)


def test_14_an_address_that_was_made_anew_is_no_calendar_any_more(address, events, browse, amina):
    client = browse(amina)
    assert shown(client) == address, "it stays as long as nobody changes it"
    client.post("/me/calendar/new/")
    fresh = shown(client)
    assert fresh != address
    assert client.get(address).status_code == 404
    assert client.get(fresh).status_code == 200


def test_a_program_that_asks_without_https_gets_nothing(address, client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(address).status_code == 404
    assert client.get(address, secure=True).status_code == 200


def test_an_address_is_ended_and_never_comes_back(address, browse, amina):
    client = browse(amina)
    assert "End this address" in client.get("/me/calendar/").text
    for _twice in range(2):
        assert client.post("/me/calendar/end/").status_code == 302
    assert client.get(address).status_code == 404
    page = client.get("/me/calendar/").text
    assert "You have no address yet" in page
    assert "End this address" not in page
    client.post("/me/calendar/new/")
    assert client.get(address).status_code == 404
    assert client.get(shown(client)).status_code == 200


def test_it_is_ended_by_its_person_alone(address, browse, bo):
    visitor = Client()
    assert visitor.post("/me/calendar/end/")["Location"].startswith("/sign-in/")
    assert browse(bo).post("/me/calendar/end/").status_code == 302
    assert visitor.get(address).status_code == 200


def days(client, address):
    """Of each event that a program reads there: its day, by its words."""
    found = Calendar.from_ical(client.get(address).content).events
    assert all(read.end - read.start == timedelta(days=1) for read in found)
    return {str(read["SUMMARY"]): read.start for read in found}


def test_my_turns_end_there_and_it_tells_nobody_whose_they_are(
    address, client, amina, bo, newcomer
):
    today = amina.network.today()
    ask_for_welcome(newcomer=newcomer)
    welcome(by=amina, welcome=newcomer.welcome, words="At the library")
    assert days(client, address) == {"A turn ends": today + WELCOME_LASTS}
    hand_back(welcome=Welcome.objects.get())
    assert days(client, address) == {}
    keep_in_touch(of=bo, by=amina)
    assert days(client, address) == {"A turn ends": today + timedelta(days=90)}
    before = client.get(address)
    assert "VALUE=DATE" in before.text
    assert not [name for name in ("Bo", "Nour", "library") if name in before.text]
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        keep_in_touch(of=bo, by=amina)
        after = client.get(address)
    first, second = (Calendar.from_ical(each.content).events[0] for each in (before, after))
    assert first["UID"] == second["UID"]
    assert second.start - first.start == timedelta(days=1)
    end_touch(touch=Touch.objects.get())
    assert days(client, address) == {}


def test_agreements_are_looked_at_again_on_a_day_in_it(address, client, amina, bo, dara):
    for network, by, other in [(amina.network, amina, bo), (dara.network, dara, None)]:
        suggest(by=by, kind=KNOWN_BY, value={"choice": 3})
        if other:
            second(by=other, suggestion=network.suggestions.get())
    review = Agreement.objects.get(network=amina.network, kind=KNOWN_BY).review_on
    assert review
    assert days(client, address) == {"Time to look again at what was agreed": review}


def test_the_yearly_rehearsal_stands_in_it_for_who_keeps_a_part(address, client, amina, bo):
    day = amina.network.today() - timedelta(days=100)
    recovery = Recovery.objects.create(
        network=amina.network, needed=2, given=3, key_sealed=b"-", holds_since=day
    )
    assert days(client, address) == {}
    recovery.parts.create(holder=amina)
    name = "Something to try once a year"
    assert days(client, address) == {name: day + timedelta(days=365)}
    Recovery.objects.update(rehearsed_on=day + timedelta(days=50))
    assert days(client, address) == {name: day + timedelta(days=415)}


def test_of_a_locked_network_or_one_that_was_left_nothing_stands_in_it(address, client, amina, bo):
    keep_in_touch(of=bo, by=amina)
    assert days(client, address)
    lock(amina.network.key)
    assert days(client, address) == {}


def test_nobody_guesses_an_address(address, client, bo, browse):
    begin, secret = address.removesuffix(".ics").rsplit("/", 1)
    for other in (secret[:-1], secret[::-1], "0" * 32, str(bo.user_id)):
        assert client.get(f"{begin}/{other}.ics").status_code == 404
    assert browse(bo).get("/me/calendar/").context["address"] is None


def test_the_secret_is_stored_nowhere_and_in_no_log(address, client, capfd, caplog):
    secret = address.removesuffix(".ics").rsplit("/", 1)[1]
    assert len(secret) == 32
    client.get(address)
    client.get(address.replace(secret, secret[::-1]))
    assert secret not in everything()
    assert Address.objects.get().index != secret
    assert secret not in "".join(capfd.readouterr()) + caplog.text


def test_an_empty_calendar_is_one_too(address, client):
    calendar = Calendar.from_ical(client.get(address).content)
    assert not calendar.events
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


@pytest.mark.browser
def test_the_address_is_copied(phone, amina):
    sign_in(phone, amina)
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    phone.goto("/me/")
    phone.get_by_role("link", name="See your dates in your own calendar").click()
    phone.get_by_role("button", name="Make my address").click()
    phone.get_by_role("button", name="Copy").click()
    phone.get_by_role("button", name="Copied").wait_for()
    assert phone.evaluate("navigator.clipboard.readText()").endswith(".ics")
    assert_fits(phone)
    assert_axe(phone)
