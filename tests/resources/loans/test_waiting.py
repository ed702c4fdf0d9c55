"""Waiting for what others have, in turn."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from resources.items.models import Item
from resources.items.services import change_item
from resources.loans.models import Wait
from resources.loans.services import asking
from tests.networks.factories import MemberFactory
from tests.resources.factories import ItemFactory, asked_for, slot_of
from tests.resources.loans.steps import ask, kinds_told, wait, work


def test_who_waits_is_told_in_turn(browse, amina, bo, chen, time_machine):
    drill = ItemFactory(by=amina)
    loan = asked_for(drill, bo, 3)
    last = MemberFactory(network=amina.network)
    wait(drill, chen, 3)
    wait(drill, last, 3)
    assert kinds_told(chen) == []
    page = browse(chen).get(reverse("resources:loan_list", args=["millbrook"]))
    assert "You wait for" in page.text
    assert [each["item"] for each in page.context["waits"]] == [drill]
    asking.take_back(loan=loan)
    assert kinds_told(chen) == ["resources.loan_free"]
    assert kinds_told(last) == []
    with pytest.raises(asking.NotFree):
        asked_for(drill, bo, 3)
    time_machine.move_to(timezone.now() + timedelta(hours=25))
    work()
    assert kinds_told(last) == ["resources.loan_free"]
    assert not Wait.objects.filter(by=chen).exists()
    assert asking.ask_for(
        item=drill, by=last, slot=slot_of(drill, 2), circle=None, words="", contact="555"
    )
    assert not Wait.objects.exists()


def test_who_does_not_see_it_any_more_hears_nothing_of_it(amina, bo, newcomer):
    drill = ItemFactory(by=amina)
    loan = asked_for(drill, bo, 3)
    wait(drill, newcomer, 3)
    change_item(item=drill, name="The good drill", audience=Item.Audience.KNOWN)
    asking.take_back(loan=loan)
    assert kinds_told(newcomer) == []


def test_waiting_and_waiting_no_more(browse, amina, bo, chen):
    drill = ItemFactory(by=amina)
    asked_for(drill, bo, 1)
    answer = ask(browse(chen), drill)
    address = reverse("resources:item_wait", args=["millbrook", drill.pk])
    for _tap in range(2):
        browse(chen).post(address, {"slot": answer.context["wait"]})
    assert Wait.objects.get().slot == slot_of(drill, 1)
    page = reverse("resources:item_calendar", args=["millbrook", drill.pk])
    assert "You wait for it" in browse(chen).get(page).text
    browse(chen).post(reverse("resources:item_wait_end", args=["millbrook", drill.pk]))
    assert not Wait.objects.exists()
    assert browse(chen).post(address, {"slot": "1/2"}).status_code == 302
    assert not Wait.objects.exists()


def test_the_calendar_opens_on_the_day_that_is_waited_for_and_marks_it(
    browse, amina, bo, chen, time_machine
):
    time_machine.move_to("2026-03-20T12:00:00Z")
    drill = ItemFactory(by=amina)
    asked_for(drill, bo, 20)
    answer = ask(browse(chen), drill, first="2026-04-09")
    address = reverse("resources:item_wait", args=["millbrook", drill.pk])
    page = browse(chen).post(address, {"slot": answer.context["wait"]}, follow=True)
    assert page.context["month"].title == "April 2026"
    assert "You wait for it: Thu 9 Apr. You are told" in page.text
    marked = [
        day for week in page.context["month"].weeks for day in week if day and "◇" in day["mark"]
    ]
    assert [(day["date"], day["words"]) for day in marked] == [("2026-04-09", "taken · you wait")]
    calendar = reverse("resources:item_calendar", args=["millbrook", drill.pk])
    assert browse(chen).get(calendar, {"month": "2026-03"}).context["month"].title == "March 2026"
    assert browse(bo).get(calendar).context["month"].title == "March 2026"
