"""The board on paper, for whoever walks past."""

import re

import pytest

from needs.board.views import ON_A_SHEET
from needs.pledges.services import accept, pledge
from tests.browser import assert_axe, assert_fits
from tests.needs.board.test_places import CELLS, millbrook  # noqa: F401
from tests.needs.posts.factories import need_of

SHEET = "/n/millbrook/needs/sheet/"


@pytest.mark.parametrize("who", [None, "amina", "bo"])
def test_only_what_anybody_may_read_stands_on_it(browse, client, amina, bo, who):
    need_of(amina, title="Soup")
    for audience in ("members", "known"):
        need_of(amina, title=f"For {audience}", audience=audience)
    need_of(amina, title="Children", category="childcare")
    reader = browse({"amina": amina, "bo": bo}[who]) if who else client
    page = reader.get(SHEET)
    assert "Soup" in page.text
    for word in ("For members", "For known", "Children", "Amina", "555"):
        assert word not in page.text.partition("<article")[2], word


def test_the_square_leads_to_the_board_and_the_address_stands_beside_it(client, network, settings):
    page = client.get(SHEET)
    assert 'class="qr"' in page.text
    address = settings.ORIGIN.partition("://")[2] + "/n/millbrook/needs/"
    assert address in page.text
    assert "paper-a4.css" in page.text
    assert "paper-letter.css" in client.get(SHEET, {"paper": "letter"}).text


def test_it_may_be_narrowed(client, amina):
    need_of(amina, title="Soup", cell=CELLS[0], shows_place=True)
    need_of(amina, title="Drill", category="hand-tools")
    page = client.get(SHEET, {"category": "tools"})
    assert "Drill" in page.text
    assert "Soup" not in page.text
    assert "the middle" in client.get(SHEET).text


def test_what_is_wanted_first_and_nobody_promised_comes_first(client, amina, bo):
    promised = need_of(amina, title="Promised", urgency="now")
    accept(pledge=pledge(need=promised, by=bo, quantity=1, words="", contact="555"))
    partly = need_of(amina, title="Partly", urgency="now", quantity=2)
    accept(pledge=pledge(need=partly, by=bo, quantity=1, words="", contact="555"))
    need_of(amina, title="Unshown", urgency="now", shows_urgency=False)
    for urgency in ("now", "later", "soon"):
        need_of(amina, title=urgency, urgency=urgency)
    page = client.get(SHEET)
    assert [row["title"] for row in page.context["rows"]] == [
        *["now", "soon", "later"],
        *["Unshown", "Partly"],
    ]
    assert "more at" not in page.text
    need_of(amina, title="Last", urgency="now", category="hand-tools")
    page = client.get(SHEET)
    titles = [row["title"] for row in page.context["rows"]]
    assert {*titles[:2]} == {"Last", "now"}, "of one day they come in no order"
    assert titles[2:] == ["soon", "later", "Unshown"]
    assert "1 more at" in page.text
    page = client.get(SHEET, {"category": "tools"})
    assert [row["title"] for row in page.context["rows"]] == ["Last"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_all_strips_are_alike_and_no_letter_is_cut(page, amina):
    need_of(amina, title="خبز وحليب")
    page.goto(SHEET)
    page.emulate_media(media="print")
    strips = page.evaluate(
        """() => [...document.querySelectorAll(".strips li")].map(strip => {
            const box = strip.getBoundingClientRect();
            return [box.top, box.bottom, getComputedStyle(strip).borderBlockEndWidth].join();
        })"""
    )
    assert len({*strips}) == 1
    assert strips[0].endswith("0px")
    for title in (".board-sheet h2", ".board-sheet ol strong"):
        size, line = page.locator(title).evaluate(
            "e => [getComputedStyle(e).fontSize, getComputedStyle(e).lineHeight].map(parseFloat)"
        )
        assert line >= 1.3 * size


@pytest.mark.browser
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.django_db(transaction=True)
def test_it_fits_on_one_page(page, amina, paper):
    for number in range(ON_A_SHEET + 2):
        need_of(amina, title=f"{'Somebody who helps ' * 4}{number}"[:80])
    page.goto(f"{SHEET}?paper={paper}")
    assert_axe(page)
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1
    page.set_viewport_size({"width": 320, "height": 640})
    assert_fits(page)
