"""Who reads what of a concern, and that they do so is noted (safety 25)."""

import re

import pytest
from django.core.exceptions import PermissionDenied

from mutualaid.networks.concerns.services import (
    answer,
    ask,
    propose,
    withdraw,
    word,
)
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Concern
from mutualaid.sealed.models import Access
from tests.accounts.factories import come_in_by_unconfirmed_card
from tests.browser import assert_axe, assert_fits, set_language, sign_in
from tests.networks.concerns.steps import LIST, asked, end_it, raised, seats
from tests.networks.factories import MemberFactory


@pytest.mark.django_db(transaction=True)
def test_only_the_panel_reads_what_was_told_and_that_is_noted(browse, amina, bo, others):
    concern = raised(amina)
    readers = {seat.member for seat in seats(concern)}
    for who in [amina, bo, *others]:
        answer = browse(who).post(f"{LIST}{concern.pk}/read/")
        assert answer.status_code == (200 if who in readers else 404)
        assert ("He shouted at me" in answer.text) == (who in readers)
    assert Access.objects.filter(reason="panel", key=concern.key_id).count() == 2 * 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tells", [False, True])
def test_who_raised_it_is_named_only_with_their_yes(browse, amina, bo, others, tells):
    concern = raised(amina, tells_name=tells)
    page = browse(seats(concern)[0].member).post(f"{LIST}{concern.pk}/read/").text
    assert ("Amina" in page) == tells


def test_whom_it_is_about_knows_nothing_until_asked(browse, amina, bo, others):
    concern = raised(amina)
    client = browse(bo)
    assert client.get(f"{LIST}{concern.pk}/").status_code == 404
    assert "You are asked" not in client.get(LIST).text
    ask(by=seats(concern)[0], question="What happened on Friday?")
    assert "You are asked" in client.get(LIST).text
    page = client.get(f"{LIST}{concern.pk}/").text
    assert "Amina" not in page
    assert "Friday" not in page, "what is sealed is opened by POST"


@pytest.mark.django_db(transaction=True)
def test_both_sides_are_heard(browse, amina, bo, others):
    concern = raised(amina)
    seat = seats(concern)[0]
    browse(seat.member).post(f"{LIST}{concern.pk}/ask/", {"question": "And Friday?"})
    client = browse(bo)
    assert "And Friday?" in client.post(f"{LIST}{concern.pk}/question/").text
    client.post(f"{LIST}{concern.pk}/answer/", {"answer": "I was tired"})
    assert "I was tired" in browse(seat.member).post(f"{LIST}{concern.pk}/read/").text


def test_nobody_else_finds_it(browse, amina, bo, others, chen, dara):
    concern = raised(amina)
    outside = ({*others, chen} - {seat.member for seat in seats(concern)}).pop()
    for who in (outside, bo):
        assert browse(who).get(f"{LIST}{concern.pk}/").status_code == 404
        assert str(concern.pk) not in browse(who).get(LIST).text


def test_the_message_that_one_was_drawn_leads_somewhere_also_later(browse, amina, bo, others):
    concern = raised(amina, named="Nobody here")
    one, two, three = seats(concern)
    browse(three.member).post(f"{LIST}{concern.pk}/decline/")
    for seat in (one, two):
        propose(by=seat, proposal="nothing")
    (last,) = {seat.member for seat in seats(concern)} - {one.member, two.member}
    end_it(one, two, outcome="Nothing.")
    for member in (one.member, two.member, last):
        client = browse(member)
        assert "a concern has ended" in client.get("/me/notices/").text
        (notice,) = member.user.notices.filter(kind="networks.panel")
        assert "Nothing." in client.get(notice.path).text
    drawn = {one.member, two.member, last, three.member}
    for member in drawn:
        assert browse(member).get(f"{LIST}{concern.pk}/").headers["Location"] == LIST
    (outside,) = {bo, *others} - drawn
    assert browse(outside).get(f"{LIST}{concern.pk}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_one_is_asked_whether_it_could_be_about_oneself_before_a_word_opens(
    browse, amina, bo, others
):
    concern = raised(amina)
    first = seats(concern)[0].member
    client = browse(first)
    page = client.get(f"{LIST}{concern.pk}/").text
    assert f'action="{LIST}{concern.pk}/read/"' not in page
    before = client.get(f"{LIST}{concern.pk}/before/").text
    assert "Could this be about you" in before
    assert "shouted" not in before
    assert ">Bo" not in before
    assert not Access.objects.filter(reason="panel").exists()
    assert "shouted" in client.post(f"{LIST}{concern.pk}/read/").text
    client.post(f"{LIST}{concern.pk}/decline/")
    assert first not in {seat.member for seat in seats(concern)}
    for who in (amina, bo, first):
        assert browse(who).get(f"{LIST}{concern.pk}/before/").status_code == 404


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_pages_of_who_is_drawn_and_of_who_takes_a_break(page, amina, bo, others):
    """On a phone, in Arabic too, for eyes and ears; each leads on by its buttons."""
    concern = raised(amina)
    one, two, _three = asked(concern)
    page.set_viewport_size({"width": 320, "height": 640})
    sign_in(page, one.member)
    for language in ("ar", "en"):
        set_language(page, language)
        page.goto(f"{LIST}{concern.pk}/before/")
        assert_axe(page)
        assert_fits(page)
    page.get_by_role("button", name="No, show me").click()
    assert "He shouted at me" in page.text_content("main")
    for seat in (one, two):
        propose(by=seat, proposal="break")
    sign_in(page, bo)
    for language in ("ar", "en"):
        set_language(page, language)
        page.goto("/n/millbrook/home/")
        assert_axe(page)
        assert_fits(page)
    page.get_by_role("link", name="Say what you think of it").click()
    page.get_by_label("What do you want to say?").fill("I am sorry")
    page.get_by_role("button", name="Tell them").click()
    assert "You have answered" in page.text_content("main")


