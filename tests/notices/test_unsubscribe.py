"""One click in the mail, or one button, and there is no more mail."""

from email import message_from_string
from urllib.parse import urlsplit

import pytest
from django.test import Client

from mutualaid.jobs.services import sweep
from mutualaid.notices.models import Choices
from mutualaid.notices.services import new_address
from tests.notices.conftest import DOOR
from tests.notices.factories import tell
from tests.notices.test_mailing import subjects, want

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(reachable, inbox, clock):
    """The address in the header of a mail."""
    want(reachable, often="at-once")
    tell(reachable)
    sweep()
    header = message_from_string(inbox.mails[0][1])["List-Unsubscribe"]
    return urlsplit(header.strip(" \r\n<>")).path


def test_looking_stops_nothing_and_tells_nothing(link, reachable, client):
    page = client.get(link)
    assert page.status_code == 200
    assert "Send me no more mail" in page.text
    for word in ("Amina", "amina", "Millbrook"):
        assert word not in page.text
    assert Choices.objects.get().often == "at-once"


@pytest.mark.parametrize("sent", [{"List-Unsubscribe": "One-Click"}, {}])
def test_a_mail_program_stops_it_without_a_cookie(link, reachable, inbox, sent):
    program = Client(enforce_csrf_checks=True)
    answer = program.post(link, sent)
    assert answer.status_code == 200
    assert "Done" in answer.text
    tell(reachable)
    sweep()
    assert len(inbox.mails) == 1
    tell(reachable, DOOR)
    sweep()
    assert subjects(inbox)[1:] == ["You have a message"], "what is urgent still comes"
    assert program.post(link).status_code == 200, "and once more does no harm"


def test_what_waited_is_not_mailed_either(link, reachable, inbox, clock, client):
    want(reachable, often="daily")
    tell(reachable)
    client.post(link)
    clock("2026-11-30T08:00")
    assert len(inbox.mails) == 1


def test_a_forged_link_stops_nothing(link, reachable, bo, client):
    begin, token = link.rstrip("/").rsplit("/", 1)
    other = ("1" if token[0] == "0" else "0") + token[1:]
    for forged in (other, token[:-1], token.upper(), str(reachable.user_id), "0" * 32):
        for answer in (client.get(f"{begin}/{forged}/"), client.post(f"{begin}/{forged}/")):
            assert answer.status_code == 404
    assert Choices.objects.get().often == "at-once"


def test_the_address_of_a_calendar_is_no_such_link(link, reachable, client):
    new_address(user=reachable.user, purpose="calendar")
    secret = link.rstrip("/").rsplit("/", 1)[1]
    assert client.get(f"/me/calendar/{secret}.ics").status_code == 404


def test_a_link_that_was_made_anew_stops_nothing(link, reachable, client):
    new_address(user=reachable.user, purpose="unsubscribe")
    assert client.post(link).status_code == 404
    assert Choices.objects.get().often == "at-once"


def test_who_stopped_it_can_begin_again(link, reachable, inbox, client):
    client.post(link)
    was = Choices.objects.get()
    assert was.time_zone == "UTC", "the rest of what was chosen stays"
    want(reachable, often="at-once")
    tell(reachable)
    sweep()
    assert len(inbox.mails) == 2
