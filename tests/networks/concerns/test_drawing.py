"""Three are drawn by lot who have nothing to do with it (safety 25)."""

import pytest

from mutualaid.networks.concerns.services import answer, decline, leave_panels, propose, withdraw
from mutualaid.networks.concerns.things import thing_named
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Concern, Member, PanelSeat
from mutualaid.networks.page import page_written
from mutualaid.networks.services import leave
from mutualaid.sealed.keys import row_name
from tests.accounts.factories import come_in_by_unconfirmed_card
from tests.networks.concerns.steps import LIST, end_it, given_a_break, raised, reread, seats
from tests.networks.factories import MemberFactory, page_texts, write_page


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
    assert {seat.member for seat in seats(raised(amina))} == {*others[1:]}


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
    assert reread(bo).on_break


def test_who_takes_a_break_looks_at_nothing_meanwhile(browse, amina, bo, others):
    looked_at = raised(amina, named="Xu")
    PanelSeat.objects.get_or_create(concern=looked_at, member=bo)
    mine = raised(bo, named="Xu")
    given_a_break(raised(amina))
    assert bo not in {seat.member for seat in seats(looked_at)}
    assert "Take it back" in browse(bo).get(f"{LIST}{mine.pk}/").text
    browse(bo).post(f"{LIST}{mine.pk}/withdraw/")
    assert not Concern.objects.filter(pk=mine.pk).exists()


def test_who_declines_twice_is_replaced_once(amina, bo, others):
    MemberFactory(network=amina.network)
    concern = raised(amina)
    seat = seats(concern)[0]
    assert decline(by=seat)
    assert not decline(by=seat)
    assert len(seats(concern)) == 3


@pytest.mark.parametrize("ended", [False, True])
def test_what_rested_on_who_is_not_known_any_more_is_weighed_anew(browse, amina, bo, others, ended):
    """At once, and another one is drawn in their place until it has ended."""
    concern = raised(amina)
    given_a_break(concern)
    if ended:
        answer(by=bo, concern=concern, answer="I am sorry")
        end_it(*seats(concern)[:2], outcome="A break.")
    one, two, three = (seat.member for seat in seats(concern))
    assert reread(bo).on_break
    lose_standing(one)
    assert reread(bo).on_break, "two still say so"
    lose_standing(two)
    assert not reread(bo).on_break
    now = {seat.member for seat in seats(concern)}
    assert len(now) == (1 if ended else 2), "there is one more to draw, and nobody after them"
    assert three in now
    assert not {one, two} & now
    for member in (one, two):
        assert browse(member).post(f"{LIST}{concern.pk}/read/").status_code == 404


def test_what_hid_something_is_weighed_anew_as_well(amina, bo, others, client):
    write_page(by=bo, texts=page_texts(what="Keep away from number 5"))
    concern = raised(amina, thing=thing_named(row_name(page_written(amina.network)), to=amina))
    panel = seats(concern)[:2]
    for seat in panel:
        propose(by=seat, proposal="hide")
    assert "number 5" not in client.get("/n/millbrook/").text
    lose_standing(panel[0].member)
    assert "number 5" in client.get("/n/millbrook/").text


def test_a_seat_is_of_no_use_without_standing(browse, amina, bo, others):
    concern = raised(amina)
    member = seats(concern)[0].member
    Member.objects.filter(pk=member.pk).update(vouches_needed=None)
    refused = browse(member).post(f"{LIST}{concern.pk}/propose/", {"proposal": "talk"})
    assert refused.status_code == 403
    assert "Only members whom others here know" in refused.text


def lose_standing(member):
    member.vouches_needed = None
    member.save()
    leave_panels(member=member)
