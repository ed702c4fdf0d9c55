"""What is read out to who has no phone, by who keeps in touch with them."""

from datetime import timedelta

import pytest

from mutualaid.accounts.cards.services import make_card
from mutualaid.accounts.helpers.codes import Purpose, code_to_show
from mutualaid.accounts.helpers.services import (
    ask_for_card,
    confirm_card,
    print_card,
    second_card,
    stop_card,
)
from mutualaid.accounts.models import NewCard
from mutualaid.networks.company.services import keep_in_touch
from mutualaid.networks.models import Touch, Wipe
from mutualaid.networks.wiping.services import agree_to_wipe, say_wipe
from tests.accounts.factories import HelperFactory
from tests.networks.factories import MemberFactory
from tests.networks.lockdown.test_wiping import days_go_by
from tests.notices.factories import tell

ASKED, PRINTED = "Somebody says that you lost your card", "A new card was printed for you"


@pytest.fixture
def rosa(network, amina, bo):
    """A card is her only way in; Amina and Bo keep in touch with her."""
    rosa = MemberFactory(network=network, user__display_name="Rosa")
    make_card(user=rosa.user, batch="an older secret of the page that prints")
    for each in (amina, bo):
        keep_in_touch(of=rosa, by=each)
    return rosa


@pytest.fixture
def helpers(rosa, amina, bo, chen):
    return [HelperFactory(holder=rosa.user, helper=each.user) for each in (bo, chen, amina)]


def read_out(browse, by, act="messages"):
    touch = Touch.objects.get(by=by)
    return browse(by).post(f"/n/millbrook/touch/{touch.pk}/{act}/").text


def test_who_has_only_a_card_hears_of_a_new_one_by_who_did_not_ask_for_it(
    browse, rosa, helpers, amina, bo, chen, time_machine
):
    ask_for_card(helper=helpers[0])
    second_card(helper=helpers[1])
    assert ASKED not in read_out(browse, bo), "who asked for it"
    assert ASKED not in read_out(browse, bo, "heard")
    assert ASKED in read_out(browse, amina), "nor was it marked as heard by them"
    assert ASKED in read_out(browse, amina, "heard")
    time_machine.move_to(NewCard.objects.get().ready_at + timedelta(hours=1))
    print_card(helper=helpers[0], batch="a newer secret of the page that prints")
    assert PRINTED not in read_out(browse, bo)
    assert PRINTED in read_out(browse, amina)
    code = code_to_show(rosa.user, Purpose.CONFIRM)
    assert confirm_card(helper=helpers[2], code=code)
    assert "Your new card is confirmed" in read_out(browse, amina)


def test_who_asked_hears_the_rest_and_once_it_is_stopped_that(browse, rosa, helpers, bo):
    tell(rosa, path="/n/millbrook/home/")
    ask_for_card(helper=helpers[0])
    second_card(helper=helpers[1])
    page = read_out(browse, bo)
    assert "Somebody came to Millbrook" in page
    assert ASKED not in page
    stop_card(holder=rosa.user)
    assert ASKED in read_out(browse, bo)


def test_nothing_of_another_network_is_read_out(browse, rosa, amina):
    tell(rosa, path="/n/eastside/home/", network="Eastside")
    assert "Eastside" not in read_out(browse, amina)


def test_that_the_network_may_be_destroyed_is_read_out(browse, rosa, amina, bo, chen):
    for member in (amina, bo, chen):
        agree_to_wipe(by=member, needed=2)
    days_go_by()
    for member in (amina, bo):
        say_wipe(by=member)
    assert Wipe.objects.get().due_at
    page = read_out(browse, bo)
    assert "Some want a network of yours destroyed" in page
    assert "A network of yours is going to be destroyed" in page
