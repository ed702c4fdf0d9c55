"""The pages of networks in chromium."""

import gzip

import pytest

from mutualaid.fields import random_id
from mutualaid.networks.joining.services import make_link
from tests.browser import assert_axe, assert_fits, set_language, sign_in
from tests.look.test_every_page import HTML
from tests.networks.factories import page_texts, write_page

pytestmark = pytest.mark.browser

PAGES = ["home", "circles", "words", "facts", "agreed"]


@pytest.fixture
def addresses(amina):
    """What everybody sees of a network with much to say."""
    write_page(by=amina, texts=page_texts(what="Soup"))
    write_page(by=amina, texts=page_texts(what="Bread", ask="https://example.org/" + "a" * 90))
    _, code = make_link(by=amina, once=random_id())
    return ["/", "/join/", f"/join/{code}/", "/join/ABCDEFGH/", "/n/millbrook/"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_19_much_to_say_fits_a_phone_and_weighs_little(phone, client, amina, addresses, language):
    sign_in(phone, amina)
    set_language(phone, language)
    client.force_login(amina.user)
    for address in ["/n/millbrook/", *(f"/n/millbrook/{page}/" for page in PAGES)]:
        phone.goto(address)
        assert_fits(phone)
        assert len(gzip.compress(client.get(address).content)) <= HTML, address


def test_19_what_a_visitor_sees(phone, addresses):
    for address in addresses:
        phone.goto(address)
        assert_axe(phone)
        assert_fits(phone)


@pytest.mark.parametrize("zone", ["Africa/Nairobi", "Asia/Kolkata", "Europe/Kyiv"])
def test_the_time_zone_is_offered(new_page, dara, zone):
    page = new_page(timezone_id=zone)
    sign_in(page, dara)
    page.goto("/start/")
    assert page.input_value("[name=time_zone]") == zone


def test_10_a_neighbor_joins_without_javascript(javascript_off, amina, dara):
    page = javascript_off
    _, code = make_link(by=amina, once=random_id())
    sign_in(page, dara)
    page.goto("/")
    page.fill("[name=code]", code.lower())
    page.get_by_role("button", name="Join").click()
    page.fill("[name=name]", "Dara")
    page.get_by_role("button", name="Join").click()
    assert page.url.endswith("/n/millbrook/home/")
    assert "Welcome" in page.inner_text("main")


def test_11_the_share_box_is_selected_and_copied_by_hand(javascript_off, network):
    page = javascript_off
    page.goto("/n/millbrook/")
    box = page.get_by_label("Share this in any messenger")
    assert box.input_value().splitlines()[-1] == page.url
    assert box.is_editable() is False


def test_in_arabic_todays_code_stands_beside_its_text(phone, newcomer):
    sign_in(phone, newcomer)
    set_language(phone, "ar")
    phone.goto("/n/millbrook/home/")
    code, text = (
        phone.locator(each).first.bounding_box() for each in (".code strong", ".code + .hint")
    )
    assert abs(code["x"] + code["width"] - text["x"] - text["width"]) < 2
