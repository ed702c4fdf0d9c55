"""Whom a concern is about is heard, and asked as often as it takes (safety 25)."""

import re
from datetime import timedelta

import pytest

from mutualaid.networks.concerns.services import propose, withdraw, word
from mutualaid.networks.concerns.things import thing_named
from mutualaid.networks.models import Concern
from mutualaid.networks.page import page_written
from mutualaid.sealed.keys import row_name
from tests.browser import sign_in
from tests.networks.concerns.steps import (
    LIST,
    asked,
    end_it,
    given_a_break,
    raised,
    reread,
    seats,
)
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


TYPED = {"question": "What did you hear?", "proposal": "talk", "outcome": "They talked."}


@pytest.mark.parametrize(
    ("button", "kept"),
    [
        ("ask", {"outcome"}),
        ("propose", {"question", "outcome"}),
        ("word", {"question", "outcome"}),  # it is too early for that
    ],
)
def test_each_button_of_the_panel_keeps_what_stands_in_the_other_fields(
    browse, amina, bo, others, button, kept
):
    concern = raised(amina)
    seat = seats(concern)[0]
    page = browse(seat.member).post(f"{LIST}{concern.pk}/{button}/", TYPED)
    assert page.status_code == (422 if button == "word" else 200)
    texts = {name: f">\n{TYPED[name]}</textarea>" for name in ("question", "outcome")}
    assert {name for name, text in texts.items() if text in page.text} == kept
    assert re.search(r'value="talk"[^>]* checked', page.text)
    assert bool(reread(concern).question_sealed) == (button == "ask")
    assert reread(seat).proposal == ("talk" if button == "propose" else "")


def test_who_agrees_with_older_words_keeps_what_they_typed(browse, amina, bo, others):
    concern = raised(amina)
    one, two, _three = asked(concern)
    browse(bo).post(f"{LIST}{concern.pk}/answer/", {"answer": "I was tired"})
    for seat in (one, two):
        propose(by=seat, proposal="talk")
    word(by=one, outcome="They talked.")
    data = TYPED | {"wording": "of before", "outcome": "They made up."}
    page = browse(two.member).post(f"{LIST}{concern.pk}/end/", data)
    assert page.status_code == 422
    assert "Meanwhile it went on" in page.text
    assert "They made up." in page.text
    assert reread(concern).state == Concern.State.OPEN


@pytest.mark.django_db(transaction=True)
def test_without_javascript_one_form_has_all_the_buttons(javascript_off, amina, bo, others):
    concern = raised(amina)
    page = javascript_off
    sign_in(page, seats(concern)[0].member)
    page.goto(f"{LIST}{concern.pk}/")
    page.get_by_label("What came of it?").fill("They talked.")
    page.get_by_label("What do you ask them?").fill("What did you hear?")
    page.get_by_role("button", name="Ask them").click()
    assert page.get_by_label("What came of it?").input_value() == "They talked."
    assert page.get_by_label("What do you ask them?").input_value() == ""
    assert reread(concern).question_sealed


def test_a_name_that_nobody_bears_is_said_to_the_panel_and_not_to_who_gave_it(
    browse, amina, bo, others
):
    wrong, right = raised(amina, named="Boh"), raised(amina)
    note = "Nobody here has exactly this name"
    assert note in browse(seats(wrong)[0].member).get(f"{LIST}{wrong.pk}/").text
    assert note not in browse(seats(right)[0].member).get(f"{LIST}{right.pk}/").text
    ids = re.compile(r"[\w-]{40,}|\d{6,}|\(\w{3}\)")
    pages = [ids.sub("", browse(amina).get(f"{LIST}{each.pk}/").text) for each in (wrong, right)]
    assert pages[0] == pages[1]
    assert "If the name is not written exactly" in pages[0]


@pytest.mark.django_db(transaction=True)
def test_who_raised_it_reads_again_what_they_told(browse, amina, bo, others):
    concern = raised(amina)
    page = f"{LIST}{concern.pk}/"
    assert "He shouted at me" not in browse(amina).get(page).text
    told = browse(amina).post(f"{page}told/")
    assert "He shouted at me" in told.text
    assert "what you told when you raised a concern" in browse(amina).get("/me/readings/").text
    for other in (bo, seats(concern)[0].member):
        assert browse(other).post(f"{page}told/").status_code == 404
    Concern.objects.update(key=None)
    assert browse(amina).post(f"{page}told/").status_code == 404
    assert "Show what I told" not in browse(amina).get(page).text


def test_what_has_ended_says_so_in_the_list_of_the_panel(browse, amina, bo, others):
    concern = raised(amina)
    given_a_break(concern)
    one, two, _three = seats(concern)
    browse(bo).post(f"{LIST}{concern.pk}/answer/", {"answer": "I was tired"})
    assert "It has ended." not in browse(one.member).get(LIST).text
    end_it(one, two, outcome="A break.")
    assert "It has ended." in browse(one.member).get(LIST).text
