"""Being told of what is new on the board."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mutualaid import hooks
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.services import leave
from mutualaid.notices.models import Notice
from needs.board.models import SavedFilter
from needs.board.services import MOST
from needs.board.tasks import tell
from tests.needs.board.test_places import CELLS, board, millbrook, titles  # noqa: F401
from tests.needs.posts.factories import need_of

SAVE = "/n/millbrook/needs/told/new/"
LIST = "/n/millbrook/needs/told/"


def save(client, **asked):
    return client.post(SAVE, asked or {"category": "food"})


def notices(member):
    return Notice.objects.filter(user=member.user, kind="needs.fits")


@pytest.fixture
def nights(time_machine):
    """``nights(n)``: let so many nights pass."""
    time_machine.move_to("2026-11-24T12:00:00Z", tick=False)

    def pass_by(count=1):
        for _ in range(count):
            time_machine.move_to(timezone.now() + timedelta(days=1), tick=False)
            tell()

    return pass_by


def test_a_member_saves_what_they_chose_and_stops_it_with_one_tap(browse, amina):
    client = browse(amina)
    page = board(client, category="food", language="es", q="rice", order="nearest", near=CELLS[3])
    assert page.context["told"] == {"category": "food", "language": "es"}
    assert save(client, **page.context["told"]).url == LIST
    saved = amina.saved_filters.get()
    assert saved.filter == {"category": "food", "language": "es"}
    listed = client.get(LIST).text
    assert "Food and meals · Español" in listed
    save(client, **page.context["told"])
    assert amina.saved_filters.count() == 1
    client.post(reverse("needs:filter_stop", args=["millbrook", saved.pk]))
    assert not amina.saved_filters.exists()


def test_who_searches_for_words_reads_why_they_are_not_told_of_more(browse, amina):
    said = "We do not save words that you search for"
    searched = board(browse(amina), q="rice").text
    assert said in searched
    assert "Tell me when there is more" not in searched
    assert said not in board(browse(amina), category="food").text
    assert said not in board(Client(), q="rice").text


def test_words_and_where_one_is_are_not_saved(browse, amina):
    client = browse(amina)
    answer = client.post(f"{LIST}new/", {"q": "insulin", "near": CELLS[3]}, follow=True)
    assert "Words are not saved" in answer.text
    assert not amina.saved_filters.exists()
    save(client, q="insulin", category="food", place=f"{CELLS[1]}.{CELLS[2]}")
    assert amina.saved_filters.get().filter == {
        "category": "food",
        "place": f"{CELLS[1]}.{CELLS[2]}",
    }


@pytest.mark.parametrize("asked", [{"category": "x"}, {"category": "childcare"}, {"place": "x"}])
def test_nothing_else_is_saved(browse, amina, asked):
    save(browse(amina), **asked)
    assert not SavedFilter.objects.exists()


def test_ten_of_them_are_enough(browse, amina):
    client = browse(amina)
    for cell in CELLS[:MOST]:
        assert save(client, place=cell).status_code == 302
    answer = save(client, place=CELLS[MOST])
    assert answer.status_code == 403
    assert "Stop one of them first" in answer.text
    assert amina.saved_filters.count() == MOST


def test_nobody_else_reads_or_stops_it(browse, client, amina, chen, dara):
    save(browse(amina))
    stop = reverse("needs:filter_stop", args=["millbrook", amina.saved_filters.get().pk])
    assert browse(chen).post(stop).status_code == 404
    assert "Food and meals" not in browse(chen).get(LIST).text
    assert browse(dara).post(stop).status_code == 404
    assert browse(dara).get(LIST).status_code == 404
    client.logout()
    assert client.get(LIST).status_code == 302
    assert client.post(SAVE, {"category": "food"}).status_code == 403
    assert SavedFilter.objects.count() == 1


def test_they_are_told_the_morning_after_once_and_of_no_title(browse, nights, amina, chen):
    client = browse(amina)
    save(client)
    save(client, category="meals")
    nights()
    assert not notices(amina).exists()
    need_of(chen, category="meals", title="Soup for Tuesday")
    assert not notices(amina).exists()
    nights()
    notice = notices(amina).get()
    assert notice.path == LIST
    assert "Soup" not in str(notice.facts)
    nights(3)
    assert notices(amina).count() == 1
    need_of(chen, category="meals")
    nights()
    assert notices(amina).count() == 2


def test_what_is_posted_later_on_a_day_is_not_missed(browse, nights, amina, chen):
    save(browse(amina))
    for _ in range(3):
        need_of(chen, category="meals")
        nights()
    assert notices(amina).count() == 3


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"category": "tools"}, False),
        ({"language": "es"}, True),
        ({"language": "ar"}, False),
        ({"place": CELLS[5]}, True),
        ({"place": CELLS[6]}, False),
        ({"place": CELLS[5], "category": "food"}, True),
    ],
)
def test_only_of_what_fits(browse, nights, network, amina, chen, asked, told):
    network.languages = ["en", "es", "ar"]
    network.save()
    save(browse(amina), **asked)
    need_of(chen, category="meals", languages=["es"], cell=CELLS[5], shows_place=True)
    nights()
    assert notices(amina).exists() == told


def test_not_of_their_own_nor_of_what_they_may_not_see(browse, nights, amina, chen, newcomer):
    save(browse(amina))
    save(browse(newcomer))
    need_of(amina)
    nights()
    assert not notices(amina).exists()
    Notice.objects.all().delete()
    need_of(chen, audience="known")
    nights()
    assert notices(amina).exists()
    assert not notices(newcomer).exists()


def test_not_of_whom_they_hide_from(browse, nights, amina, chen):
    save(browse(amina))
    hide(by=chen, name="Amina")
    need_of(chen)
    nights()
    assert not notices(amina).exists()


def test_not_while_they_take_a_break(browse, nights, amina, chen):
    save(browse(amina))
    amina.break_until = amina.network.today() + timedelta(days=5)
    amina.save()
    need_of(chen)
    nights()
    assert not notices(amina).exists()


def test_who_leaves_takes_it_along(browse, nights, amina, chen):
    save(browse(amina))
    page = browse(amina).get("/n/millbrook/leave/").text
    assert "You are told of needs no more: Food and meals" in page
    leave(member=amina)
    assert not SavedFilter.objects.exists()
    need_of(chen)
    nights()


def test_it_stands_among_what_is_held_about_them(browse, amina):
    save(browse(amina))
    rows = [row for rows in hooks.my_membership.ask(amina) for row in rows]
    assert ("You are told of needs", "Food and meals") in rows


def test_what_they_could_help_with_is_a_choice_once_that_is_known(
    browse, nights, monkeypatch, amina, chen
):
    client = browse(amina)
    monkeypatch.setattr(hooks.could_help, "_offers", [])
    assert 'name="fit"' not in board(client).text
    monkeypatch.setattr(hooks.could_help, "_offers", [(1, lambda member: {"meals", "carrying"})])
    need_of(chen, category="meals", title="Soup")
    need_of(chen, category="hand-tools", title="Drill")
    assert titles(board(client, fit="on")) == ["Soup"]
    save(client, fit="on")
    assert "What I could help with" in client.get(LIST).text
    nights()
    assert notices(amina).count() == 1
    monkeypatch.setattr(hooks.could_help, "_offers", [(1, lambda member: set())])
    assert titles(board(client, fit="on")) == []
