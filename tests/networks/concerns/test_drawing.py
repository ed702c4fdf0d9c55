"""Three are drawn by lot who have nothing to do with it (safety 25)."""

import pytest

from mutualaid.networks.concerns.services import decline, withdraw
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Concern, PanelSeat
from mutualaid.networks.services import leave
from tests.accounts.factories import come_in_by_unconfirmed_card
from tests.networks.concerns.steps import LIST, given_a_break, raised, reread, seats
from tests.networks.factories import MemberFactory


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
    for _ in range(3):
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
