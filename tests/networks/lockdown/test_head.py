"""Whoever only asks whether a form is there hears that it is."""

import pytest

from mutualaid.networks.lockdown.services.locking import lock
from mutualaid.networks.models import Welcome

FORMS = [
    "/start/",
    *(f"/n/millbrook/{place}/" for place in ("leave", "words", "facts", "lockdown/rehearse")),
    "/n/millbrook/lockdown/destroy/yes/",
    "/n/millbrook/welcome/{welcome}/",
]


@pytest.mark.parametrize("address", FORMS)
def test_a_form_can_be_asked_for_without_its_page(address, papers, amina, newcomer, fresh):
    welcome = Welcome.objects.create(newcomer=newcomer)
    assert fresh(amina).head(address.format(welcome=welcome.pk)).status_code == 200


@pytest.mark.parametrize("address", ["/n/millbrook/rest/", "/n/millbrook/rest/destroy/"])
def test_so_can_those_of_a_locked_network(address, network, client):
    lock(network=network)
    assert client.head(address).status_code == 200
