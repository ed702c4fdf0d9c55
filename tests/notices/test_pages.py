"""The pages as people use them, on a small phone."""

import pytest

from mutualaid.notices.models import Choices
from tests.browser import assert_axe, assert_fits, set_language, sign_in
from tests.notices.conftest import DOOR, SOUP
from tests.notices.factories import tell

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


def test_reading_on_a_phone(phone, amina):
    tell(amina, SOUP, path="/n/millbrook/home/")
    tell(amina, DOOR)
    sign_in(phone, amina)
    phone.goto("/n/millbrook/home/")
    phone.get_by_role("link", name="2 new messages").click()
    assert_axe(phone)
    assert_fits(phone)
    phone.get_by_role("button", name="Open it").last.click()
    phone.get_by_role("heading", name="Hello, Amina").wait_for()
    phone.get_by_role("link", name="1 new message").click()
    phone.get_by_text("read", exact=False).first.wait_for()
    phone.get_by_role("button", name="I have read all of it").click()
    phone.wait_for_url("**/me/notices/")
    assert not phone.get_by_text("New:").count()
    set_language(phone, "ar")
    phone.goto("/me/notices/")
    assert_fits(phone)


def test_choosing_without_javascript(javascript_off, amina):
    page = javascript_off
    sign_in(page, amina)
    page.goto("/me/")
    page.get_by_role("link", name="Choose how you are told").click()
    page.get_by_label("Once a week, on Monday morning").check()
    page.get_by_label("Quiet from").select_option("20:00")
    page.get_by_label("There is soup in …").uncheck()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Changed.").wait_for()
    chosen = Choices.objects.get()
    assert (chosen.often, chosen.quiet_from.hour, chosen.off) == ("weekly", 20, [SOUP])
    assert not page.get_by_role("button", name="Show messages in this browser").count()


def test_choices_on_a_phone(phone, amina):
    sign_in(phone, amina)
    phone.goto("/me/notices/choices/")
    assert_axe(phone)
    assert_fits(phone)
    set_language(phone, "ar")
    phone.goto("/me/notices/choices/")
    assert_fits(phone)
