"""Too few to draw from: two look at it whom both sides accept (safety 25)."""

import re
from datetime import timedelta

import pytest

from mutualaid.networks.concerns.forgetting import forget_concerns, leave_concerns
from mutualaid.networks.concerns.services import accept_panel, decline, propose
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Concern
from mutualaid.networks.services import leave
from mutualaid.notices.models import Notice
from tests.browser import assert_axe, assert_fits, set_language, sign_in
from tests.networks.concerns.steps import LIST, accept, asked, raised, reread, seats
from tests.networks.factories import MemberFactory


def two_who_could(amina):
    return [MemberFactory(network=amina.network) for _ in range(2)]


def test_two_look_at_it_once_both_sides_accept_them(browse, amina, bo):
    panel = two_who_could(amina)
    concern = raised(amina)
    assert concern.state == Concern.State.WAITING
    assert browse(panel[0]).post(f"{LIST}{concern.pk}/read/").status_code == 404
    assert browse(bo).post(f"{LIST}{concern.pk}/accept/").status_code == 404, "not told yet"
    accept(browse(amina), concern)
    assert reread(concern).state == Concern.State.WAITING
    accept(browse(bo), concern)
    assert reread(concern).state == Concern.State.OPEN
    again = browse(bo).post(f"{LIST}{concern.pk}/accept/", {"seated": reread(concern).seated})
    assert (again.status_code, reread(concern).state) == (302, Concern.State.OPEN)
    one, two = asked(concern)
    propose(by=one, proposal="break")
    assert not reread(bo).break_until
    propose(by=two, proposal="break")
    assert reread(bo).break_until


def test_of_two_one_who_is_left_decides_nothing_and_is_accepted_by_nobody(browse, amina, bo):
    two_who_could(amina)
    concern = raised(amina)
    for side in (amina, bo):
        accept(browse(side), concern)
    one, two = asked(concern)
    for seat in (one, two):
        propose(by=seat, proposal="break")
    assert reread(bo).on_break
    answer = browse(two.member).post(f"{LIST}{concern.pk}/decline/", follow=True)
    assert "Nobody is there to do so in your place" in answer.text
    assert not reread(bo).on_break
    assert browse(one.member).post(f"{LIST}{concern.pk}/read/").status_code == 404
    page = browse(amina).get(f"{LIST}{concern.pk}/").text
    assert "Too few of us are left" in page
    assert "I accept these two" not in page
    data = {"seated": reread(concern).seated}
    assert browse(amina).post(f"{LIST}{concern.pk}/accept/", data).status_code == 403
    assert reread(concern).state == Concern.State.WAITING


def test_nobody_accepts_others_than_they_have_seen(browse, amina, bo):
    two_who_could(amina)
    concern = raised(amina)
    page = f"{LIST}{concern.pk}/"
    seen = re.search(r'name="seated" value="(\w+)"', browse(amina).get(page).text)[1]
    third = MemberFactory(network=amina.network)
    decline(by=seats(concern)[0])
    answer = browse(amina).post(f"{page}accept/", {"seated": seen})
    assert answer.status_code == 403
    assert "Meanwhile it went on" in answer.text
    assert not reread(concern).raiser_accepts
    assert str(third) in browse(amina).get(page).text
    accept(browse(amina), concern)
    assert reread(concern).raiser_accepts


def test_with_another_one_of_the_two_either_side_is_told_anew(browse, amina, bo):
    two_who_could(amina)
    concern = raised(amina)
    for side in (amina, bo):
        accept(browse(side), concern)
    one, _two = asked(concern)
    third = MemberFactory(network=amina.network)
    heard = Notice.objects.filter(kind="networks.accept")
    assert (heard.filter(user=amina.user).count(), heard.filter(user=bo.user).count()) == (0, 1)
    decline(by=one)
    assert (heard.filter(user=amina.user).count(), heard.filter(user=bo.user).count()) == (1, 2)
    assert reread(concern).state == Concern.State.WAITING
    assert browse(third).post(f"{LIST}{concern.pk}/read/").status_code == 404
    for side in (bo, amina):
        assert reread(concern).state == Concern.State.WAITING
        accept(browse(side), concern)
    assert reread(concern).state == Concern.State.OPEN
    assert heard.count() == 3, "and not twice"
    assert browse(third).get(f"{LIST}{concern.pk}/before/").status_code == 200


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_of_the_two_fits_a_phone(page, amina, bo):
    two_who_could(amina)
    concern = raised(amina)
    page.set_viewport_size({"width": 320, "height": 640})
    sign_in(page, amina)
    for language in ("ar", "en"):
        set_language(page, language)
        page.goto(f"{LIST}{concern.pk}/")
        assert_axe(page)
        assert_fits(page)


def test_who_raises_it_reads_that_only_two_are_there(browse, amina, bo):
    two_who_could(amina)
    data = {"named": "Bo", "account": "It was loud"}
    page = browse(amina).post(f"{LIST}new/", data, follow=True).text
    assert "Only two could look at it: please" in page
    assert "have been told" not in page


@pytest.mark.parametrize("how", ["leaves", "hides from the other"])
def test_in_place_of_one_of_two_another_one_is_to_be_accepted(amina, bo, how):
    two_who_could(amina)
    concern = raised(amina)
    accept_panel(by=amina, concern=concern, seated=concern.seated)
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
    accept_panel(by=amina, concern=concern, seated=concern.seated)
    leave(member=bo)
    time_machine.move_to(amina.network.today() + timedelta(days=3))
    forget_concerns(network=amina.network)
    assert reread(concern).state == Concern.State.OPEN


def test_one_who_is_left_while_it_was_locked_does_not_look_at_it(amina, bo, time_machine):
    two_who_could(amina)
    concern = raised(amina)
    accept_panel(by=amina, concern=concern, seated=concern.seated)
    leave(member=bo)
    leave_concerns(member=lock(seats(concern)[0].member))
    time_machine.move_to(amina.network.today() + timedelta(days=3))
    forget_concerns(network=amina.network)
    assert reread(concern).state == Concern.State.WAITING


@pytest.mark.parametrize("come", [1, 2])
def test_at_night_others_are_looked_for(browse, amina, bo, come):
    two_who_could(amina)
    concern = raised(amina)
    accept(browse(amina), concern)
    forget_concerns(network=amina.network)
    assert reread(concern).raiser_accepts, "nobody came, so nothing changes"
    decline(by=seats(concern)[0])
    for _each in range(come):
        MemberFactory(network=amina.network)
    forget_concerns(network=amina.network)
    assert len(seats(concern)) == 1 + come
    open_now = reread(concern).state == Concern.State.OPEN
    assert open_now == (come == 2), "two are accepted first, three need not be"


def lock(member):
    """As if their network were locked."""
    member.network.key.wrapped = b""
    return member


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
    accept(browse(amina), concern)
    assert reread(concern).state == Concern.State.WAITING
    time_machine.move_to(amina.network.today() + timedelta(days=3))
    forget_concerns(network=amina.network)
    assert (reread(concern).state == Concern.State.OPEN) == (named != "Bo")
