"""Every URL by every role: outsiders get 404, visitors are sent to sign in, and members without
the act get 403 with how to gain it. Built from the URLconf: a URL without a row fails.

Each URL is asked with GET and, where it takes one, with an empty POST.
"""

import pytest
from django.conf import settings
from django.shortcuts import resolve_url

from tests.matrix import load_samples, pages

OK = {200, 302, 422}
"""Shown, done and led on, or an empty form sent back."""
SIGN_IN, REFUSED, NOT_FOUND = "sign in", 403, 404

EVERYONE = (OK, OK, OK)
"""What visitor, member, outsider get."""
SIGNED_IN = (SIGN_IN, OK, OK)
MEMBERS = (SIGN_IN, OK, NOT_FOUND)

ROWS: dict[str, tuple] = {
    # accounts
    "accounts:sign_in": EVERYONE,
    "accounts:me": SIGNED_IN,
}

NOT_MINE: set[str] = set()
"""URLs that another member, who has not the act, is refused."""


load_samples()
everything = pytest.mark.parametrize("url", pages(), ids=lambda url: url.name)


def test_every_url_has_a_row():
    assert {url.name for url in pages()} == set(ROWS)


@everything
@pytest.mark.parametrize("role", ["visitor", "member", "outsider"])
def test_permission(url, role, client, amina, dara):
    expected = ROWS[url.name][["visitor", "member", "outsider"].index(role)]
    address = url.address(amina)
    if who := {"member": amina, "outsider": dara}.get(role):
        client.force_login(who.user)
    for answer in ask(client, address):
        if expected == SIGN_IN:
            assert answer.status_code == 302
            assert answer["Location"].startswith(resolve_url(settings.LOGIN_URL))
        elif expected == OK:
            assert answer.status_code in OK
            assert not is_sign_in(answer) or role == "visitor"
        else:
            assert answer.status_code == expected


@pytest.mark.parametrize(
    "url", [url for url in pages() if url.name in NOT_MINE], ids=lambda url: url.name
)
def test_not_mine(url, client, amina, chen):
    client.force_login(chen.user)
    for answer in ask(client, url.address(amina)):
        assert answer.status_code == REFUSED
        assert answer.context["exception"], "says how to gain it"


def ask(client, address):
    """The answers to GET and POST, but for a method that the URL does not take."""
    answers = [client.get(address), client.post(address)]
    taken = [answer for answer in answers if answer.status_code != 405]
    assert taken
    return taken


def is_sign_in(answer):
    return answer.status_code == 302 and answer["Location"].startswith(
        resolve_url(settings.LOGIN_URL) + "?next="
    )
