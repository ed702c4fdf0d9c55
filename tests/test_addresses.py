"""What stands in addresses, and who may send something to them: read off the URLconf."""

import re

import pytest
from django.test import Client
from django.urls import resolve

from tests.matrix import load_samples, pages

pytestmark = [pytest.mark.django_db, pytest.mark.once]
load_samples()

SECRETS = {"code", "token", "secret"}
"""Single-use or resettable, and masked in logs: see `tests/test_logs.py`."""
OF_NOBODY = {"slug", "extension", "category", "kind", "rule", "act", "key", "number", "service_id"}
"""Of a network, of a list in the code, or a place within a survey."""
WITHOUT_A_TOKEN = {"notices:unsubscribe", "needs:answer_door_send"}
"""Neither heeds a cookie: what they do, anybody may have done who has the address."""


def test_no_person_stands_in_an_address(amina):
    people = {amina.pk, amina.user_id, amina.user.display_name.casefold(), amina.name.casefold()}
    for address in [url.address(amina) for url in pages()]:
        told = {*re.split(r"[/.]", address.casefold())}
        assert not told & {str(each) for each in people}, address


def test_ids_in_addresses_are_random(amina):
    for url in pages():
        for part, value in url.values(amina).items():
            if part not in SECRETS | OF_NOBODY:
                assert part.endswith("_id")
                # Some begin with their day: see `DayIdField`.
                assert value % 2**43 > 2**20, f"{part} of {url.name} counts up"


def test_other_sites_cannot_send_anything_in_somebodys_name(amina):
    client = Client(enforce_csrf_checks=True)
    client.force_login(amina.user)
    for url in pages():
        address = url.address(amina)
        exempt = getattr(resolve(address).func, "csrf_exempt", False)
        assert exempt == (url.name in WITHOUT_A_TOKEN), address
        if not exempt:
            answer = client.post(address)
            assert answer.status_code == 403, address
            assert "403_csrf.html" in {template.name for template in answer.templates}
