"""The same number of statements for 5 rows and for 25, on every list."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mutualaid.fields import random_id
from mutualaid.networks.models import Seat
from mutualaid.networks.services import change_page, make_poster
from tests.networks.factories import CircleFactory, MemberFactory, NetworkFactory, page_texts


def agreements(amina, count):
    for number in range(count):
        change_page(by=amina, texts=page_texts(what=f"Soup {number}"))


def invitations(amina, count):
    for _ in range(count):
        make_poster(by=amina, once=random_id(), uses=20, days=30)


def circles(amina, count):
    for number in range(count):
        circle = CircleFactory(network=amina.network, name=f"Circle {number}")
        Seat.objects.create(circle=circle, member=amina)


def networks(amina, count):
    for _ in range(count):
        MemberFactory(user=amina.user, network=NetworkFactory())


def members(amina, count):
    MemberFactory.create_batch(count, network=amina.network)


@pytest.mark.parametrize(
    ("address", "add"),
    [
        ("/", networks),
        ("/me/", networks),
        ("/n/millbrook/agreed/", agreements),
        ("/n/millbrook/invite/", invitations),
        ("/n/millbrook/circles/", circles),
        ("/n/millbrook/home/", members),
        ("/n/millbrook/", agreements),
    ],
)
def test_statements_do_not_grow_with_rows(browse, amina, address, add):
    client = browse(amina)

    def statements():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    add(amina, 5)
    few = statements()
    add(amina, 20)
    assert statements() == few


def test_older_agreements_are_on_the_next_page(browse, amina):
    agreements(amina, 30)
    client = browse(amina)
    first = client.get("/n/millbrook/agreed/")
    second = client.get(f"/n/millbrook/agreed/{first.context['older']}")
    shown = [row.pk for page in (first, second) for row, _ in page.context["agreements"]]
    assert len(shown) == len(set(shown)) == 30
    assert not second.context["older"]
