"""Adding a kind of need, on a phone in chromium."""

import pytest

from tests.browser import PHONE, assert_axe, assert_fits, sign_in

pytestmark = pytest.mark.browser


def test_suggested_agreed_to_and_asked_for(new_page, amina, bo):
    phone = new_page(**PHONE)
    sign_in(phone, amina)
    phone.goto("/n/millbrook/needs/new/")
    phone.click("text=Is a kind of need missing here?")
    assert_axe(phone)
    assert_fits(phone)
    phone.click("text=Suggest a kind")
    for code, name in (("en", "Soup kitchen"), ("es", "Comedor"), ("ar", "مطبخ")):
        phone.fill(f"[name=name_{code}]", name)
    assert_axe(phone)
    assert_fits(phone)
    phone.click("button:has-text('Suggest this')")
    assert phone.is_visible("text=Waits for the yes of a second member.")

    other = new_page(**PHONE | {"java_script_enabled": False})
    sign_in(other, bo)
    other.goto("/n/millbrook/agreed/")
    other.click("button:has-text('Yes, let it hold')")
    other.goto("/n/millbrook/needs/new/")
    other.click("text=Soup kitchen")
    assert other.is_visible("h1:has-text('Soup kitchen')")
    other.goto("/n/millbrook/categories/")
    other.click("a:has-text('Change')")
    assert_fits(other)
    phone.goto(other.url)
    assert_axe(phone)
