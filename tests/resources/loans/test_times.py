"""When a thing can be had, and what its calendar says."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from resources.items.models import Item
from resources.loans.models import Loan
from resources.loans.queries import nearest_free
from resources.loans.services import asking
from tests.resources.factories import ItemFactory, asked_for, promised, slot_of
from tests.resources.loans.steps import ask


def test_the_calendar_says_taken_and_never_by_whom(browse, amina, bo, chen):
    drill = ItemFactory(by=amina)
    promised(drill, chen, 0, 1)
    page = reverse("resources:item_calendar", args=["millbrook", drill.pk])
    seen = browse(bo).get(page).text
    assert "taken" in seen
    assert "Chen" not in seen
    assert "yours" in browse(chen).get(page).text
    assert "Chen" not in browse(bo).get(f"/n/millbrook/resources/{drill.pk}/").text
    assert "with somebody" in browse(bo).get(f"/n/millbrook/resources/{drill.pk}/").text


@pytest.mark.parametrize("typed", ["", "2026-13", "0001-01", "9999-12", "\u0662", "x" * 50])
def test_a_month_that_is_none_is_this_one(browse, amina, typed):
    drill = ItemFactory(by=amina)
    page = reverse("resources:item_calendar", args=["millbrook", drill.pk])
    assert browse(amina).get(page, {"month": typed}).status_code == 200


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (-1, 0, "passed already"),
        (3, 1, "ends before it begins"),
        (200, 200, "too far ahead"),
        (1, 60, "longer than 28 days"),
        (1, 5000, "within a year"),
    ],
)
def test_times_that_cannot_be(browse, amina, chen, first, last, words):
    drill = ItemFactory(by=amina)
    days = [drill.network.today() + timedelta(days=number) for number in (first, last)]
    answer = ask(browse(chen), drill, first=days[0], last=days[1], words="Kept text")
    assert answer.status_code == 422
    assert words in answer.text
    assert "Kept text" in answer.text
    assert not Loan.objects.exists()


def test_hours_that_cannot_be(browse, amina, chen):
    room = ItemFactory(by=amina, kind=Item.Kind.SPACE, name="Kitchen")
    assert "ends before it begins" in ask(browse(chen), room, hour=12, until=10).text
    assert ask(browse(chen), room, hour=12, until=12).status_code == 422
    assert ask(browse(chen), room, hour=25, until=12).status_code == 422
    assert ask(browse(chen), room, hour=22, until=0).status_code == 302
    assert (Loan.objects.get().ends - Loan.objects.get().starts) == timedelta(hours=2)


def test_the_hour_that_is_left_out(browse, amina, chen, network, time_machine):
    time_machine.move_to("2026-03-01T12:00:00Z")
    network.time_zone = "America/Detroit"
    network.save()
    room = ItemFactory(by=amina, kind=Item.Kind.SPACE)
    answer = ask(browse(chen), room, first="2026-03-08", hour=2, until=4)
    assert "the clocks go forward" in answer.text


def test_within_the_times_of_the_week(amina, chen):
    room = ItemFactory(by=amina, kind=Item.Kind.SPACE)
    tomorrow = (room.network.today() + timedelta(days=1)).weekday()
    room.windows.create(weekday=tomorrow, start="09:00", end="23:59")
    assert asked_for(room, chen, 1, hour=9, until=11)
    with pytest.raises(PermissionDenied, match="at these times"):
        asked_for(room, chen, 1, hour=8, until=10)
    with pytest.raises(PermissionDenied, match="at these times"):
        asked_for(room, chen, 2)
    assert asked_for(room, chen, 1, 2, hour=22, until=0)


def test_one_after_the_other_on_one_day(amina, bo, chen):
    room = ItemFactory(by=amina, kind=Item.Kind.SPACE)
    asked_for(room, bo, 1, hour=10, until=12)
    assert asked_for(room, chen, 1, hour=12, until=13)
    with pytest.raises(asking.NotFree):
        asked_for(room, chen, 1, hour=11, until=12)
    wanted = slot_of(room, 1, hour=11, until=12)
    assert nearest_free(room, wanted, by=chen) == slot_of(room, 1, hour=13, until=14)


def test_what_is_not_lent_has_no_calendar(browse, amina, chen):
    skill = ItemFactory(by=amina, kind=Item.Kind.SKILL)
    for page in ("calendar", "borrow", "label"):
        address = f"/n/millbrook/resources/{skill.pk}/{page}/"
        assert browse(amina).get(address).status_code == 404, page


def test_who_asks_for_a_day_that_is_shut_reads_which_are_open(browse, amina, chen, time_machine):
    time_machine.move_to("2026-03-02T12:00:00Z")
    drill = ItemFactory(by=amina)
    for weekday, start in [(0, "09:00"), (0, "15:00"), (3, "09:00")]:
        drill.windows.create(weekday=weekday, start=start, end="16:00" if start > "1" else "12:00")
    answer = ask(browse(chen), drill, first="2026-03-03", words="Four shelves.")
    assert answer.status_code == 422
    assert "on these days: Monday · Thursday." in answer.text
    assert "Four shelves." in answer.text
    assert ask(browse(chen), drill, first="2026-03-05").status_code == 302


def test_each_sign_of_the_calendar_stands_on_a_line_of_its_own(browse, amina, chen):
    drill = ItemFactory(by=amina)
    asked_for(drill, chen, 1)
    page = browse(amina).get(reverse("resources:item_calendar", args=["millbrook", drill.pk]))
    assert '<span class="mark" aria-hidden="true">●</span>' in page.text
    assert "<span>● taken</span>" in page.text
    assert "you wait" not in page.text
