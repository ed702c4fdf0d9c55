"""Roughly where a need is: who says it, who sees it, and the nearest first."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from mutualaid.networks.places import RINGS, places_around, rings_from
from needs.posts.models import Need
from needs.posts.services import change_need, end_need, forget_need
from tests.needs.posts.factories import need_of
from tests.needs.posts.test_posting import FILLED, board, page_of, post, written

MIDDLE = "882748b611fffff"
CELLS = [*places_around(MIDDLE)]
FAR = CELLS[-1]


@pytest.fixture(autouse=True)
def millbrook(network):
    network.cell = MIDDLE
    network.save()
    return network


def titles(answer):
    return [row["title"] for row in answer.context["rows"]]


def test_places_lie_around_the_middle_and_each_has_words_of_its_own():
    places = places_around(MIDDLE).values()
    assert len(places) == 1 + 6 + 12 + 18
    assert RINGS == 3
    assert len({str(place) for place in places}) == len(places)
    assert str(places_around(MIDDLE)[CELLS[0]]) == "1 · the middle"
    north = min(places, key=lambda place: place.south)
    assert "north" in str(north)
    assert places_around("") == {}


def test_rings_begin_with_seven_cells_and_leave_none_out():
    first, *others = rings_from(MIDDLE, MIDDLE)
    assert len(first) == 7
    assert sorted(first + [cell for ring in others for cell in ring]) == sorted(CELLS)


def test_none_is_finer_than_the_board_may_show(amina):
    need = need_of(amina)
    with pytest.raises(IntegrityError):
        Need.objects.filter(pk=need.pk).update(cell="892748b6113ffff")


def test_its_owner_chooses_one_or_none(browse, amina, chen):
    client = browse(amina)
    assert post(client, whom="me", cell=FAR, shows_place="on").status_code == 302
    need = Need.objects.get()
    assert (need.cell, need.shows_place) == (FAR, True)
    assert str(need.place) in board(browse(chen)).text
    assert str(need.place) in browse(chen).get(page_of(need)).text
    post(browse(amina), whom="me", title="Nowhere", shows_place="on")
    assert Need.objects.get(title="Nowhere").shows_place is False


@pytest.mark.parametrize("cell", ["882a100d2dfffff", "892748b6113ffff", "x" * 5000, "'"])
def test_no_other_place_is_taken(browse, amina, cell):
    assert post(browse(amina), whom="me", cell=cell).status_code == 422
    assert not Need.objects.exists()


def test_what_its_owner_does_not_show_nobody_sees_or_finds(browse, amina, chen):
    need = need_of(amina, cell=FAR)
    words = str(places_around(MIDDLE)[FAR])
    client = browse(chen)
    assert words not in client.get(page_of(need)).text
    assert words not in [row["place"] for row in board(client).context["rows"]]
    assert titles(board(client, order="nearest", near=FAR)) == []
    assert titles(board(client, place=FAR)) == []
    there = reverse("needs:need_map", args=["millbrook"])
    assert client.get(there).context["found"].areas == []
    change_need(need=need, shows_place=True)
    assert titles(board(client, place=FAR)) == [need.title]
    form = written(browse(amina), need).context["form"]
    assert (form["cell"].value(), form["shows_place"].value()) == (FAR, True)


def test_of_what_asks_for_care_no_place_shows(browse, amina, chen):
    need = need_of(amina, category="childcare", cell=FAR, shows_place=True)
    assert (need.cell, need.shows_place) == (FAR, False)
    form = browse(amina).get(reverse("needs:need_post", args=["millbrook", "childcare"]))
    assert 'name="shows_place"' not in form.text


def test_it_is_forgotten_with_the_need(amina):
    need = need_of(amina, cell=FAR, shows_place=True)
    end_need(need=need, state=Need.State.MET)
    need.refresh_from_db()
    forget_need(need=need)
    need.refresh_from_db()
    assert (need.cell, need.shows_place) == ("", False)


def test_a_network_that_does_not_say_where_it_is_asks_for_no_place(browse, amina, millbrook):
    millbrook.cell = ""
    millbrook.save()
    client = browse(amina)
    page = client.get(reverse("needs:need_post", args=["millbrook", "groceries"]))
    assert 'name="cell"' not in page.text
    assert post(client, whom="me", **FILLED | {"cell": FAR}).status_code == 302
    assert Need.objects.get().cell == ""
    assert "nearest" not in board(client).text
    assert board(client, order="nearest", near=FAR, place=FAR).status_code == 200


def test_the_nearest_come_first_page_by_page(browse, amina, chen):
    for ring, cells in enumerate(rings_from(MIDDLE, CELLS[1])):
        for number in range(12):
            cell = cells[number % len(cells)]
            need_of(amina, title=f"{ring}", cell=cell, shows_place=True)
    need_of(amina, title="somewhere")
    client, found, query = browse(chen), [], "?order=nearest&near=" + CELLS[1]
    path = reverse("needs:need_list", args=["millbrook"])
    while query:
        answer = client.get(path + query)
        found += titles(answer)
        query = answer.context["older"]
    assert found == sorted(found)
    assert len(found) == 12 * len(rings_from(MIDDLE, CELLS[1]))


def test_the_nearest_from_the_middle_where_nobody_says_where_they_are(browse, amina, chen):
    need_of(amina, title="far", cell=FAR, shows_place=True)
    need_of(amina, title="near", cell=MIDDLE, shows_place=True)
    client = browse(chen)
    assert titles(board(client, order="nearest")) == ["near", "far"]
    assert titles(board(client, order="nearest", near=FAR)) == ["far", "near"]
    assert titles(board(client, order="nearest", category="tools")) == []


@pytest.mark.parametrize("before", ["9_1", "x", "-1_5", "²_3", "1_" + "9" * 50, "9" * 400])
def test_no_cursor_breaks_it(browse, chen, before):
    assert board(browse(chen), order="nearest", before=before).status_code == 200


@pytest.mark.parametrize("place", ["x", ".", f"{FAR}.", f"{FAR}.892748b6113ffff", "a b) OR *"])
def test_no_place_breaks_it(browse, amina, chen, place):
    need = need_of(amina)
    assert titles(board(browse(chen), place=place)) == [need.title]


def test_several_places_at_once(browse, amina, chen):
    for number in range(3):
        need_of(amina, title=str(number), cell=CELLS[number], shows_place=True)
    found = titles(board(browse(chen), place=f"{CELLS[0]}.{CELLS[2]}"))
    assert sorted(found) == ["0", "2"]


def test_where_a_reader_is_is_kept_nowhere(browse, amina, chen):
    client = browse(chen)
    before = dict(client.session)
    board(client, order="nearest", near=FAR)
    assert dict(client.session) == before
    chen.refresh_from_db()
    assert not [name for name in vars(chen) if vars(chen)[name] == FAR]
