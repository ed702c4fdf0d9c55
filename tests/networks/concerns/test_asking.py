"""Whom a concern is about is heard, and asked as often as it takes (safety 25)."""

import re
from datetime import timedelta

import pytest

from mutualaid.networks.concerns.services import propose, withdraw
from mutualaid.networks.concerns.things import thing_named
from mutualaid.networks.models import Concern
from mutualaid.networks.page import page_written
from mutualaid.sealed.keys import row_name
from tests.networks.concerns.steps import LIST, asked, end_it, raised, reread, seats
from tests.networks.factories import page_texts, write_page

HOME = "/n/millbrook/home/"


def ask(browse, seat, question):
    """As the page sends it."""
    address = f"{LIST}{seat.concern_id}/ask/"
    assert browse(seat.member).post(address, {"question": question}).status_code == 302


def heard(bo):
    return bo.user.notices.filter(kind="networks.heard").count()


@pytest.mark.django_db(transaction=True)
def test_a_second_question_reaches_whom_it_is_for(browse, amina, bo, others, time_machine):
    concern = raised(amina)
    one, two, _three = seats(concern)
    page = f"{LIST}{concern.pk}/"
    ask(browse, one, "What happened on Friday?")
    browse(bo).post(f"{page}answer/", {"answer": "I was tired"})
    assert "You are asked" not in browse(bo).get(HOME).text
    ask(browse, two, "And on Sunday?")
    assert heard(bo) == 2
    assert "You are asked" in browse(bo).get(HOME).text
    assert "And on Sunday?" in browse(bo).post(f"{page}question/").text
    assert "They ask you anew" in browse(bo).get(page).text
    read = browse(one.member).post(f"{page}read/").text
    assert read.index("And on Sunday?") < read.index("What they said before that")
    assert "They have not answered yet" in browse(one.member).get(page).text
    for seat in (one, two):
        propose(by=seat, proposal="talk")
    data = {"outcome": "They talked."}
    refused = browse(one.member).post(f"{page}word/", data)
    assert refused.status_code == 422
    assert "give them a week" in refused.text
    assert "They talked." in refused.text
    time_machine.move_to(amina.network.today() + timedelta(days=8))
    end_it(one, two, outcome="They talked.")
    assert reread(concern).state == Concern.State.ENDED, "another question puts no end off"


def test_a_question_sent_twice_is_asked_once(browse, amina, bo, others):
    concern = raised(amina)
    seat = seats(concern)[0]
    ask(browse, seat, "Well?")
    browse(bo).post(f"{LIST}{concern.pk}/answer/", {"answer": "I was tired"})
    ask(browse, seat, "Well?")
    assert heard(bo) == 1
    assert reread(concern).answered


def test_whose_words_are_hidden_is_told_at_once_and_can_answer(browse, amina, bo, others):
    write_page(by=bo, texts=page_texts(what="Keep away from number 5"))
    concern = raised(amina, thing=thing_named(row_name(page_written(amina.network)), to=amina))
    one, two, _three = seats(concern)
    page = f"{LIST}{concern.pk}/"
    assert browse(bo).get(page).status_code == 404
    for seat in (one, two):
        browse(seat.member).post(f"{page}propose/", {"proposal": "hide"})
    client = browse(bo)
    assert "something of yours is hidden" in client.get("/me/notices/").text
    assert "You are asked" in client.get(HOME).text
    assert "It is hidden. You can say here" in client.get(page).text
    assert client.post(f"{page}answer/", {"answer": "It is true"}).status_code == 302
    assert "You are asked" not in client.get(HOME).text
    assert "somebody answered you" in browse(one.member).get("/me/notices/").text
    propose(by=one, proposal="nothing")
    assert browse(bo).get(page).status_code == 200, "who said something sees what becomes of it"


def test_who_heard_of_it_hears_that_it_was_taken_back(browse, amina, bo, others):
    concern = raised(amina)
    withdraw(by=amina, concern=concern)
    assert not bo.user.notices.exists(), "of what they never heard"
    concern = raised(amina)
    asked(concern)
    browse(amina).post(f"{LIST}{concern.pk}/withdraw/")
    client = browse(bo)
    assert "a concern was taken back" in client.get("/me/notices/").text
    for notice in bo.user.notices.all():
        assert client.get(notice.path).status_code == 200


def test_what_was_typed_stays_when_it_came_too_late(browse, amina, bo, others):
    """Of an answer, a question, an outcome and an account."""
    concern = raised(amina)
    one, two, _three = asked(concern)
    page = f"{LIST}{concern.pk}/"
    for seat in (one, two):
        propose(by=seat, proposal="talk")
    client = browse(bo)
    client.post(f"{page}answer/", {"answer": "I am sorry"})
    end_it(one, two, outcome="They talked.")
    late = client.post(f"{page}answer/", {"answer": "One thing more"})
    assert late.status_code == 422
    assert "One thing more" in late.text
    assert "Meanwhile it went on" in late.text
    for what, name in [("ask", "question"), ("word", "outcome")]:
        late = browse(one.member).post(f"{page}{what}/", {name: "All that I typed"})
        assert late.status_code == 404
        assert "All that I typed" in late.text
    late = browse(amina).post(f"{LIST}new/?thing=networks_agreement.5", {"account": "It was loud"})
    assert late.status_code == 404
    assert "It was loud" in late.text


def test_who_has_no_seat_learns_nothing_from_what_they_send(browse, amina, bo, others):
    concern = raised(amina)
    outside = next(each for each in others if each not in {seat.member for seat in seats(concern)})
    pages = [
        browse(outside).post(f"{LIST}{pk}/ask/", {"question": "Is it there?"}).text
        for pk in (concern.pk, 5)
    ]
    one, other = (re.sub(r"/\d+/|[\w-]{40,}", "", page) for page in pages)
    assert one == other
    assert "Meanwhile it ended, or was taken back" in one
