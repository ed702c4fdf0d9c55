"""Ways in and ways out in a real browser, as people walk them."""

import json
import zipfile

import pytest
from django.urls import reverse

from tests.accounts.factories import UserFactory
from tests.browser import assert_axe, assert_fits, set_language

pytestmark = pytest.mark.browser

WAYS_IN = [
    *("sign_up", "sign_up_without_email", "sign_in", "sign_in_with_password"),
    *("sign_in_with_card", "sign_in_with_passkey"),
]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_sign_in_pages_are_fit_for_everyone(phone, db, language):
    set_language(phone, language)
    for name in WAYS_IN:
        answer = phone.goto(reverse(f"accounts:{name}"))
        assert answer.status in {200, 405}
        if answer.status == 200:
            assert_axe(phone)
            assert_fits(phone)
    phone.goto(reverse("accounts:sign_up"))
    phone.fill("[name=display_name]", "Elise")
    phone.fill("[name=email]", "elise@example.org")
    phone.click("main form button")
    phone.wait_for_url("**/sign-in/code/")
    assert_axe(phone)
    assert_fits(phone)
    phone.goto(reverse("accounts:sign_up_without_email"))
    phone.fill("[name=display_name]", "Elise")
    for name in ("password", "password_again"):
        phone.fill(f"[name={name}]", "the ladder is behind the shed")
    phone.click("main form button")
    phone.wait_for_url("**/sign-up/write-down/")
    assert phone.locator("html").get_attribute("lang") == language
    assert_axe(phone)
    assert_fits(phone)


def test_with_a_code_by_mail_without_script(javascript_off, mailed_code):
    page = javascript_off
    page.goto("/")
    page.goto(reverse("accounts:sign_up"))
    page.fill("[name=display_name]", "Elise")
    page.fill("[name=email]", "elise@example.org")
    page.click("main form button")
    page.wait_for_url("**/sign-in/code/")
    page.fill("[name=code]", "00000000")
    page.click("main form button")
    assert page.locator("[aria-invalid=true]").count() == 1
    page.fill("[name=code]", mailed_code())
    page.click("main form button")
    page.wait_for_url("**/me/")
    assert "Elise" in page.inner_text("main")


def test_take_ones_data_along_and_erase_oneself(phone, db, tmp_path):
    UserFactory(display_name="Elise", email="elise@example.org", password="bread and soup 77")
    phone.goto("/sign-in/password/?next=/me/data/")
    phone.fill("[name=known_as]", "elise@example.org")
    phone.fill("[name=password]", "bread and soup 77")
    phone.click("main form button")
    phone.wait_for_url("**/me/data/")
    with phone.expect_download() as coming:
        phone.click("text=Download my data")
    file = tmp_path / "mine.zip"
    coming.value.save_as(file)
    with zipfile.ZipFile(file) as mine:
        told = json.loads(mine.read("my-data.json"))
        page = mine.read("my-data.html").decode()
    assert {"what": "e-mail-address", "value": "elise@example.org"} in told[0]["held"]
    phone.set_content(page)
    assert "elise@example.org" in phone.inner_text("body")
    phone.goto("/me/erase/")
    phone.check("[name=sure]")
    phone.click("main form button")
    phone.wait_for_url("**/signed-out/?erased=1")
    phone.goto("/sign-in/password/")
    phone.fill("[name=known_as]", "elise@example.org")
    phone.fill("[name=password]", "bread and soup 77")
    phone.click("main form button")
    assert phone.locator("[role=alert], .errors").count()
