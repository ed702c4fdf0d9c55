"""The break that enough of the panel concur to give (safety 25)."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.formats import date_format

from mutualaid.fields import random_id
from mutualaid.networks.concerns.forgetting import forget_concerns
from mutualaid.networks.concerns.services import (
    answer,
    decline,
    propose,
    withdraw,
)
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.joining.services import join, make_link
from mutualaid.networks.services import leave
from tests.networks.concerns.steps import LIST, asked, end_it, given_a_break, raised, reread, seats


def back_again(user, amina):
    """Who left comes back under another name."""
    _link, code = make_link(by=amina, once=random_id())
    return join(user=user, code=code, name="Robert")


def test_a_break_lasts_as_agreed_and_ends_by_itself(browse, amina, bo, others, time_machine):
    concern = raised(amina)
    one, two, three = asked(concern)
    propose(by=one, proposal="break")
    assert browse(bo).get("/n/millbrook/home/").status_code == 200
    propose(by=two, proposal="break")
    refused = browse(bo).get("/n/millbrook/home/")
    assert refused.status_code == 403
    assert "take a break" in refused.text
    client = browse(bo)
    assert client.get(f"{LIST}{concern.pk}/").status_code == 200
    assert client.post(f"{LIST}{concern.pk}/answer/", {"answer": "Sorry"}).status_code == 302
    assert client.get(f"{LIST}new/").status_code == 200, "they may raise one, too"
    until = amina.network.today() + timedelta(days=14)
    assert reread(bo).break_until == until
    time_machine.move_to(until + timedelta(days=1))
    assert browse(bo).get("/n/millbrook/home/").status_code == 200
    forget_concerns(network=amina.network)
    assert reread(bo).break_until is None
    for seat in (one, three):
        propose(by=seat, proposal="break")
    assert not reread(bo).on_break, "nobody makes it longer"


def test_nobody_takes_a_break_unasked(browse, amina, bo, others):
    concern = raised(amina)
    seat = seats(concern)[0]
    with pytest.raises(PermissionDenied):
        propose(by=seat, proposal="break")


def test_who_is_not_known_any_more_does_not_count(amina, bo, others):
    one, two, _three = asked(raised(amina))
    propose(by=one, proposal="break")
    one.member.vouches_needed = None
    one.member.save()
    propose(by=two, proposal="break")
    assert reread(bo).break_until is None


def test_whom_it_is_about_answers_as_long_as_the_break_lasts(
    browse, amina, bo, others, time_machine
):
    """Also once it has ended; and those who looked at it can end the break then."""
    concern = raised(amina)
    one, two, _three = asked(concern)
    for seat in (one, two):
        propose(by=seat, proposal="break")
    today = amina.network.today()
    time_machine.move_to(today + timedelta(days=8))
    end_it(one, two, outcome="A break, to calm down.")
    page = browse(bo).get(f"{LIST}{concern.pk}/").text
    assert "A break, to calm down." in page
    assert "want to hear you" not in page
    assert 'name="answer"' in page
    browse(bo).post(f"{LIST}{concern.pk}/answer/", {"answer": "I am calm again"})
    assert reread(concern).answer_sealed
    client = browse(one.member)
    assert "somebody answered you" in client.get("/me/notices/").text
    assert str(concern.pk) in client.get(LIST).text
    assert "They have answered" in client.get(f"{LIST}{concern.pk}/").text
    client.post(f"{LIST}{concern.pk}/propose/", {"proposal": "talk"})
    assert not reread(bo).on_break
    page = browse(bo).get(f"{LIST}{concern.pk}/")
    assert page.status_code == 200
    assert 'name="answer"' not in page.text, "it is over"


@pytest.mark.django_db(transaction=True)
def test_the_panel_reads_what_was_answered_after_the_end(browse, amina, bo, others):
    concern = raised(amina)
    one, two, _three = asked(concern)
    for seat in (one, two):
        propose(by=seat, proposal="break")
    answer(by=bo, concern=concern, answer="Wait")
    end_it(one, two, outcome="A break.")
    browse(bo).post(f"{LIST}{concern.pk}/answer/", {"answer": "I am calm again"})
    client = browse(one.member)
    assert "I am calm again" in client.post(f"{LIST}{concern.pk}/read/").text
    late = client.post(f"{LIST}{concern.pk}/ask/", {"question": "Why did you?"})
    assert late.status_code == 422
    assert "Why did you?" in late.text
    outside = next(each for each in others if each not in {seat.member for seat in seats(concern)})
    assert browse(outside).post(f"{LIST}{concern.pk}/read/").status_code == 404


def test_the_panel_sees_that_the_break_holds_and_until_when(browse, amina, bo, others):
    concern = raised(amina)
    one, two, three = asked(concern)
    client = browse(three.member)
    propose(by=one, proposal="break")
    assert "they take a break until" not in client.get(f"{LIST}{concern.pk}/").text
    propose(by=two, proposal="break")
    until = date_format(reread(bo).break_until)
    assert f"they take a break until {until}" in client.get(f"{LIST}{concern.pk}/").text


def test_who_takes_a_break_finds_what_is_open_to_them(browse, amina, bo, others):
    concern = raised(amina)
    for seat in asked(concern):
        propose(by=seat, proposal="break")
    client = browse(bo)
    page = client.get("/n/millbrook/home/")
    assert page.status_code == 403
    assert "Not open to you yet" not in page.text
    assert f"{LIST}{concern.pk}/" in page.text, "where they can answer"
    addresses = {*re.findall(r'href="(/n/millbrook/[^"]*|/me/)"', page.text)}
    assert {"/n/millbrook/", "/n/millbrook/hide/", LIST, "/me/"} <= addresses
    for address in addresses:
        assert client.get(address).status_code == 200, address
    mine = client.get("/me/").text
    assert "You take a break until" in mine
    assert LIST in mine
    public = client.get("/n/millbrook/").text
    assert "/n/millbrook/home/" not in public
    assert "/n/millbrook/words/" not in public
    assert client.post("/n/millbrook/hide/", {"name": "Amina"}).status_code == 302
    assert hidden_from(amina) == {bo.pk}
    assert browse(others[0]).get("/n/millbrook/home/").status_code == 200


def test_who_comes_back_to_a_break_is_not_welcomed_first(browse, amina, bo, others):
    user = bo.user
    for seat in asked(raised(amina)):
        propose(by=seat, proposal="break")
    leave(member=reread(bo))
    _link, code = make_link(by=amina, once=random_id())
    page = browse(user).post(f"/join/{code}/", {"name": "Bo"}, follow=True)
    assert page.status_code == 403
    assert "You take a break until" in page.text
    assert "Welcome!" not in page.text


def test_a_break_falls_when_they_no_longer_agree(amina, bo, others):
    one, two, three = asked(raised(amina))
    for seat in (one, two):
        propose(by=seat, proposal="break")
    decline(by=two)
    assert reread(bo).break_until is None
    propose(by=three, proposal="break")
    assert reread(bo).break_until


def test_who_leaves_during_a_break_comes_back_to_it(amina, bo, others):
    user = bo.user
    for seat in asked(raised(amina)):
        propose(by=seat, proposal="break")
    leave(member=reread(bo))
    _link, code = make_link(by=amina, once=random_id())
    assert join(user=user, code=code, name="Robert").on_break


def test_who_leaves_before_it_and_comes_back_does_not_get_away(amina, bo, others):
    user = bo.user
    concern = raised(amina)
    one, two, _three = asked(concern)
    leave(member=bo)
    _link, code = make_link(by=amina, once=random_id())
    back = join(user=user, code=code, name="Robert")
    for seat in (one, two):
        propose(by=seat, proposal="break")
    assert reread(back).on_break


def test_a_new_concern_does_not_end_the_break_they_came_back_to(amina, bo, others):
    user = bo.user
    given_a_break(raised(amina))
    leave(member=reread(bo))
    back = back_again(user, amina)
    propose(by=seats(raised(others[0], named="Robert"))[0], proposal="nothing")
    assert reread(back).on_break


@pytest.mark.parametrize("ends", ["nothing is proposed", "it is taken back"])
def test_another_concern_does_not_end_the_break_of_who_left(amina, bo, others, ends):
    user = bo.user
    given_a_break(raised(amina))
    second = raised(others[0])
    leave(member=reread(bo))
    if ends == "it is taken back":
        withdraw(by=others[0], concern=second)
    else:
        propose(by=seats(second)[0], proposal="nothing")
    assert back_again(user, amina).on_break


def test_taken_back_it_frees_also_who_came_back(amina, bo, others):
    user = bo.user
    concern = raised(amina)
    given_a_break(concern)
    leave(member=reread(bo))
    back = back_again(user, amina)
    withdraw(by=amina, concern=concern)
    assert not reread(back).on_break


def test_who_leaves_after_the_end_is_freed_by_the_panel_as_well(amina, bo, others):
    user = bo.user
    concern = raised(amina)
    given_a_break(concern)
    answer(by=bo, concern=reread(concern), answer="I am sorry")
    one, two, _three = seats(concern)
    end_it(one, two, outcome="A break.")
    leave(member=reread(bo))
    back = back_again(user, amina)
    assert back.on_break
    for seat in seats(concern)[:2]:
        propose(by=seat, proposal="nothing")
    assert not reread(back).on_break
