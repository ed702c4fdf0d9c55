"""The map counts what the list shows, and tells nothing that lies closer."""

import gzip
import re

import pytest

from mutualaid.networks.hiding.services import hide
from mutualaid.networks.places import places_around
from needs.board.queries import FEW, MAPPED, map_of, merged
from needs.posts.demo import fill_needs
from tests.browser import assert_axe, assert_fits, set_language, sign_in
from tests.needs.board.test_places import CELLS, MIDDLE, millbrook, titles  # noqa: F401
from tests.needs.posts.factories import need_of
from tests.networks.factories import conceal

MAP = "/n/millbrook/needs/map/"
PLACES = places_around(MIDDLE)


def placed(member, *cells, **told):
    return [need_of(member, cell=cell, shows_place=True, **told) for cell in cells]


def found(client, **asked):
    return client.get(MAP, asked).context["found"]


def whole_list(client, address):
    """Titles of all pages."""
    there, listed = address.partition("?")[0], []
    while address:
        answer = client.get(address)
        listed += titles(answer)
        address = there + answer.context["older"] if answer.context["older"] else ""
    return listed


def numbers(areas):
    return [(area.numbers, area.count) for area in areas]


def test_where_few_are_they_are_counted_with_those_beside_them():
    lone = {CELLS[0]: 5, CELLS[1]: 1, CELLS[30]: 4}
    assert numbers(merged(lone, PLACES)) == [("1, 2", 6), ("31", 4)]
    assert numbers(merged({CELLS[0]: FEW, CELLS[7]: FEW}, PLACES)) == [("1", FEW), ("8", FEW)]
    far = {CELLS[0]: 1, CELLS[30]: 1, CELLS[36]: 1}
    assert numbers(merged(far, PLACES)) == [("1, 31, 37", 3)]
    [everywhere] = merged({CELLS[4]: FEW - 1}, PLACES)
    assert (len(everywhere.places), everywhere.count) == (len(PLACES), FEW - 1)
    assert merged({}, PLACES) == []


def test_no_area_holds_fewer_whatever_lies_where():
    for seed in range(60):
        counts = {cell: 1 + (seed * number) % 5 for number, cell in enumerate(CELLS[: seed % 37])}
        areas = merged(counts, PLACES)
        assert sum(area.count for area in areas) == sum(counts.values())
        if sum(counts.values()) >= FEW:
            assert all(area.count >= FEW for area in areas)
        told = [place for area in areas for place in area.places]
        assert len(told) == len({*told})


@pytest.mark.parametrize(
    "asked",
    [{}, {"category": "food"}, {"language": "es"}, {"q": "soup"}, {"q": "so", "order": "x"}],
)
def test_the_map_counts_what_the_list_shows(browse, amina, bo, chen, asked):
    placed(amina, *CELLS[:20], *CELLS[:9], title="Soup", languages=["es"])
    placed(bo, *CELLS[:4], category="hand-tools", title="Drill", languages=["en"])
    need_of(amina, cell=CELLS[0], title="Soup, and nobody sees where", languages=["es"])
    need_of(bo, title="Soap")
    placed(amina, CELLS[0], category="childcare")
    client = browse(chen)
    page = client.get(MAP, asked)
    there = page.context["found"]
    listed = whole_list(client, page.context["list_url"])
    assert sum(area.count for area in there.areas) + there.unplaced == len(listed) > 0
    for row in page.context["rows"]:
        assert len(whole_list(client, row["url"])) == row["area"].count
    drawn = re.findall(r'class="count">(\d+)<', page.text)
    assert sorted(map(int, drawn)) == sorted(area.count for area in there.areas)
    assert page.text.count('<g transform="translate(') == len(CELLS)


def test_each_reader_sees_their_own_map(browse, client, amina, chen, hal, newcomer, bo):
    placed(bo, *[CELLS[0]] * 3, audience="members")
    placed(bo, *[CELLS[1]] * 3, audience="known")
    placed(amina, *[CELLS[2]] * 3)
    hidden = placed(bo, CELLS[3])[0]
    conceal(hidden, amina.network)
    assert numbers(found(client).areas) == [("3", 3)]
    assert numbers(found(browse(newcomer)).areas) == [("1", 3), ("3", 3)]
    assert numbers(found(browse(chen)).areas) == [("1", 3), ("2", 3), ("3", 3)]
    assert numbers(found(browse(hal)).areas) == [("1", 3), ("2", 3)], "Amina hides from them"


def test_a_map_of_another_network_is_its_own(browse, amina, dara):
    placed(amina, *CELLS[:5], audience="members")
    assert browse(dara).get(MAP).context["found"].areas == []
    assert browse(dara).get("/n/eastside/needs/map/").status_code == 200


def test_it_counts_the_newest_thousand(millbrook, amina):  # noqa: F811
    fill_needs(millbrook, 3000)
    there = map_of(millbrook, amina, {})
    assert there.more
    assert sum(area.count for area in there.areas) + there.unplaced == MAPPED


def test_8_its_pages_weigh_little(browse, millbrook, amina):  # noqa: F811
    fill_needs(millbrook, 300)
    client = browse(amina)
    for address in ("", "?order=nearest&place=" + CELLS[0], "map/", "sheet/", "new/groceries/"):
        page = client.get(f"/n/millbrook/needs/{address}")
        assert len(gzip.compress(page.content)) <= 8 * 1024, address


def test_whom_one_hides_from_is_not_counted(browse, amina, chen):
    placed(amina, *[CELLS[0]] * 4)
    assert found(browse(chen)).areas
    hide(by=chen, name="Amina")
    assert not found(browse(chen)).areas


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.django_db(transaction=True)
def test_19_the_map_equals_the_list(new_page, amina, chen, language):
    placed(amina, *CELLS[:6], *CELLS[:3], *CELLS[:3], CELLS[20], title="Soup")
    page = new_page(viewport={"width": 320, "height": 640}, color_scheme="dark")
    sign_in(page, chen)
    set_language(page, language)
    page.goto(MAP)
    assert_fits(page)
    assert_axe(page)
    cells = {text.evaluate("t => t.textContent") for text in page.query_selector_all(".count")}
    table = page.locator("tbody tr")
    rows = [table.nth(each) for each in range(table.count())]
    assert cells == {row.locator("td").inner_text() for row in rows}
    total = 0
    for link in [row.locator("a").get_attribute("href") for row in rows]:
        page.goto(link)
        assert_fits(page)
        total += page.locator("#needs > li").count()
    assert total == 13
    page.goto(MAP)
    page.locator("svg.map a").first.click()
    page.wait_for_url("**/needs/?place=*")
    page.emulate_media(media="print")
    page.goto(MAP)
    assert page.locator("svg.map").is_visible()
