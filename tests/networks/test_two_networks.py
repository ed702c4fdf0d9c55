"""One person in two networks under two names: nobody sees that they are the same."""

import pytest
from django.db import connection
from django.test import Client

from mutualaid.networks.models import Member
from tests.matrix import load_samples, pages
from tests.networks.factories import MemberFactory

pytestmark = pytest.mark.once
load_samples()
IN_A_NETWORK = [url for url in pages() if "slug" in url.parts]


@pytest.mark.parametrize("url", IN_A_NETWORK, ids=lambda url: url.name)
def test_no_page_of_one_names_them_as_in_the_other(url, amina, dara):
    aisha = MemberFactory(network=dara.network, user=amina.user, name="Aisha")
    client = Client()
    client.force_login(dara.user)
    address = url.address(Member.objects.select_related("network__key", "user").get(pk=aisha.pk))
    before = connection.savepoint()
    for answer in (client.get(address), client.post(address)):
        for told in ("Amina", "Millbrook", str(amina.pk), str(amina.user_id)):
            assert told not in getattr(answer, "text", ""), told
    connection.savepoint_rollback(before)


def test_nothing_that_others_see_is_the_same(amina, dara):
    aisha = MemberFactory(network=dara.network, user=amina.user, name="Aisha")
    assert aisha.pk != amina.pk
    assert aisha.key_id != amina.key_id
    assert aisha.network.key_id != amina.network.key_id
