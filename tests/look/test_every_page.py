"""What holds for every page that the project has, and for those that will be added.

A page falls under these tests by standing in the URLconf; ``samples.py`` fill its address.
"""

import gzip
import re
import time
from functools import cache
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders

from tests.browser import PHONE, assert_axe, assert_fits, set_language, sign_in
from tests.look.eyes import assert_forced_colors, assert_keyboard
from tests.matrix import load_samples, pages, together

load_samples()
WIDE = {"width": 1280, "height": 720}
HTML, CSS, JS = 8_000, 8_000, 20_000
"""Most bytes of a page, compressed. Together 36 kB on a first visit."""
UNSEEN = {
    "networks:concern_before",
    "networks:picture_large",
    "networks:picture_small",
    "accounts:check_code",
    "accounts:new_card",
    "accounts:new_card_code",
    "accounts:quick_exit",
    "accounts:write_down",
    "needs:answer_question",
    "needs:answer_review",
    "needs:need_pledge",
    "needs:need_posted",
    "needs:export",
    "needs:service_worker",
    "notices:calendar_feed",
    "notices:worker",
    "networks:lockdown_rehearse",
    "networks:join_here",
    "networks:wake",
    "networks:wipe_by_parts",
    "resources:export_all",
    "resources:export_mine",
    "resources:hsds_about",
    "resources:hsds_service",
    "resources:hsds_services",
    "resources:import_left",
    "resources:item_ask",
    "resources:item_vouch",
    "resources:loan_picture",
    "resources:photo_large",
    "resources:photo_small",
    "resources:purse_csv",
    "resources:purse_first",
    "resources:slip_receipt",
    "resources:stock_csv",
}
"""What shows no page to Amina here; tests of their own go there. Others must, if they take GET."""


def shown(client, url, amina):
    """The page at an address for Amina, or None where it shows none: files, forms' targets."""
    address = url.address(amina)
    client.force_login(amina.user)
    session = client.session
    session["signed_in_at"] = time.time()
    session.save()
    answer = client.get(address)
    return address, answer.text if is_page(answer) else None


def is_page(answer):
    return answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]


def assert_light(page, url):
    """It weighs little, and asks nobody else and no script for anything."""
    assert len(gzip.compress(page.encode())) <= HTML, "too heavy"
    styles = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', page)
    assert sum(map(weight_of, styles)) <= CSS
    assert sum(map(weight_of, re.findall(r'<script src="/static/([^"]+)"', page))) <= JS
    assert page.count("<h1") == 1, "not one h1"
    assert len(re.findall(r'class="button"', page)) <= 1 or url.name == "look", (
        "more than one primary button"
    )
    assert not re.search(r"\sstyle=|<script(?![^>]* src=)|\son\w+=", page), "forbidden by the CSP"
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//(?!testserver)', outside_text(page))
    assert not re.search(r"<title>\s*</title>", page)
    for target, words in re.findall(r'hx-(?:get|post)="[^"]*"([^>]*)>([^<]*)', page):
        assert re.search(r"href=|action=|<button", target + words)


def outside_text(page):
    """Without links that members wrote themselves, and those to a share text."""
    return re.sub(r"<a [^>]*rel=\"[^\"]*(?:external|nofollow|noopener)[^>]*>", "", page)


@cache
def weight_of(name):
    return len(brotli.compress(Path(finders.find(name)).read_bytes()))


@pytest.mark.browser
@together(pages())
def test_19_axe_keyboard_forced_colors_and_8_arabic_at_320(urls, client, new_page, amina):
    page = new_page()
    for address, text in (shown(client, url, amina) for url in urls):
        if text is None:
            continue
        sign_in(page, amina, client=client)
        set_language(page, "en")
        page.set_viewport_size(WIDE)
        page.goto(address)
        assert_axe(page)
        assert_forced_colors(page)
        assert_keyboard(page)
        set_language(page, "ar")
        page.set_viewport_size(PHONE["viewport"])
        page.goto(address)
        assert page.locator("html").get_attribute("dir") == "rtl", address
        assert_fits(page)


TYPED_INTO = re.compile(r"<textarea|<input type=\"(?:text|email|number|password)\"")
WRITING = ", ".join(
    f"main form[method=post] {field}:not([readonly])"
    for field in [
        "textarea",
        *(f"input[type={kind}]" for kind in ["text", "email", "number", "password"]),
    ]
)
SECRET = re.compile(r"password|^code$|^part_\d+$")
"""The names of what is carried from no page to another."""


def asks_for_words(text):
    inside = text.partition("<main")[2].partition("</main>")[0]
    return 'method="post"' in inside and TYPED_INTO.search(inside)


def test_forms_that_ask_for_words_are_found(client, amina):
    """A test that finds none proves nothing."""
    known = {"networks:concern_new", "networks:hide", "networks:words", "needs:survey_new"}
    found = [asks_for_words(shown(client, url, amina)[1]) for url in pages() if url.name in known]
    assert len(found) == len(known)
    assert all(found)


@pytest.mark.browser
@together(pages())
def test_8_another_language_keeps_what_was_typed_but_no_secret(urls, client, new_page, amina):
    page = new_page()
    for address, text in (shown(client, url, amina) for url in urls):
        if text is None or not asks_for_words(text):
            continue
        sign_in(page, amina, client=client)
        set_language(page, "en")
        page.goto(address)
        expected = {}
        for number, field in enumerate(page.locator(WRITING).all()):
            if field.is_visible():
                words, there = str(number + 20), field.input_value()
                field.fill(words)
                # A page may fill in a code that stands in its address.
                is_secret = SECRET.search(field.get_attribute("name"))
                expected[number] = there if is_secret else words
        with page.expect_navigation():
            page.click(".languages [value=es]")
        assert page.locator("html").get_attribute("lang") == "es"
        for number, words in expected.items():
            field = page.locator(WRITING).nth(number)
            assert field.input_value() == words, f"{address}: {field.get_attribute('name')}"
        assert page.evaluate("sessionStorage.getItem('typed')") is None
