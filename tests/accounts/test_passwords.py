"""Which passwords are refused: those that were stolen, and those that are soon guessed."""

import re
import tracemalloc

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from mutualaid.accounts import breached
from mutualaid.accounts.breached import is_breached
from mutualaid.accounts.passwords import EVERYBODYS, own_words, what_is_left
from mutualaid.sealed.services import seal
from tools import ROOT
from tools.breached import table

GOOD = [
    "correct horse battery",
    "tres tigres en la cocina",
    "السماء زرقاء فوق النهر",
    "kettle-violin-march-93",
    "canary password 91c4",
    "x7Q!fm2#Lp9z",
]


def refused(password, user=None):
    try:
        validate_password(password, user)
    except ValidationError as wrong:
        return {error.code for error in wrong.error_list}
    return set()


@pytest.mark.parametrize("password", GOOD)
def test_good_ones_pass_whatever_they_hold(password):
    assert not refused(password)


@pytest.mark.parametrize(
    "password", ["qwerty123456", "Qwerty123456", "iloveyou1234", "1qaz2wsx3edc"]
)
def test_a_stolen_one_is_refused_in_capitals_too(password):
    assert "breached" in refused(password)


@pytest.mark.parametrize(
    "password",
    [
        *("password1234", "P@ssw0rd!2024", "Contraseña2026", "qwertyuiop[]12", "asdfghjklñ123"),
        *("0987654321ab", "1q2w3e4r5t6y!", "ضصثقفغعهخحجد", "abcabcabcabc", "zzzzzzzzzzzzzz"),
        *("mutualaid2026!", "mutual-aid-2026", "teamoteamoteamo", "1234-1234-1234"),
    ],
)
def test_what_anybody_would_try_is_refused(password):
    assert "guessable" in refused(password)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "password",
    [
        *("amina-amina-amina", "Amina!2026!!", "millbrook2026", "4mina_millbr00k"),
        *("rahman.kitchen", "rahman.kitchen@example.org", "localhost:8000"),
    ],
)
def test_what_others_know_of_somebody_is_refused(amina, bo, password):
    user = amina.user
    seal(user, "email", "rahman.kitchen@example.org", key=user.key)
    assert "guessable" in refused(password, user)


@pytest.mark.django_db
def test_what_others_know_may_stand_beside_words(amina):
    assert not refused("amina sings under the bridge", amina.user)


@pytest.mark.django_db
def test_only_their_own_names_count(amina, dara):
    assert {"amina", "millbrook"} <= set(own_words(amina.user))
    assert not {"dara", "eastside"} & set(own_words(amina.user))


@pytest.mark.django_db
def test_it_is_said_in_words(browse, amina):
    client = browse(amina)
    session = client.session
    session["signed_in_at"] = 2**40
    session.save()
    for password, words in [("iloveyou1234", "was stolen"), ("Millbrook 2026", "soon guessed")]:
        page = client.post("/me/password/", {"password": password, "password_again": password})
        assert page.status_code == 422
        assert words in page.text


@pytest.mark.django_db
def test_at_sign_up_the_name_counts(client):
    typed = {"display_name": "Esperanza", "password": "Esperanza 2026"}
    page = client.post("/sign-up/without-email/", typed | {"password_again": typed["password"]})
    assert page.status_code == 422
    assert "soon guessed" in page.text


def test_the_list_is_as_long_as_is_said_of_it():
    count = (breached.LIST.stat().st_size - 4 * (breached.BUCKETS + 1)) // breached.ENTRY
    assert count == 1_428_271
    said = (ROOT / "mutualaid/accounts/breached.md").read_text()
    assert re.search(r"^1,428,271 passwords", said, re.MULTILINE)


def test_looking_takes_no_memory_to_speak_of():
    is_breached("canary")
    tracemalloc.start()
    for number in range(1000):
        is_breached(f"canary {number}")
    assert tracemalloc.get_traced_memory()[1] < 100_000
    tracemalloc.stop()


def test_a_million_others_hit_it_hardly_ever():
    hits = sum(is_breached(f"canary {number}") for number in range(100_000))
    assert hits <= 3


def test_a_list_holds_what_it_was_made_of_and_nothing_else(tmp_path, monkeypatch):
    words = {f"Stolen password {number}" for number in range(500)}
    file = tmp_path / "list"
    file.write_bytes(table(words))
    monkeypatch.setattr(breached, "LIST", file)
    breached._list.cache_clear()
    try:
        assert all(map(is_breached, words))
        assert not any(is_breached(f"another {number}") for number in range(500))
    finally:
        breached._list.cache_clear()


def test_no_word_can_be_read_in_it():
    content = breached.LIST.read_bytes()
    assert b"password" not in content
    assert b"qwerty" not in content


@given(st.text(min_size=12, max_size=200), st.lists(st.text(max_size=40), max_size=5))
def test_whatever_is_typed_is_judged(password, own):
    left = what_is_left(password, own)
    assert len(left) <= 2 * len(password)
    is_breached(password)


@pytest.mark.browser
def test_a_password_is_hidden_and_may_be_pasted(page):
    page.goto("/sign-in/password/")
    known_as, password = page.locator("[name=known_as]"), page.locator("[name=password]")
    assert password.get_attribute("type") == "password"
    assert password.get_attribute("autocomplete") == "current-password"
    known_as.fill("four words that differ")
    known_as.press("ControlOrMeta+a")
    known_as.press("ControlOrMeta+c")
    password.press("ControlOrMeta+v")
    assert password.input_value() == "four words that differ"
    page.goto("/sign-up/without-email/")
    for name in ("password", "password_again"):
        field = page.locator(f"[name={name}]")
        assert field.get_attribute("type") == "password"
        assert field.get_attribute("autocomplete") == "new-password"


def test_words_that_no_password_may_be_made_of_are_written_down():
    page = (ROOT / "docs/decisions/passwords.md").read_text()
    told = page.partition("\n**Words of everybody**")[2].partition("\n\n")[0]
    assert re.findall(r"`([^`]+)`", told) == list(EVERYBODYS)
