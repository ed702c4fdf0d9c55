"""Rosa, whose card is lost, and those who help her back in."""

from datetime import timedelta

import pytest
from django.test import Client

from mutualaid.accounts.cards.services import make_card
from mutualaid.accounts.helpers.services import ask_for_card, print_card, second_card
from mutualaid.accounts.identifiers import email_index
from mutualaid.accounts.models import NewCard
from mutualaid.sealed.services import seal
from tests.accounts.factories import HelperFactory, UserFactory
from tests.accounts.new_card.factories import EMAIL, NEW, OLD, PASSWORD


@pytest.fixture
def rosa(db):
    """Someone whose card is the only way in."""
    rosa = UserFactory(display_name="Rosa")
    rosa.set_unusable_password()
    rosa.save()
    return rosa


@pytest.fixture
def reachable(rosa):
    """She has an e-mail address and a password as well."""
    rosa.email_index = email_index(EMAIL)
    seal(rosa, "email", EMAIL, key=rosa.key)
    rosa.set_password(PASSWORD)
    rosa.save()


@pytest.fixture
def old(rosa):
    """The codes of the card that is lost."""
    return make_card(user=rosa, batch=OLD)


@pytest.fixture
def helpers(rosa, old, bo, chen, amina):
    """That Bo, Chen and Amina may help Rosa back in."""
    return [HelperFactory(holder=rosa, helper=each.user) for each in (bo, chen, amina)]


@pytest.fixture
def waiting(helpers, told):
    """Bo and Chen said so."""
    ask_for_card(helper=helpers[0])
    second_card(helper=helpers[1])
    return NewCard.objects.get()


@pytest.fixture
def ready(waiting, time_machine):
    time_machine.move_to(waiting.ready_at + timedelta(hours=1), tick=True)
    return waiting


@pytest.fixture
def printed(ready, helpers):
    """The codes of the new card, which Bo printed."""
    return print_card(helper=helpers[0], batch=NEW)


@pytest.fixture
def back(printed):
    """Rosa's browser, in which she came in by the new card."""
    client = Client()
    assert client.post("/sign-in/card/", {"code": printed[0]}).status_code == 302
    return client
