import math
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mutualaid.accounts.http import LATELY
from mutualaid.accounts.models import Session
from mutualaid.accounts.sessions import LONGEST, SessionStore
from tests.accounts.factories import UserFactory
from tools import ROOT

pytestmark = pytest.mark.django_db


def test_a_session_is_kept_under_a_digest_and_sealed(browse, amina):
    client = browse(amina)
    cookie = client.session.session_key
    row = Session.objects.get()
    assert cookie not in row.digest
    assert row.user == amina.user
    assert str(amina.user.pk).encode() not in bytes(row.data_sealed)
    assert SessionStore(cookie)["_auth_user_id"] == str(amina.user.pk)


def test_signing_in_makes_a_new_key(client, amina):
    session = client.session
    session["next"] = "/join/ABCDEFGH/"
    session.save()
    client.cookies["session"] = before = session.session_key
    client.force_login(amina.user)
    assert client.session.session_key != before
    assert client.session["next"] == "/join/ABCDEFGH/"
    assert not SessionStore().exists(before)


def test_an_ended_session_is_signed_out(browse, amina):
    client = browse(amina)
    assert client.get(reverse("accounts:me")).status_code == 200
    Session.objects.all().delete()
    assert client.get(reverse("accounts:me")).status_code == 302


def test_a_session_moves_on_once_a_day_and_ends_after_30(browse, amina, time_machine):
    client = browse(amina)
    began = Session.objects.get()
    later = timezone.now() + timedelta(days=20)
    time_machine.move_to(later)
    assert "session" in client.get(reverse("accounts:me")).cookies
    assert "session" not in client.get(reverse("accounts:me")).cookies
    row = Session.objects.get()
    assert (row.created_on, row.used_on) == (began.created_on, later.date())
    time_machine.move_to(later + timedelta(days=31))
    assert client.get(reverse("accounts:me")).status_code == 302
    SessionStore.clear_expired()
    assert not Session.objects.exists()


def test_a_session_ends_after_a_year_however_often_one_came_by(browse, amina, time_machine):
    client, began = browse(amina), timezone.now()
    for days in range(20, 361, 20):
        time_machine.move_to(began + timedelta(days=days))
        assert client.get(reverse("accounts:me")).status_code == 200
    time_machine.move_to(began + timedelta(days=366))
    assert client.get(reverse("accounts:me")).status_code == 302
    SessionStore.clear_expired()
    assert not Session.objects.filter(user=amina.user).exists()


def test_another_secret_of_the_server_ends_all_sessions(browse, amina, settings):
    client = browse(amina)
    assert client.get(reverse("accounts:me")).status_code == 200
    settings.SECRET_KEY = "another one, " * 5
    assert client.get(reverse("accounts:me")).status_code == 302


def test_a_row_moved_to_another_key_does_not_open(browse, amina, client):
    browse(amina)
    other = SessionStore()
    other["next"] = "/"
    other.save()
    mine = Session.objects.get(user=amina.user)
    Session.objects.filter(user=None).update(data_sealed=mine.data_sealed)
    client.cookies["session"] = other.session_key
    assert client.get(reverse("accounts:me")).status_code == 302


def test_a_shared_device_stays_signed_in_over_midnight(client, time_machine):
    UserFactory(email="amina@example.org", password="correct horse battery")
    time_machine.move_to("2026-11-24T23:58:00Z")
    typed = {"known_as": "amina@example.org", "password": "correct horse battery", "shared": "on"}
    client.post(reverse("accounts:sign_in_with_password"), typed)
    for when, status in [("2026-11-25T00:01:00Z", 200), ("2026-11-27T00:01:00Z", 302)]:
        time_machine.move_to(when)
        assert client.get(reverse("accounts:me")).status_code == status


def test_no_key_of_a_session_can_be_guessed(client, amina):
    keys = set()
    for _ in range(50):
        client.force_login(amina.user)
        keys.add(client.session.session_key)
        client.cookies.clear()
    assert len(keys) == 50
    assert all(len(key) == 32 and key.isalnum() for key in keys)
    signs = len({sign for key in keys for sign in key})
    assert 32 * math.log2(signs) > 128


def test_how_long_and_how_many_sessions_is_written_down(amina, settings):
    page = " ".join((ROOT / "docs/decisions/sign-in.md").read_text().split())
    days = settings.SESSION_COOKIE_AGE // 86_400
    assert f"ends {days} days after its person last came by, and after a year" in page
    assert timedelta(days=365) == LONGEST
    assert f"sign-in within the last {LATELY // 60} minutes" in page
    assert "on as many devices as one likes" in page
    devices = [Client() for _ in range(30)]
    for device in devices:
        device.force_login(amina.user)
    assert {device.get(reverse("accounts:me")).status_code for device in devices} == {200}
