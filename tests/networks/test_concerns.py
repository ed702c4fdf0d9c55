"""Concerns: looked at by some who have nothing to do with it, never by one alone (safety 25)."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.formats import date_format

from mutualaid.fields import random_id
from mutualaid.networks.agreements.rules import CONCUR
from mutualaid.networks.agreements.services import agree, change_facts, change_page, facts
from mutualaid.networks.concerns.forgetting import OUTCOME_KEPT, forget_concerns
from mutualaid.networks.concerns.models import TOLD_KEPT
from mutualaid.networks.concerns.services import (
    TooFew,
    accept_panel,
    answer,
    ask,
    decline,
    end,
    propose,
    raise_concern,
    withdraw,
    word,
)
from mutualaid.networks.concerns.things import thing_named
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.joining.services import join, make_link
from mutualaid.networks.models import Agreement, Concern, PanelSeat, Vouch
from mutualaid.networks.page import page_written
from mutualaid.networks.pictures.services import keep_picture
from mutualaid.networks.services import leave
from mutualaid.networks.standing.services import meeting_code
from mutualaid.notices.models import Notice
from mutualaid.sealed.keys import row_name
from mutualaid.sealed.models import Access, DataKey
from tests.accounts.factories import come_in_by_unconfirmed_card
from tests.browser import assert_axe, assert_fits, set_language, sign_in
from tests.networks.factories import MemberFactory, conceal, page_texts

LIST = "/n/millbrook/concerns/"


@pytest.fixture
def others(network):
    return [MemberFactory(network=network, name=f"Neighbor {number}") for number in range(4)]


def raised(by, named="Bo", **more):
    return raise_concern(by=by, account="He shouted at me", named=named, once=random_id(), **more)


def seats(concern):
    found = concern.panel.filter(declined=False)
    return list(found.select_related("member__user", "concern__network", "concern__key__under"))


def end_it(*panel, outcome):
    """One puts it into words, a second agrees."""
    word(by=panel[0], outcome=outcome)
    end(by=panel[1], wording=fresh(panel[1].concern).wording)


def asked(concern):
    """Whom it is about was asked."""
    ask(by=seats(concern)[0], question="Well?")
    return seats(concern)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


# Raising


def test_three_are_drawn_who_have_nothing_to_do_with_it(amina, bo, others, newcomer):
    for name in "abcdefgh":
        drawn = {seat.member for seat in seats(raised(amina, named=name))}
        assert len(drawn) == 3
        assert drawn <= {*others, bo}, "not who raised it, and nobody who is new"
    assert {seat.member for seat in seats(raised(amina))} <= {*others}


def test_who_hides_from_one_of_them_does_not_look_at_it(amina, bo, others):
    hide(by=others[0], name="Bo")
    assert {seat.member for seat in seats(raised(amina))} == {*others[1:]}


def test_who_vouched_for_one_of_them_is_drawn_last(amina, bo, others):
    Vouch.objects.create(by=others[0], about=bo)
    for _ in range(5):
        assert others[0] not in {seat.member for seat in seats(raised(amina))}


def test_the_answer_is_the_same_whether_somebody_bears_that_name(browse, amina, bo, others):
    client = browse(amina)
    answers = [
        client.post(
            f"{LIST}new/", {"named": name, "account": "Noise", "once": random_id()}, follow=True
        ).text
        for name in ("Bo", "Xu")
    ]
    assert [Concern.objects.filter(about=who).count() for who in (bo, None)] == [1, 1]
    one, other = (re.sub(r"\d+|[\w-]{40,}|\(\w{3}\)", "", answer) for answer in answers)
    assert one == other


def test_sent_twice_it_is_raised_once(browse, amina, bo, others):
    data = {"named": "Bo", "account": "Noise", "once": 5}
    for _ in range(2):
        browse(amina).post(f"{LIST}new/", data)
    assert Concern.objects.count() == 1


def test_what_is_missing_is_named_and_what_was_typed_stays(browse, amina, others):
    answer = browse(amina).post(f"{LIST}new/", {"named": "", "account": "It was loud"})
    assert answer.status_code == 422
    assert "It was loud" in answer.text


def test_with_too_few_nothing_is_kept_but_what_stands_on_the_page(browse, amina, bo, chen):
    answer = browse(amina).post(f"{LIST}new/", {"named": "Bo", "account": "It was loud"})
    assert answer.status_code == 422
    assert "neighboring network" in answer.text
    assert "It was loud" in answer.text
    assert not Concern.objects.exists()
    with pytest.raises(TooFew):
        raised(amina)


# What is told


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


# What comes of it


def test_one_alone_changes_nothing_and_two_hide_it(browse, amina, bo, others, client):
    change_page(by=amina, texts=page_texts(what="Soup"))
    change_page(by=bo, texts=page_texts(what="Bo says: keep away from number 5"))
    thing = row_name(page_written(amina.network))
    answer = browse(amina).post(f"{LIST}new/?thing={thing}", {"account": "That is my home"})
    assert answer.status_code == 302
    concern = Concern.objects.get()
    assert concern.about == bo
    one, two, _three = seats(concern)
    propose(by=one, proposal="hide")
    assert "number 5" in client.get("/n/millbrook/").text
    propose(by=two, proposal="hide")
    assert "number 5" not in client.get("/n/millbrook/").text
    assert "Soup" in client.get("/n/millbrook/").text, "what stood before it"
    assert "number 5" not in browse(amina).get("/n/millbrook/agreed/").text
    propose(by=two, proposal="talk")
    assert "number 5" in client.get("/n/millbrook/").text


def test_a_thing_of_another_network_is_not_there(browse, amina, dara, others):
    change_page(by=dara, texts=page_texts(what="Soup"))
    thing = row_name(page_written(dara.network))
    for wrong in (
        thing,
        "networks_agreement.x",
        "accounts_user.1",
        "networks_agreement." + "9" * 30,
    ):
        assert browse(amina).get(f"{LIST}new/?thing={wrong}").status_code == 404


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
    assert fresh(bo).break_until == until
    time_machine.move_to(until + timedelta(days=1))
    assert browse(bo).get("/n/millbrook/home/").status_code == 200
    forget_concerns(network=amina.network)
    assert fresh(bo).break_until is None
    for seat in (one, three):
        propose(by=seat, proposal="break")
    assert not fresh(bo).on_break, "nobody makes it longer"


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
    assert fresh(bo).break_until is None


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
    assert fresh(concern).answer_sealed
    client = browse(one.member)
    assert "somebody answered you" in client.get("/me/notices/").text
    assert str(concern.pk) in client.get(LIST).text
    assert "They have answered" in client.get(f"{LIST}{concern.pk}/").text
    client.post(f"{LIST}{concern.pk}/propose/", {"proposal": "talk"})
    assert not fresh(bo).on_break
    page = browse(bo).get(f"{LIST}{concern.pk}/")
    assert page.status_code == 200
    assert 'name="answer"' not in page.text, "it is over"


@pytest.mark.django_db(transaction=True)
def test_the_panel_reads_what_was_answered_after_the_end(browse, amina, bo, others):
    concern = raised(amina)
    one, two, _three = asked(concern)
    for seat in (one, two):
        propose(by=seat, proposal="break")
    answer(by=bo, concern=concern, words="Wait")
    end_it(one, two, outcome="A break.")
    browse(bo).post(f"{LIST}{concern.pk}/answer/", {"answer": "I am calm again"})
    client = browse(one.member)
    assert "I am calm again" in client.post(f"{LIST}{concern.pk}/read/").text
    assert client.post(f"{LIST}{concern.pk}/ask/", {"question": "Why?"}).status_code == 403
    outside = next(each for each in others if each not in {seat.member for seat in seats(concern)})
    assert browse(outside).post(f"{LIST}{concern.pk}/read/").status_code == 404


def test_the_panel_sees_that_the_break_holds_and_until_when(browse, amina, bo, others):
    concern = raised(amina)
    one, two, three = asked(concern)
    client = browse(three.member)
    propose(by=one, proposal="break")
    assert "they take a break until" not in client.get(f"{LIST}{concern.pk}/").text
    propose(by=two, proposal="break")
    until = date_format(fresh(bo).break_until)
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
    leave(member=fresh(bo))
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
    assert fresh(bo).break_until is None
    propose(by=three, proposal="break")
    assert fresh(bo).break_until


def test_as_many_must_agree_as_was_agreed(amina, bo, others):
    agree(by=amina, kind=CONCUR, value={"choice": 3})
    one, two, three = asked(raised(amina))
    for seat in (one, two):
        propose(by=seat, proposal="break")
    assert fresh(bo).break_until is None
    propose(by=three, proposal="break")
    assert fresh(bo).break_until


def test_who_leaves_during_a_break_comes_back_to_it(amina, bo, others):
    user = bo.user
    for seat in asked(raised(amina)):
        propose(by=seat, proposal="break")
    leave(member=fresh(bo))
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
    assert fresh(back).on_break


def given_a_break(concern):
    for seat in asked(concern):
        propose(by=seat, proposal="break")


def back_again(user, amina):
    """Who left comes back under another name."""
    _link, code = make_link(by=amina, once=random_id())
    return join(user=user, code=code, name="Robert")


def test_a_new_concern_does_not_end_the_break_they_came_back_to(amina, bo, others):
    user = bo.user
    given_a_break(raised(amina))
    leave(member=fresh(bo))
    back = back_again(user, amina)
    propose(by=seats(raised(others[0], named="Robert"))[0], proposal="nothing")
    assert fresh(back).on_break


@pytest.mark.parametrize("ends", ["nothing is proposed", "it is taken back"])
def test_another_concern_does_not_end_the_break_of_who_left(amina, bo, others, ends):
    user = bo.user
    given_a_break(raised(amina))
    second = raised(others[0])
    leave(member=fresh(bo))
    if ends == "it is taken back":
        withdraw(by=others[0], concern=second)
    else:
        propose(by=seats(second)[0], proposal="nothing")
    assert back_again(user, amina).on_break


def test_taken_back_it_frees_also_who_came_back(amina, bo, others):
    user = bo.user
    concern = raised(amina)
    given_a_break(concern)
    leave(member=fresh(bo))
    back = back_again(user, amina)
    withdraw(by=amina, concern=concern)
    assert not fresh(back).on_break


def test_who_leaves_after_the_end_is_freed_by_the_panel_as_well(amina, bo, others):
    user = bo.user
    concern = raised(amina)
    given_a_break(concern)
    answer(by=bo, concern=fresh(concern), words="I am sorry")
    one, two, _three = seats(concern)
    end_it(one, two, outcome="A break.")
    leave(member=fresh(bo))
    back = back_again(user, amina)
    assert back.on_break
    for seat in seats(concern)[:2]:
        propose(by=seat, proposal="nothing")
    assert not fresh(back).on_break


def test_it_ends_once_they_agree_and_the_other_side_was_heard(browse, amina, bo, others):
    concern = raised(amina)
    one, two, _three = seats(concern)
    with pytest.raises(PermissionDenied):
        end_it(one, two, outcome="We spoke.")
    for seat in (one, two):
        propose(by=seat, proposal="talk")
    with pytest.raises(PermissionDenied):
        end_it(one, two, outcome="We spoke.")
    ask(by=one, question="Well?")
    with pytest.raises(PermissionDenied):
        end_it(one, two, outcome="We spoke.")
    answer(by=bo, concern=fresh(concern), words="I am sorry")
    word(by=one, outcome="They talked, and it is settled.")
    worded = fresh(concern).wording
    with pytest.raises(PermissionDenied):
        end(by=one, wording=worded)
    assert browse(others[3]).get(LIST).text.count("it is settled") == 0
    end(by=two, wording=worded)
    page = browse(others[3]).get(LIST).text
    assert "it is settled" in page
    assert "We talk with those concerned" in page
    for told in ("He shouted", "I am sorry", ">Bo", "Amina"):
        assert told not in page


def test_nobody_agrees_with_words_they_have_not_read(browse, amina, bo, others):
    concern = raised(amina, named="Nobody here")
    one, two, three = seats(concern)
    for seat in (one, two):
        propose(by=seat, proposal="talk")
    word(by=one, outcome="These they read")
    page, client = f"{LIST}{concern.pk}/", browse(two.member)
    read = re.search(r'name="wording" value="(\w+)"', client.get(page).text)[1]
    word(by=three, outcome="These came meanwhile")
    answered = client.post(f"{page}end/", {"wording": read})
    assert "Meanwhile it went on" in answered.text
    assert fresh(concern).state == Concern.State.OPEN
    read = re.search(r'name="wording" value="(\w+)"', client.get(page).text)[1]
    client.post(f"{page}end/", {"wording": read})
    assert fresh(concern).state == Concern.State.ENDED


def test_who_does_not_answer_holds_nothing_up_for_ever(amina, bo, others, time_machine):
    concern = raised(amina)
    one, two, _three = seats(concern)
    ask(by=one, question="Well?")
    for seat in (one, two):
        propose(by=seat, proposal="nothing")
    time_machine.move_to(amina.network.today() + timedelta(days=8))
    end_it(one, two, outcome="Nothing more.")
    assert fresh(concern).state == Concern.State.ENDED


def test_who_raised_it_takes_it_back_with_all_that_came_of_it(browse, amina, bo, others):
    concern = raised(amina)
    for seat in asked(concern):
        propose(by=seat, proposal="break")
    key = concern.key_id
    assert browse(bo).post(f"{LIST}{concern.pk}/withdraw/").status_code == 404
    assert browse(others[0]).post(f"{LIST}{concern.pk}/withdraw/").status_code == 404
    browse(amina).post(f"{LIST}{concern.pk}/withdraw/")
    assert not Concern.objects.exists()
    assert not DataKey.objects.filter(pk=key).exists()
    assert fresh(bo).break_until is None


def test_what_has_ended_is_not_taken_back(amina, bo, others):
    concern = raised(amina, named="Nobody here")
    one, two, _three = seats(concern)
    for seat in (one, two):
        propose(by=seat, proposal="nothing")
    end_it(one, two, outcome="Nothing.")
    with pytest.raises(PermissionDenied):
        withdraw(by=amina, concern=concern)


def test_who_raises_the_same_again_draws_the_same(amina, bo, others):
    first = raised(amina)
    drawn = {seat.member for seat in seats(first)}
    withdraw(by=amina, concern=first)
    for _ in range(5):
        again = raised(amina)
        assert {seat.member for seat in seats(again)} == drawn
        withdraw(by=amina, concern=again)


def test_in_place_of_who_declines_another_one_is_drawn(browse, amina, bo, others):
    concern = raised(amina)
    first = seats(concern)[0]
    before = {seat.member for seat in seats(concern)}
    browse(first.member).post(f"{LIST}{concern.pk}/decline/")
    after = {seat.member for seat in seats(concern)}
    assert len(after) == 3
    assert after - before == {*others} - before
    assert browse(first.member).post(f"{LIST}{concern.pk}/read/").status_code == 404


def test_in_place_of_who_leaves_another_one_is_drawn(amina, bo, others):
    concern = raised(amina)
    leave(member=seats(concern)[0].member)
    assert len(seats(concern)) == 3


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
        assert "a concern was looked at" in client.get("/me/notices/").text
        (notice,) = member.user.notices.filter(kind="networks.panel")
        assert "Nothing." in client.get(notice.path).text
    drawn = {one.member, two.member, last, three.member}
    for member in drawn:
        assert browse(member).get(f"{LIST}{concern.pk}/").headers["Location"] == LIST
    (outside,) = {bo, *others} - drawn
    assert browse(outside).get(f"{LIST}{concern.pk}/").status_code == 404


def test_the_panel_is_told_that_it_was_taken_back(browse, amina, bo, others):
    concern = raised(amina)
    member = seats(concern)[0].member
    browse(amina).post(f"{LIST}{concern.pk}/withdraw/")
    client = browse(member)
    assert "was taken back" in client.get("/me/notices/").text
    for notice in member.user.notices.all():
        assert client.get(notice.path).status_code == 200


# Other spellings


@pytest.mark.parametrize("typed", ["Lucia", "lucía", "LUCÍA", "  Lucia "])
def test_who_is_named_without_an_accent_does_not_look_at_it(amina, others, typed):
    lucia = MemberFactory(network=amina.network, user__display_name="Lucía")
    concern = raised(amina, named=typed)
    assert concern.about == lucia
    assert lucia not in {seat.member for seat in seats(concern)}


def test_an_arabic_name_is_one_however_its_letters_are_written(amina, others):
    fatima = MemberFactory(network=amina.network, user__display_name="فاطمة")
    assert raised(amina, named="فَاطِمه").about == fatima


@pytest.mark.parametrize("typed", ["Lucia M.", "Lucía Mendez", "Luzia"])
def test_who_bears_a_similar_name_does_not_look_at_it(amina, others, typed):
    """And is not taken for the one whom it is about."""
    lucia = MemberFactory(network=amina.network, user__display_name="Lucía")
    concern = raised(amina, named=typed)
    assert concern.about is None
    for _ in range(4):
        drawn = {seat.member for seat in seats(concern)}
        assert lucia not in drawn
        decline(by=seats(concern)[0])
    assert not seats(concern)


@pytest.mark.parametrize("typed", ["Lucia", "Lucia M.", "Xu"])
def test_the_number_tells_nothing_of_similar_names(browse, amina, typed):
    for name in ("Lucía", "Bo", "Chen"):
        MemberFactory(network=amina.network, user__display_name=name)
    concern = raised(amina, named=typed)
    page = browse(amina).get(f"{LIST}{concern.pk}/")
    assert len(page.context["panel"]) == 2


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


# Those who look at it together


def test_nobody_looks_at_it_with_whom_they_hide_from(amina, bo, others):
    hide(by=others[0], name=others[1].name)
    for name in "abcdefgh":
        drawn = {seat.member for seat in seats(raised(amina, named=name))}
        assert len(drawn) == 3
        assert not {others[0], others[1]} <= drawn


def test_who_hides_from_another_of_the_panel_is_replaced(browse, amina, bo, others):
    MemberFactory(network=amina.network)
    concern = raised(amina)
    one, two, three = seats(concern)
    browse(one.member).post("/n/millbrook/hide/", {"name": two.member.name})
    now = {seat.member for seat in seats(concern)}
    assert len(now) == 3
    assert {two.member, three.member} < now
    assert "someone" not in browse(two.member).get(f"{LIST}{concern.pk}/").text


def test_who_came_in_by_a_card_that_nobody_confirmed_is_not_drawn(client, amina, bo, others):
    come_in_by_unconfirmed_card(client, others[0].user)
    for _ in range(3):
        assert {seat.member for seat in seats(raised(amina))} == {*others[1:]}


def test_who_raised_it_is_not_read_by_whom_they_hide_from(browse, amina, bo, others):
    MemberFactory(network=amina.network)
    concern = raised(amina, tells_name=True)
    one, two, _three = seats(concern)
    hide(by=amina, name=one.member.name)
    assert browse(one.member).post(f"{LIST}{concern.pk}/read/").status_code == 404
    assert "raised by Amina" in browse(two.member).post(f"{LIST}{concern.pk}/read/").text


@pytest.mark.parametrize("side", ["Amina", "Bo"])
def test_who_hides_from_a_side_does_not_look_at_it(amina, bo, others, side):
    concern = raised(amina)
    one = seats(concern)[0].member
    hide(by=one, name=side)
    now = {seat.member for seat in seats(concern)}
    assert len(now) == 3
    assert one not in now


def test_whom_it_is_about_sends_nobody_away_by_hiding(amina, bo, others):
    concern = raised(amina)
    given_a_break(concern)
    for seat in seats(concern):
        hide(by=bo, name=seat.member.name)
    assert len(seats(concern)) == 3
    assert fresh(bo).on_break


def test_who_takes_a_break_looks_at_nothing_meanwhile(browse, amina, bo, others):
    looked_at = raised(amina, named="Xu")
    while bo not in {seat.member for seat in seats(looked_at)}:
        decline(by=seats(looked_at)[0])
    mine = raised(bo, named="Xu")
    given_a_break(raised(amina))
    assert bo not in {seat.member for seat in seats(looked_at)}
    assert "Take it back" in browse(bo).get(f"{LIST}{mine.pk}/").text
    browse(bo).post(f"{LIST}{mine.pk}/withdraw/")
    assert not Concern.objects.filter(pk=mine.pk).exists()


# Found again


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


# Few people


def two_who_could(amina):
    return [MemberFactory(network=amina.network) for _ in range(2)]


def test_two_look_at_it_once_both_sides_accept_them(browse, amina, bo):
    panel = two_who_could(amina)
    concern = raised(amina)
    assert concern.state == Concern.State.WAITING
    assert browse(panel[0]).post(f"{LIST}{concern.pk}/read/").status_code == 404
    assert browse(bo).post(f"{LIST}{concern.pk}/accept/").status_code == 404, "not told yet"
    browse(amina).post(f"{LIST}{concern.pk}/accept/")
    assert fresh(concern).state == Concern.State.WAITING
    browse(bo).post(f"{LIST}{concern.pk}/accept/")
    assert fresh(concern).state == Concern.State.OPEN
    one, two = asked(concern)
    propose(by=one, proposal="break")
    assert not fresh(bo).break_until
    propose(by=two, proposal="break")
    assert fresh(bo).break_until


def test_of_two_one_who_is_left_decides_nothing(amina, bo):
    two_who_could(amina)
    concern = raised(amina)
    Concern.objects.update(state=Concern.State.OPEN, raiser_accepts=True)
    one, two = asked(concern)
    decline(by=two)
    propose(by=one, proposal="break")
    assert not fresh(bo).break_until


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
    assert not fresh(concern).raiser_accepts
    assert not Notice.objects.filter(user=third.user, kind="networks.panel").exists()


def test_it_does_not_wait_for_who_left(amina, bo, time_machine):
    two_who_could(amina)
    concern = raised(amina)
    accept_panel(by=amina, concern=concern)
    leave(member=bo)
    time_machine.move_to(amina.network.today() + timedelta(days=3))
    forget_concerns(network=amina.network)
    assert fresh(concern).state == Concern.State.OPEN


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
    assert fresh(concern).state == Concern.State.WAITING
    time_machine.move_to(amina.network.today() + timedelta(days=3))
    forget_concerns(network=amina.network)
    assert (fresh(concern).state == Concern.State.OPEN) == (named != "Bo")


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


# Forgetting


def test_what_is_left_lying_ends_by_itself(amina, bo, others, time_machine):
    concern = raised(amina)
    time_machine.move_to(amina.network.today() + timedelta(days=91))
    forget_concerns(network=amina.network)
    assert fresh(concern).state == Concern.State.ENDED


def test_what_they_told_is_forgotten_with_who_leaves(amina, bo, others):
    concern = raised(amina)
    leave(member=amina)
    left = fresh(concern)
    assert (left.by, left.key, left.account_sealed, left.named_sealed) == (None,) * 4
    assert not DataKey.objects.filter(pk=concern.key_id).exists()


def test_hidden_words_are_not_taken_up_again(browse, amina, bo, others, client):
    change_page(by=bo, texts=page_texts(what="Keep away from number 5"))
    written = page_written(amina.network)
    concern = raised(amina, thing=thing_named(row_name(written), to=amina), named="")
    one, two, _three = seats(concern)
    for seat in (one, two):
        propose(by=seat, proposal="hide")
    assert browse(bo).post(f"/n/millbrook/agreed/{written.pk}/again/").status_code == 403
    Concern.objects.update(state=Concern.State.ENDED, ended_on="2020-01-01")
    forget_concerns(network=amina.network)
    assert "number 5" not in client.get("/n/millbrook/").text


def test_what_was_told_is_forgotten_then_the_outcome(amina, bo, others, time_machine):
    concern = raised(amina, named="Nobody here")
    one, two, _three = seats(concern)
    for seat in (one, two):
        propose(by=seat, proposal="nothing")
    end_it(one, two, outcome="Nothing.")
    today = amina.network.today()
    time_machine.move_to(today + TOLD_KEPT + timedelta(days=1))
    forget_concerns(network=amina.network)
    left = fresh(concern)
    assert (left.by, left.key, left.account_sealed) == (None, None, None)
    assert left.outcome_sealed
    assert not PanelSeat.objects.exists()
    assert not DataKey.objects.filter(pk=concern.key_id).exists()
    time_machine.move_to(today + OUTCOME_KEPT + timedelta(days=1))
    forget_concerns(network=amina.network)
    assert not Concern.objects.exists()


def test_a_name_that_held_before_is_hidden_and_not_taken_up_again(browse, amina, bo, others):
    for area in ("Keep away from number 5", "Mill Road"):
        agree(by=bo, kind=Agreement.Kind.FACTS, value=facts(amina.network) | {"area": area})
    older, newest = amina.network.agreements.filter(kind=Agreement.Kind.FACTS)
    assert thing_named(row_name(newest), to=amina) is None, "a network cannot be without one"
    concern = raised(amina, thing=thing_named(row_name(older), to=amina), named="")
    for seat in seats(concern)[:2]:
        propose(by=seat, proposal="hide")
    client = browse(amina)
    assert "number 5" not in client.get("/n/millbrook/agreed/").text
    assert client.post(f"/n/millbrook/agreed/{older.pk}/again/").status_code == 403


def test_nobody_says_yes_to_a_suggestion_that_is_hidden(browse, amina, bo, others):
    change_facts(by=bo, area="Keep away from number 5")
    suggestion = bo.suggestions.get()
    conceal(suggestion, amina.network)
    client = browse(amina)
    address = f"/n/millbrook/agreed/suggested/{suggestion.pk}"
    assert "To agree on" not in client.get("/n/millbrook/home/").text
    assert client.post(f"{address}/yes/").status_code == 404
    assert browse(bo).post(f"{address}/back/").status_code == 302, "its author takes it back"


def test_a_rule_has_no_words_that_could_be_hidden(amina, others):
    agree(by=amina, kind=CONCUR, value={"choice": 3})
    assert thing_named(row_name(amina.network.agreements.get()), to=others[0]) is None


def test_who_wrote_it_and_left_need_not_be_asked(amina, bo, others):
    change_page(by=bo, texts=page_texts(what="Keep away from number 5"))
    leave(member=bo)
    thing = thing_named(row_name(page_written(amina.network)), to=amina)
    concern = raised(amina, thing=thing, named="")
    assert concern.about is None
    one, two, _three = seats(concern)
    for seat in (one, two):
        propose(by=seat, proposal="hide")
    end_it(one, two, outcome="Hidden.")
    assert fresh(concern).state == Concern.State.ENDED


@pytest.mark.django_db(transaction=True)
def test_of_a_hidden_picture_nothing_is_sent_but_to_whom_it_shows(browse, amina, bo, others):
    picture = keep_picture(of=bo, large=b"large", small=b"small")
    address = f"/n/millbrook/pictures/{picture.pk}/"
    assert browse(amina).get(address).status_code == 200
    conceal(picture, amina.network)
    for size in ("", "large/"):
        assert browse(amina).get(f"{address}{size}").status_code == 404
        assert browse(bo).get(f"{address}{size}").status_code == 200


def test_who_meets_somebody_is_shown_no_hidden_picture(browse, amina, newcomer):
    picture = keep_picture(of=newcomer, large=b"large", small=b"small")
    data = {"code": meeting_code(newcomer)}
    address = f"/n/millbrook/pictures/{picture.pk}/"
    page = browse(amina).post("/n/millbrook/known/meet/", data).text
    assert address in page
    assert f"{LIST}new/?thing={row_name(picture)}" in page
    conceal(picture, amina.network)
    page = browse(amina).post("/n/millbrook/known/meet/", data).text
    assert "Do you know Nour?" in page
    assert address not in page


def test_only_a_side_and_the_panel_act_on_it(amina, bo, others):
    concern = raised(amina)
    with pytest.raises(PermissionDenied):
        withdraw(by=bo, concern=concern)
    with pytest.raises(PermissionDenied):
        answer(by=amina, concern=concern, words="I speak for Bo")