def test_who_raised_it_is_not_read_by_whom_they_hide_from(browse, amina, bo, others):
    MemberFactory(network=amina.network)
    concern = raised(amina, tells_name=True)
    one, two, _three = seats(concern)
    hide(by=amina, name=one.member.name)
    assert browse(one.member).post(f"{LIST}{concern.pk}/read/").status_code == 404
    assert "raised by Amina" in browse(two.member).post(f"{LIST}{concern.pk}/read/").text


def test_two_of_one_day_are_told_apart(browse, amina, bo, others):
    for named in ("Bo", "Xu"):
        raised(amina, named=named)
    names = re.findall(rf'href="{LIST}\d+/">([^<]+)<', browse(amina).get(LIST).text)
    assert len({*names}) == len(names) == 2


def test_home_says_that_one_is_asked_until_one_answers(browse, amina, bo, others):
    concern = raised(amina)
    home = "/n/millbrook/home/"
    assert "You are asked" not in browse(bo).get(home).text
    ask(by=seats(concern)[0], question="Well?")
    assert "You are asked" in browse(bo).get(home).text
    assert "You are asked" not in browse(amina).get(home).text
    browse(bo).post(f"{LIST}{concern.pk}/answer/", {"answer": "Sorry"})
    assert "You are asked" not in browse(bo).get(home).text


@pytest.mark.django_db(transaction=True)
def test_who_raised_it_reads_that_it_was_opened_and_not_by_whom(browse, amina, bo, others):
    hide(by=bo, name="Amina")
    concern = raised(amina)
    seat = asked(concern)[0]
    browse(seat.member).post(f"{LIST}{concern.pk}/read/")
    browse(bo).post(f"{LIST}{concern.pk}/question/")
    page = browse(amina).get("/me/readings/").text
    assert "one of those who look at it" in page
    for name in ("Bo", seat.member.name):
        assert f">{name}" not in page


def test_only_a_side_and_the_panel_act_on_it(amina, bo, others):
    concern = raised(amina)
    with pytest.raises(PermissionDenied):
        withdraw(by=bo, concern=concern)
    with pytest.raises(PermissionDenied):
        answer(by=amina, concern=concern, answer="I speak for Bo")


def test_who_came_in_by_a_card_that_nobody_confirmed_steers_nothing(client, amina, bo, others):
    concern = raised(amina)
    one, two, _three = asked(concern)
    for seat in (one, two):
        propose(by=seat, proposal="talk")
    answer(by=bo, concern=concern, answer="I am sorry")
    word(by=two, outcome="They talked.")
    page = f"{LIST}{concern.pk}/"
    before = Concern.objects.values().get()
    for member, tries in [
        (one.member, ["ask", "propose", "word", "end", "decline"]),
        (bo, ["answer"]),
        (amina, ["withdraw", "accept"]),
    ]:
        come_in_by_unconfirmed_card(client, member.user)
        shown = client.get(page)
        assert "that nobody has confirmed yet" in shown.text
        assert "They talked." not in shown.text
        assert "<textarea" not in shown.text
        for act in tries:
            typed = {
                "question": "All my words",
                "outcome": "All my words",
                "answer": "All my words",
            }
            refused = client.post(f"{page}{act}/", typed | {"proposal": "hide"})
            assert refused.status_code == 403
            assert "that nobody has confirmed yet" in refused.text
    assert Concern.objects.values().get() == before
    assert {seat.proposal for seat in seats(concern)} == {"talk", ""}
