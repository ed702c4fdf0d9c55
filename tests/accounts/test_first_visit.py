"""Passkeys, papers and codes that lock are offered later: never at sign-up, nor on that day."""

from datetime import UTC, datetime

import pytest

from mutualaid.fields import random_id
from mutualaid.networks.joining.services import make_link
from mutualaid.networks.lockdown.services.giving import give_parts, keep_part
from mutualaid.networks.models import Member, Part
from mutualaid.networks.standing.services import vouch
from tests.networks.factories import MemberFactory

pytestmark = pytest.mark.django_db

LATER = ("passkey", "/lockdown/", "lock the network", "a paper waits")
NAME, PASSWORD = "Elise", "sparrow trumpet 91c4"
FOUNDED = {"name": "Mill Road", "area": "by the canal", "languages": ["en"], "time_zone": "UTC"}


class Visit:
    """What somebody is shown, page after page."""

    def __init__(self, client):
        self.client, self.shown = client, {}

    def get(self, address):
        return self.keep(self.client.get(address, follow=True))

    def post(self, address, **values):
        return self.keep(self.client.post(address, values, follow=True))

    def keep(self, answer):
        assert answer.status_code == 200
        self.shown[answer.request["PATH_INFO"]] = answer.text
        return answer

    def offers(self):
        return {
            (address, word)
            for address, page in self.shown.items()
            for word in LATER
            if word in page.lower()
        }


@pytest.fixture
def visit(client):
    return Visit(client)


@pytest.fixture
def with_mail(visit, mailed_code):
    def sign_up(there):
        visit.get(f"/sign-up/?next={there}")
        visit.post("/sign-up/", display_name=NAME, email="elise@example.org", next=there)
        visit.post("/sign-in/code/", code=mailed_code())

    return sign_up


@pytest.fixture
def without_mail(visit):
    def sign_up(there):
        visit.get(f"/sign-up/without-email/?next={there}")
        typed = {"display_name": NAME, "password": PASSWORD, "password_again": PASSWORD}
        visit.post("/sign-up/without-email/", **typed, next=there)
        visit.post("/sign-up/write-down/", next=there)

    return sign_up


ways = pytest.mark.parametrize("way", ["with_mail", "without_mail"])


@ways
def test_from_sign_up_to_ones_own_new_network(visit, way, request, time_machine):
    time_machine.move_to(datetime(2026, 11, 26, 10, tzinfo=UTC))
    visit.get("/")
    request.getfixturevalue(way)("/start/")
    visit.post("/start/", **FOUNDED, member_name=NAME, once=random_id())
    visit.get("/me/")
    assert {"/start/", "/n/mill-road/home/", "/me/"} <= visit.shown.keys()
    assert Member.objects.get().is_known, "else there would be nothing to offer"
    assert not visit.offers()

    time_machine.move_to(datetime(2026, 11, 27, 10, tzinfo=UTC))
    for page in ("/me/", "/n/mill-road/home/"):
        visit.get(page)
    assert {("/me/", "passkey"), ("/n/mill-road/home/", "/lockdown/")} <= visit.offers()


@ways
def test_from_an_invitation_to_the_home_of_the_network(
    visit, way, request, network, amina, bo, time_machine
):
    time_machine.move_to(datetime(2026, 11, 26, 10, tzinfo=UTC))
    _link, code = make_link(by=amina, once=random_id())
    visit.get(f"/join/{code}/")
    request.getfixturevalue(way)(f"/join/{code}/")
    visit.post(f"/join/{code}/", name=NAME)
    joined = Member.objects.get(name=NAME)
    for by in (amina, bo):  # known at once, and a paper waits: as much as can be
        vouch(by=by, about=joined)
    MemberFactory(network=network)
    for keeper in network.members.all():
        keep_part(by=keeper)
    give_parts(by=amina, once=random_id())
    assert Part.objects.filter(holder=joined).exists()
    for page in ("/n/millbrook/home/", "/me/"):
        visit.get(page)
    assert not visit.offers()

    time_machine.move_to(datetime(2026, 11, 27, 10, tzinfo=UTC))
    visit.get("/n/millbrook/home/")
    assert ("/n/millbrook/home/", "a paper waits") in visit.offers()
