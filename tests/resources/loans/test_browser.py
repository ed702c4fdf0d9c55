"""Borrowing, in chromium."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from resources.items.models import Item
from resources.loans.models import Loan, Wait
from tests.browser import PHONE, assert_axe, assert_fits, set_language, sign_in
from tests.resources.factories import ItemFactory, asked_for, handed, promised

pytestmark = pytest.mark.browser


def test_a_drill_is_booked_by_two_at_the_same_moment(new_page, amina, bo, chen):
    """Both have the form open; one is a little quicker, without JavaScript, and the other is told
    kindly, with what they typed, and gets it on the next free day."""
    drill = ItemFactory(by=amina)
    day = (drill.network.today() + timedelta(days=1)).isoformat()
    first, second = new_page(**PHONE | {"java_script_enabled": False}), new_page(**PHONE)
    for each, member in ((first, bo), (second, chen)):
        sign_in(each, member)
        each.goto(f"/n/millbrook/resources/{drill.pk}/")
        each.click("text=When it is free")
        assert_fits(each)
        each.click("text=Ask to borrow it")
        each.fill("[name=first]", day)
        each.fill("[name=words]", "For four shelves.")
        each.fill("[name=contact]", "555 0199")
        assert_fits(each)
    first.click("button:has-text('Ask for it')")
    expect(first.locator("text=It is kept for you.").first).to_be_visible()
    second.click("button:has-text('Ask for it')")
    expect(second.locator("text=Another neighbor asked first").first).to_be_visible()
    assert second.input_value("[name=words]") == "For four shelves."
    assert_axe(second)
    assert_fits(second)
    second.click("button:has-text('instead')")
    second.wait_for_url("**/loans/*/")
    assert {*Loan.objects.values_list("by", "state")} == {(bo.pk, "asked"), (chen.pk, "asked")}

    third = new_page()
    sign_in(third, amina)
    third.goto(f"/n/millbrook/resources/{drill.pk}/calendar/")
    expect(third.locator("text=Ask to borrow it")).to_be_hidden()
    assert_axe(third)


def test_waiting_for_it(phone, amina, bo, chen):
    drill = ItemFactory(by=amina)
    loan = asked_for(drill, bo)
    sign_in(phone, chen)
    phone.goto(f"/n/millbrook/resources/{drill.pk}/borrow/")
    phone.fill("[name=first]", loan.starts.date().isoformat())
    phone.fill("[name=contact]", "555 0199")
    phone.click("button:has-text('Ask for it')")
    phone.click("button:has-text('Tell me if it becomes free')")
    expect(phone.locator("text=You wait for it").first).to_be_visible()
    assert_axe(phone)
    assert_fits(phone)
    phone.click("button:has-text('Wait no more')")
    phone.wait_for_load_state()
    assert not Wait.objects.exists()


def test_lent_and_brought_back(javascript_off, phone, amina, chen):
    drill = ItemFactory(by=amina)
    loan = asked_for(drill, chen, 0)
    there = f"/n/millbrook/resources/loans/{loan.pk}/"
    sign_in(phone, amina)
    phone.goto(there)
    assert_axe(phone)
    phone.click("text=Yes, they can have it")
    phone.fill("[name=contact]", "555 0100")
    assert_axe(phone)
    assert_fits(phone)
    phone.click("button:has-text('Promise it')")
    phone.click("text=Show how to reach each other")
    expect(phone.locator("text=555 0199").first).to_be_visible()
    assert_axe(phone)
    phone.goto(there)
    phone.click("text=It was handed over")
    phone.fill("[name=words]", "A scratch on it.")
    assert_axe(phone)
    assert_fits(phone)
    phone.click("button:has-text('Yes, it was handed over')")

    sign_in(javascript_off, chen)
    javascript_off.goto(there)
    javascript_off.click("text=Keep it longer")
    javascript_off.fill("[name=last]", "2099-01-01")
    javascript_off.click("button:has-text('Ask to keep it')")
    expect(javascript_off.locator("text=Please choose a day within a year.").first).to_be_visible()
    javascript_off.goto(there)
    javascript_off.click("text=It is back")
    javascript_off.click("button:has-text('Yes, it is back')")
    javascript_off.click("text=Show how it was")
    expect(javascript_off.locator("text=A scratch on it.").first).to_be_visible()
    assert Loan.objects.get().state == Loan.State.RETURNED


@pytest.mark.parametrize("language", ["en", "ar"])
def test_19_every_page_of_lending(phone, amina, chen, language):
    tables = ItemFactory(by=amina, quantity=3, name="W" * 80)
    room = ItemFactory(by=amina, kind=Item.Kind.SPACE)
    for make in (asked_for, promised, handed):
        loan = make(tables, chen)
    asked_for(room, chen, hour=1, until=23)
    set_language(phone, language)
    for who, pages in [
        (amina, [f"{tables.pk}/label/", f"{tables.pk}/calendar/", f"loans/{loan.pk}/"]),
        (chen, ["loans/", f"{room.pk}/calendar/", f"loans/{loan.pk}/keep/", f"{room.pk}/borrow/"]),
    ]:
        sign_in(phone, who)
        for address in pages:
            phone.goto(f"/n/millbrook/resources/{address}")
            assert_axe(phone)
            assert_fits(phone)
