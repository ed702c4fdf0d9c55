"""In the browser: from giving out papers to opening again, and how these pages look."""

import time

import pytest
from playwright.sync_api import expect

from mutualaid.networks.lockdown.services.codes import make_code
from mutualaid.networks.lockdown.services.giving import give_parts
from mutualaid.networks.lockdown.services.locking import lock
from mutualaid.networks.models import DuressCode, Recovery
from mutualaid.networks.wiping.services import agree_to_wipe
from mutualaid.sealed.services import seal, unseal
from tests.browser import PHONE, assert_axe, assert_fits, set_language, sign_in
from tests.look.eyes import assert_keyboard
from tests.networks.factories import page_texts, write_page

pytestmark = pytest.mark.browser


def fetch_paper(page):
    """What somebody writes down from their page, before they say that they have it."""
    page.goto("/n/millbrook/lockdown/")
    page.get_by_role("button", name="Show my words").click()
    words = page.locator(".part li").all_inner_texts()
    page.get_by_role("button", name="I have them on paper").click()
    page.get_by_text("It is on your paper now, and nowhere else").wait_for()
    return " ".join(words)


def test_from_papers_to_a_code_to_opening_again(new_page, amina, bo):
    write_page(by=amina, texts=page_texts(what="We cook", emergency="Meet at the old oak"))
    hers, his = new_page(), new_page(java_script_enabled=False)
    sign_in(hers, amina)
    sign_in(his, bo)
    for page in (hers, his):
        page.goto("/n/millbrook/home/")
        page.get_by_role("link", name="For an emergency: lock the network").click()
        page.get_by_role("button", name="I will keep one").click()
    his.get_by_role("button", name="Give out papers").click()
    papers = [fetch_paper(page) for page in (hers, his)]
    his.get_by_role("button", name="Make my code").click()
    code = his.locator("#code").inner_text()

    row = Recovery(pk=1)
    amina.key.refresh_from_db()
    seal(row, "key", "sealed before", key=amina.key)

    hers.goto("/n/millbrook/home/")
    his.goto("/")
    his.get_by_label("Code").fill(code)
    his.get_by_role("button", name="Join").click()
    his.get_by_role("link", name="This code lets nobody in").wait_for()
    typed_at = time.monotonic()
    hers.goto("/n/millbrook/home/")
    assert "This page is resting" in hers.inner_text("h1")
    assert time.monotonic() - typed_at < 2
    assert "Meet at the old oak" in hers.inner_text("main")
    assert "Millbrook" not in hers.inner_text("body")

    stranger = new_page(**PHONE)
    stranger.goto("/n/millbrook/")
    stranger.get_by_role("link", name="I have a paper").click()
    stranger.get_by_label("Paper 1").fill(papers[0].replace(" ", "\n"))
    stranger.get_by_label("Paper 2").fill("nonsense " + papers[1])
    stranger.get_by_role("button", name="Open it again").click()
    # Once its script was there, nothing moves any more under what is typed and clicked.
    expect(stranger.locator("#errors")).to_be_focused(timeout=10_000)
    assert "Word 1, “nonsense”" in stranger.locator("#errors").inner_text()
    assert stranger.get_by_label("Paper 1").input_value().split() == papers[0].split()
    stranger.get_by_label("Paper 2").fill(papers[1].upper())
    stranger.get_by_role("button", name="Open it again").click()
    stranger.get_by_text("It is open again").wait_for()
    assert "We cook" in stranger.inner_text("main")
    amina.key.refresh_from_db()
    assert unseal(row, "key", key=amina.key) == "sealed before"
    hers.goto("/n/millbrook/home/")
    assert "/sign-in/" in hers.url


@pytest.fixture
def ready(papers, amina, bo):
    """New papers are being given out, while the old ones count."""
    write_page(by=amina, texts=page_texts(emergency="Meet at the old oak"))
    give_parts(by=amina, once=5)
    make_code(by=bo, batch="b" * 40)
    for member in (amina, bo):
        agree_to_wipe(by=member, needed=2)


def test_pages_that_only_some_see_work_for_everybody(new_page, ready, amina, network):
    page = new_page()
    sign_in(page, amina)
    page.goto("/n/millbrook/lockdown/")
    page.get_by_role("button", name="Show my words").click()
    looked_at(page)
    page.goto("/n/millbrook/lockdown/")
    looked_at(page)
    page.get_by_role("button", name="Make my code").click()
    looked_at(page)
    page.goto("/n/millbrook/lockdown/rehearse/")
    looked_at(page)
    lock(network=network)
    for address in ("/n/millbrook/", "/n/millbrook/rest/", "/n/millbrook/rest/destroy/"):
        for language in ("en", "ar"):
            set_language(page, language)
            page.goto(address)
            looked_at(page)
    page.get_by_role("button").last.click()
    looked_at(page)
    assert not DuressCode.objects.working().exists()


def looked_at(page):
    page.set_viewport_size(PHONE["viewport"])
    assert_fits(page)
    assert_axe(page)
    assert_keyboard(page)


def test_a_locked_page_swapped_in_by_htmx_rests_too(page, papers, amina, network):
    sign_in(page, amina)
    page.goto("/n/millbrook/home/")
    lock(network=network)
    page.evaluate("htmx.ajax('GET', '/n/millbrook/circles/', '#main')")
    page.get_by_role("heading", name="This page is resting").wait_for()


def test_a_printed_paper_tells_nothing_of_whose_it_is(page, ready, amina):
    sign_in(page, amina)
    page.goto("/n/millbrook/lockdown/")
    page.get_by_role("button", name="Show my words").click()
    page.emulate_media(media="print")
    printed = page.inner_text("body")
    assert "Millbrook" not in printed
    assert "20 words" in page.title()
    assert page.locator(".part li").count() == 20
    size = page.locator(".part li").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size > 25
