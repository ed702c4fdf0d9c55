"""One cast in every test: Amina and Bo (same working group), Chen (member, other group),
Dara (another network), and a visitor."""

import gc
import time
from datetime import timedelta

import pytest
from django.db.models.signals import post_migrate
from django.test import Client
from django.utils import translation

from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Seat
from tests.networks.factories import CircleFactory, MemberFactory, NetworkFactory

pytest_plugins = ["tests.browser", "tests.deep", "tests.inbox", "tests.mast"]

# To look for garbage after every two thousand objects takes a sixth of the time of all migrations,
# and a fifteenth of that of what is asked for in the tests.
gc.set_threshold(100_000)


def pytest_itemcollected(item):
    """What asks no database is the same on every one; what opens pages needs a browser."""
    asking = {"db", "transactional_db", "live_server", "django_db_setup"} & {*item.fixturenames}
    if not asking and not item.get_closest_marker("django_db"):
        item.add_marker("once")
    if "browser" in item.fixturenames:
        item.add_marker("browser")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """What starts a database of its own takes longest: as the last, it would be waited for."""
    items.sort(key=lambda item: item.get_closest_marker("postgres") is None)


def pytest_collection_finish():
    """What is loaded by now stays, so that nobody needs to look through it for garbage."""
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """Emptied between tests, the database needs no permissions made anew: nobody here has any."""
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")


@pytest.fixture(autouse=True)
def english():
    """Whatever language the last page that the test client saw was in."""
    with translation.override("en"):
        yield


@pytest.fixture
def network(db):
    return NetworkFactory(name="Millbrook", slug="millbrook")


@pytest.fixture
def kitchen(network):
    return CircleFactory(network=network, name="Kitchen")


@pytest.fixture
def amina(network, kitchen):
    member = MemberFactory(network=network, user__display_name="Amina")
    Seat.objects.create(circle=kitchen, member=member)
    return member


@pytest.fixture
def bo(network, kitchen):
    member = MemberFactory(network=network, user__display_name="Bo")
    Seat.objects.create(circle=kitchen, member=member)
    return member


@pytest.fixture
def chen(network):
    member = MemberFactory(network=network, user__display_name="Chen")
    Seat.objects.create(circle=CircleFactory(network=network, name="Tools"), member=member)
    return member


@pytest.fixture
def newcomer(network):
    """A member of whom nobody has said that they know them."""
    return MemberFactory(network=network, user__display_name="Nour", vouches_needed=None)


@pytest.fixture
def hal(network, amina):
    """A member from whom Amina hides."""
    hide(by=amina, name="Hal")
    return MemberFactory(network=network, user__display_name="Hal")


@pytest.fixture
def paula(network):
    """A member who takes a break."""
    until = network.today() + timedelta(days=7)
    return MemberFactory(network=network, user__display_name="Paula", break_until=until)


@pytest.fixture
def dara(db):
    return MemberFactory(
        network__name="Eastside", network__slug="eastside", user__display_name="Dara"
    )


@pytest.fixture
def visitor(client):
    return client


@pytest.fixture
def browse(client):
    """Sign in as a member (or its user) and get the client."""

    def browse_as(who):
        client.force_login(getattr(who, "user", who))
        return client

    return browse_as


@pytest.fixture
def fresh():
    """``fresh(who)``: a browser in which a member, or a user, has signed in just now."""

    def browser_of(who):
        client = Client()
        client.force_login(getattr(who, "user", who))
        session = client.session
        session["signed_in_at"] = int(time.time())
        session.save()
        return client

    return browser_of
