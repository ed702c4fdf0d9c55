"""One's own page, password and sessions; and who may not touch them."""

import html
import secrets
import time
from datetime import timedelta
from string import ascii_letters

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mutualaid.accounts.models import Session, User
from mutualaid.sealed.models import Access
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db

ME, PASSWORD = reverse("accounts:me"), reverse("accounts:change_password")
NAMES, SESSIONS = reverse("accounts:change_names"), reverse("accounts:sessions")
WORDS = "four words that differ"


@pytest.fixture
def user(db):
    return UserFactory(
        display_name="Amina", email="amina@example.org", password="an older password"
    )


@pytest.fixture
def me(user, client):
    """The browser of someone who has just signed in."""
    client.force_login(user)
    session = client.session
    session["signed_in_at"] = int(time.time())
    session.save()
    return client


def elsewhere(user):
    client = Client()
    client.force_login(user)
    return client


def test_the_address_is_shown_only_when_asked_for(me, user):
    assert "amina@example.org" not in me.get(ME).text
    assert me.get(reverse("accounts:show_identity")).status_code == 405
    page = me.post(reverse("accounts:show_identity"))
    assert "amina@example.org" in page.text
    assert "no-store" in page["Cache-Control"]
    entry = Access.objects.get()
    assert (entry.key, entry.reader) == (user.key_id, f"accounts_user.{user.pk}")


def test_the_networks_are_listed(browse, amina):
    assert "Millbrook" in browse(amina).get(ME).text


def test_change_name_and_language(me, user):
    page = me.get(NAMES)
    assert "العربيّة" in page.text
    assert me.post(NAMES, {"display_name": "", "language": "es"}).status_code == 422
    answer = me.post(NAMES, {"display_name": "Amina B.", "language": "ar"})
    assert answer["Location"] == ME
    assert answer.cookies["language"].value == "ar"
    user.refresh_from_db()
    assert (user.display_name, user.language) == ("Amina B.", "ar")
    assert 'dir="rtl"' in me.get(ME).text


@pytest.mark.parametrize(
    "typed",
    [
        "%3Cb%3E &lt;i&gt; &amp;amp;",
        "{{ 7|add:7 }}{% load i18n %}",
        "%(password)s %s {0.__class__} {}",
        "<b>O'Neill</b> \\u0041",
    ],
    ids=["encoded", "template", "format", "markup"],
)
def test_what_is_typed_is_read_once_and_stays_as_it_was(me, user, typed):
    me.post(NAMES, {"display_name": typed, "language": "en"})
    assert User.objects.get().display_name == typed
    assert html.escape(typed) in me.get(ME).text


def test_only_fields_of_the_form_are_written(me, user):
    kept = User.objects.values("id", "password", "email_index", "key").get()
    forged = {"id": 7, "password": "x", "email_index": "x", "key": 7}
    me.post(NAMES, {"display_name": "Mina", "language": "es"} | forged)
    assert User.objects.get().display_name == "Mina"
    assert User.objects.values(*kept).get() == kept


def test_change_the_password_and_end_all_other_sessions(me, user):
    phone = elsewhere(user)
    answer = me.post(PASSWORD, {"password": WORDS, "password_again": WORDS})
    assert answer["Location"] == ME
    assert me.get(ME).status_code == 200
    assert phone.get(ME).status_code == 302
    assert user.sessions.count() == 1
    assert User.objects.get().check_password(WORDS)


def test_a_shared_device_stays_one_when_the_password_is_changed(me):
    session = me.session
    session.set_expiry(0)
    session.save()
    answer = me.post(PASSWORD, {"password": WORDS, "password_again": WORDS})
    assert not answer.cookies["session"]["max-age"]
    assert me.session.get_expire_at_browser_close()


def test_names_and_language_are_written_once(me, user):
    with CaptureQueriesContext(connection) as queries:
        me.post(NAMES, {"display_name": "Mina", "language": "es"})
    assert sum('UPDATE "accounts_user"' in query["sql"] for query in queries) == 1
    assert User.objects.get().language == "es"


