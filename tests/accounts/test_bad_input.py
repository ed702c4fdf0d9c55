"""Whatever is typed into these forms: a plain message at the field, typed text kept, no 500."""

import html
from contextlib import contextmanager
from copy import deepcopy

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mutualaid.accounts.models import User
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=False)

NASTY = st.sampled_from(
    [
        "",
        " ",
        "\x00",
        "a\x00b",
        "\u202egnp.exe",
        "👩🏽‍🌾" * 30,
        "<script>alert(1)</script>",
        "{{ user.password }} {% debug %}",
        "' OR 1=1 --",
        "x" * 100_000,
        "\ud83d",
        "a@example.org\nBcc: b@example.org",
        "\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668",
        "12345678",
        "-1",
        "99999999999999999999",
    ]
)
TYPED = st.one_of(NASTY, st.text(max_size=300), st.emails()).map(
    lambda text: text.encode("utf-8", "replace").decode()
)
EXTRA = st.dictionaries(
    st.sampled_from(["next", "id", "user", "key", "signed_in_at", "shared", "email_index"]),
    TYPED,
    max_size=3,
)
FORMS = {
    "sign_in": ["email"],
    "sign_up": ["display_name", "email"],
    "sign_up_without_email": ["display_name", "password", "password_again"],
    "sign_in_with_password": ["known_as", "password", "shared"],
    "check_code": ["code", "shared"],
    "change_names": ["display_name", "language"],
    "change_password": ["password", "password_again"],
}


@pytest.fixture
def typing(client, monkeypatch):
    """``with typing() as client``: a browser that is signed in and has asked for a code, and after
    which all is as before. Nothing is limited."""
    monkeypatch.setattr("mutualaid.accounts.signing_in.views.limit", lambda *_, **__: None)
    monkeypatch.setattr("mutualaid.accounts.signing_in.views.allowed", lambda *_, **__: True)
    monkeypatch.setattr("mutualaid.accounts.http.LATELY", 10**10)

    client.post(reverse("accounts:sign_in"), {"email": "nobody@example.org"})
    asked = client.session["accounts.code"]
    client.force_login(UserFactory(email=None))
    session = client.session
    session["accounts.code"] = asked
    session["signed_in_at"] = 1
    session.save()

    @contextmanager
    def as_before():
        cookies, before = deepcopy(client.cookies), connection.savepoint()
        try:
            yield client
        finally:
            connection.savepoint_rollback(before)
            client.cookies = cookies

    return as_before


@pytest.mark.parametrize("page", FORMS)
@given(data=st.data())
def test_whatever_is_typed(page, data, typing):
    typed = {name: data.draw(TYPED) for name in FORMS[page]} | data.draw(EXTRA)
    with typing() as client:
        answer = client.post(reverse(f"accounts:{page}"), typed)
    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        assert answer["Location"].startswith("/")
        assert not answer["Location"].startswith("//")
        return
    assert "<title>Error:" in answer.text
    assert answer.context["form"].errors
    assert "<script>alert" not in answer.text
    for name in FORMS[page]:
        value = typed[name]
        if "password" not in name and name != "shared" and value.isprintable():
            assert name == "language" or html.escape(value.strip()) in answer.text


def test_a_form_sent_twice_makes_one_account(client, mailed_code):
    client.post(reverse("accounts:sign_up"), {"display_name": "Bo", "email": "bo@example.org"})
    code = mailed_code()
    check = reverse("accounts:check_code")
    assert client.post(check, {"code": code}).status_code == 302
    assert client.post(check, {"code": code})["Location"] == reverse("accounts:me")
    assert User.objects.count() == 1


def test_a_stale_form_is_answered_in_words(client_with_csrf):
    page = client_with_csrf.post(reverse("accounts:sign_in"), {"email": "a@example.org"})
    assert page.status_code == 403
    assert "<h1" in page.text


@pytest.fixture
def client_with_csrf():
    from django.test import Client

    return Client(enforce_csrf_checks=True)
