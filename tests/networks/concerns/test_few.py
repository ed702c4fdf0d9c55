"""Too few to draw from: two look at it whom both sides accept (safety 25)."""

from datetime import timedelta

import pytest

from mutualaid.networks.concerns.forgetting import forget_concerns
from mutualaid.networks.concerns.services import accept_panel, decline, propose
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Concern
from mutualaid.networks.services import leave
from mutualaid.notices.models import Notice
from tests.networks.concerns.steps import LIST, asked, raised, reread, seats
from tests.networks.factories import MemberFactory


def two_who_could(amina):
    return [MemberFactory(network=amina.network) for _ in range(2)]


def test_two_look_at_it_once_both_sides_accept_them(browse, amina, bo):
    panel = two_who_could(amina)
    concern = raised(amina)
    assert concern.state == Concern.State.WAITING
    assert browse(panel[0]).post(f"{LIST}{concern.pk}/read/").status_code == 404
    assert browse(bo).post(f"{LIST}{concern.pk}/accept/").status_code == 404, "not told yet"
    browse(amina).post(f"{LIST}{concern.pk}/accept/")
    assert reread(concern).state == Concern.State.WAITING
    browse(bo).post(f"{LIST}{concern.pk}/accept/")
    assert reread(concern).state == Concern.State.OPEN
    one, two = asked(concern)
    propose(by=one, proposal="break")
    assert not reread(bo).break_until
    propose(by=two, proposal="break")
    assert reread(bo).break_until


def test_of_two_one_who_is_left_decides_nothing(amina, bo):
    two_who_could(amina)
    concern = raised(amina)
    Concern.objects.update(state=Concern.State.OPEN, raiser_accepts=True)
    one, two = asked(concern)
    decline(by=two)
    propose(by=one, proposal="break")
    assert not reread(bo).break_until


@pytest.mark.parametrize("how", ["leaves", "hides from the other"])
def test_in_place_of_one_of_two_another_one_is_to_be_accepted(amina, bo, how):
    two_who_could(amina)
    concern = raised(amina)
    accept_panel(by=amina, concern=concern)
    one, two = (seat.member for seat in seats(concern))
    third = MemberFactory(network=amina.network)
    if how == "leaves":
        leave(member=one)
    else:
        hide(by=one, name=two.name)
    assert {seat.member for seat in seats(concern)} == {two, third}
    assert not reread(concern).raiser_accepts
    assert not Notice.objects.filter(user=third.user, kind="networks.panel").exists()


def test_it_does_not_wait_for_who_left(amina, bo, time_machine):
    two_who_could(amina)
    concern = raised(amina)
    accept_panel(by=amina, concern=concern)
    leave(member=bo)
    time_machine.move_to(amina.network.today() + timedelta(days=3))
    forget_concerns(network=amina.network)
    assert reread(concern).state == Concern.State.OPEN


def test_who_was_never_to_look_at_it_does_not_hear_of_its_end(amina, bo, time_machine):
    panel = two_who_could(amina)
    raised(amina)
    time_machine.move_to(amina.network.today() + timedelta(days=91))
    forget_concerns(network=amina.network)
    heard = Notice.objects.filter(kind="networks.concern-ended")
    assert not heard.filter(user__in=[each.user for each in panel]).exists()
    assert heard.filter(user=amina.user).exists()


@pytest.mark.parametrize("named", ["Bo", "Nobody at all"])
def test_with_few_the_number_does_not_tell_who_is_there(browse, amina, bo, named, time_machine):
    two_who_could(amina)
    concern = raised(amina, named=named)
    page = browse(amina).get(f"{LIST}{concern.pk}/")
    assert len(page.context["panel"]) == 2
    browse(amina).post(f"{LIST}{concern.pk}/accept/")
    assert reread(concern).state == Concern.State.WAITING
    time_machine.move_to(amina.network.today() + timedelta(days=3))
    forget_concerns(network=amina.network)
    assert (reread(concern).state == Concern.State.OPEN) == (named != "Bo")
