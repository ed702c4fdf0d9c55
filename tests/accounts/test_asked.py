"""The sheet beside the door: what to do when somebody asks for data."""

import re
from itertools import product

import pytest

from tests.browser import assert_axe, assert_fits, set_language
from tests.deep import DEEP

SIZES = {"a4": (595, 842), "letter": (612, 792)}
SHEETS = [*product(SIZES, ["en", "es", "ar"])]


def test_it_says_what_to_do_and_what_not(client, db):
    page = client.get("/kept/asked/").text
    for words in (
        *("Say nothing about people now", "Ask for the paper", "Delete nothing"),
        *("The assembly decides", "tell all of us", "no legal advice", "localhost:8000/kept/"),
    ):
        assert words in page
    assert page.count("<dd></dd>") == 7, "lines to write on by hand"


def test_it_is_found_beside_what_could_be_handed_over(client, db):
    assert 'href="/kept/asked/"' in client.get("/kept/").text


def test_members_find_it_on_their_home(browse, amina):
    assert 'href="/kept/asked/"' in browse(amina).get("/n/millbrook/home/").text


def test_another_size_of_paper_is_one_of_ours(client, db):
    assert "paper-letter" in client.get("/kept/asked/?paper=letter").text
    assert "paper-a4" in client.get("/kept/asked/?paper=../x").text


@pytest.mark.browser
@pytest.mark.django_db
@pytest.mark.parametrize(("paper", "language"), SHEETS if DEEP else SHEETS[::2])
def test_it_prints_on_one_sheet_in_each_language(page, paper, language):
    set_language(page, language)
    page.goto(f"/kept/asked/?paper={paper}")
    assert page.locator("html").get_attribute("lang") == language
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    box = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert (round(float(box[1])), round(float(box[2]))) == SIZES[paper]
    page.emulate_media(media="print")
    size = page.locator(".asked li").first.evaluate("it => getComputedStyle(it).fontSize")
    assert float(size.removesuffix("px")) >= 15, "12 pt on paper"


@pytest.mark.browser
@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_fits_a_phone(phone, language):
    set_language(phone, language)
    phone.goto("/kept/asked/")
    assert_fits(phone)
    assert_axe(phone)