@pytest.mark.parametrize(
    ("password", "again", "complaint"),
    [
        ("short", "short", "at least 12 characters"),
        ("qwerty123456", "qwerty123456", "was stolen"),
        (WORDS, "another thing altogether", "two different passwords"),
        ("", "", "Please fill in"),
        ("x" * 201, "x" * 201, "at most 200 characters"),
    ],
)
def test_poor_passwords_are_refused_in_words(me, user, password, again, complaint):
    page = me.post(PASSWORD, {"password": password, "password_again": again})
    assert page.status_code == 422
    assert complaint in page.text
    assert User.objects.get().check_password("an older password")


@pytest.mark.parametrize("length", [64, 200])
def test_a_long_password_is_taken_whole(me, user, length):
    password = "".join(secrets.choice(ascii_letters) for _ in range(length))
    me.post(PASSWORD, {"password": password, "password_again": password})
    user.refresh_from_db()
    assert user.check_password(password)
    assert not user.check_password(password[:-1])


def test_a_phone_lying_open_does_not_give_the_account_away(me, user, time_machine):
    time_machine.move_to(timezone.now() + timedelta(minutes=16))
    answer = me.post(PASSWORD, {"password": WORDS, "password_again": WORDS})
    assert answer["Location"] == f"{reverse('accounts:sign_in')}?next=%2Fme%2Fpassword%2F"
    assert (
        "To keep your account safe, please sign in again first." in me.get(answer["Location"]).text
    )
    assert User.objects.get().check_password("an older password")


def test_a_forgotten_password_is_set_anew_after_a_code(client, user, mailed_code):
    page = client.get(reverse("accounts:sign_in_with_password"))
    forgot = f"{reverse('accounts:sign_in')}?next=%2Fme%2Fpassword%2F"
    assert forgot in page.text
    client.post(forgot, {"email": "amina@example.org", "next": PASSWORD})
    answer = client.post(reverse("accounts:check_code"), {"code": mailed_code()})
    assert answer["Location"] == PASSWORD
    client.post(PASSWORD, {"password": WORDS, "password_again": WORDS})
    assert User.objects.get().check_password(WORDS)


def test_list_of_sessions_and_end_one(me, user):
    phone = elsewhere(user)
    page = me.get(SESSIONS)
    assert page.text.count("This browser") == 1
    assert page.text.count("Another browser") == 1
    theirs = Session.objects.exclude(digest=me.session.digest).get()
    me.post(reverse("accounts:end_session", args=[theirs.pk]))
    assert phone.get(ME).status_code == 302
    assert me.get(ME).status_code == 200


def test_ending_this_session_signs_out(me, user):
    answer = me.post(reverse("accounts:end_session", args=[user.sessions.get().pk]))
    assert answer["Location"] == reverse("accounts:signed_out")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert me.get(ME).status_code == 302


def test_end_all_sessions(me, user):
    phone = elsewhere(user)
    answer = me.post(reverse("accounts:end_all_sessions"))
    assert answer["Location"] == reverse("accounts:signed_out")
    assert phone.get(ME).status_code == me.get(ME).status_code == 302
    assert not user.sessions.exists()


def test_nobody_ends_the_session_of_another(me, bo):
    theirs = elsewhere(bo.user)
    session = bo.user.sessions.get()
    assert me.post(reverse("accounts:end_session", args=[session.pk])).status_code == 404
    assert theirs.get(ME).status_code == 200


def test_sign_out_is_a_post_and_clears_what_the_browser_kept(me):
    assert me.get(reverse("accounts:sign_out")).status_code == 405
    answer = me.post(reverse("accounts:sign_out"))
    assert answer["Location"] == reverse("accounts:signed_out")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert me.get(ME).status_code == 302
    assert not Session.objects.exists()


def test_pages_of_my_account_are_not_kept_by_the_browser(me):
    for page in (ME, NAMES, PASSWORD, SESSIONS):
        assert "no-store" in me.get(page)["Cache-Control"]


def test_visitors_are_led_to_sign_in_and_back(client):
    for page in (ME, NAMES, PASSWORD, SESSIONS):
        assert client.get(page)["Location"].startswith(reverse("accounts:sign_in") + "?next=")
