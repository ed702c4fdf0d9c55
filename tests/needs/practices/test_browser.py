"""From listing what happens to taking it back, on phones in chromium."""

import re

import pytest

from needs.models import Practice
from tests.browser import PHONE, assert_axe, assert_fits, sign_in

pytestmark = pytest.mark.browser


def test_listed_agreed_to_and_taken_back_without_javascript(new_page, amina, bo):
    phone = new_page(**PHONE | {"java_script_enabled": False})
    sign_in(phone, amina)
    phone.goto("/n/millbrook/home/")
    phone.click("text=See what already happens")
    assert_fits(phone)
    phone.click("text=List something")
    assert_fits(phone)
    phone.fill("[name=title]", "Soup on Sundays")
    phone.select_option("[name=category]", "meals")
    phone.fill("[name=times]", "Sundays at six")
    phone.click("text=Anyone, also without an account")
    phone.fill("[name=members]", "Bo")
    phone.fill("[name=others]", "Old Rosa")
    phone.click("button:has-text('List it')")
    assert phone.is_visible("text=Please ask them first.")
    assert phone.input_value("[name=others]") == "Old Rosa"
    phone.click("text=They know of this, and each of them said yes")
    phone.click("button:has-text('List it')")
    code = phone.inner_text(".code")
    assert re.fullmatch(r"(\w{4}-){2}\w{4}", code)
    assert_fits(phone)
    phone.click("text=See it")
    assert phone.is_visible("text=Waits for a yes")

    other = new_page(**PHONE)
    sign_in(other, bo)
    other.goto("/n/millbrook/home/")
    other.click("text=Soup on Sundays")
    assert_axe(other)
    assert_fits(other)
    other.click("text=Yes, list it")
    assert other.is_visible("text=as long as all who do it want that")
    assert_axe(other)

    rosa = new_page(**PHONE | {"java_script_enabled": False})
    rosa.goto("/n/millbrook/")
    rosa.click("text=Soup on Sundays")
    rosa.goto("/n/millbrook/practices/code/")
    assert_fits(rosa)
    rosa.fill("[name=code]", code.lower())
    rosa.click("button:has-text('Open it')")
    assert_fits(rosa)
    rosa.click("button:has-text('Take it back')")
    assert rosa.is_visible("button:has-text('List it again')")
    assert Practice.objects.get().state == Practice.State.WITHDRAWN
    other.goto("/n/millbrook/practices/")
    assert not other.is_visible("text=Soup on Sundays")
    assert_axe(other)
    rosa.click("button:has-text('List it again')")
    other.reload()
    assert other.is_visible("text=Soup on Sundays")
    other.goto("/n/millbrook/practices/new/")
    assert_axe(other)
