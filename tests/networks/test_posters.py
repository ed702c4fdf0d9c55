"""The poster: printed from the application, on one sheet, in the network's languages."""

import re

import pytest

from mutualaid.codes import spaced
from mutualaid.fields import Texts, random_id
from mutualaid.networks.joining.services import make_poster
from mutualaid.networks.models import Network
from mutualaid.qr import qr_svg
from mutualaid.sealed.services import unseal
from tests.browser import sign_in
from tests.networks.factories import page_texts, write_page

TITLE = "A square code that leads to our page"


@pytest.fixture
def poster(amina):
    long = page_texts() | {"what": Texts(dict.fromkeys(("en", "es", "ar"), "We cook. " * 60))}
    write_page(by=amina, texts=long)
    return make_poster(by=amina, once=random_id(), uses=20, days=30)


@pytest.fixture
def address(poster):
    return f"/n/millbrook/posters/{poster.pk}/"


def test_10_the_square_leads_where_the_code_does(browse, bo, poster, address, settings):
    page = browse(bo).get(address).content.decode()
    code = unseal(poster, "code", key=poster.network.key)
    assert qr_svg(f"{settings.ORIGIN}/join/{code}/", title=TITLE) in page
    assert f"<span>localhost:8000</span><strong>{spaced(code)}</strong>" in page
    assert "style=" not in page


def test_10_it_speaks_the_languages_of_the_network(browse, bo, address):
    page = browse(bo).get(address).content.decode()
    for language, direction in [("en", "ltr"), ("es", "ltr"), ("ar", "rtl")]:
        assert f'<section lang="{language}" dir="{direction}">' in page
    assert len(re.findall(r"<dt>.*</dt><dd></dd>", page)) == 3, "phone, place, hours by hand"


def test_the_demo_prints_one_marked_so(browse, bo, address):
    assert "demo-mark" in browse(bo).get(address).content.decode()


def test_outside_the_demo_it_waits_until_its_address_can_be_opened(browse, bo, address, settings):
    settings.DEMO = False
    page = browse(bo).get(address).content.decode()
    assert "The poster waits" in page
    assert "<svg role" not in page
    settings.ORIGIN = "https://help.example.org"
    page = browse(bo).get(address).content.decode()
    assert "help.example.org" in page
    assert "demo-mark" not in page


def test_an_ended_poster_is_not_printed(browse, amina, poster, address):
    client = browse(amina)
    client.post(f"/n/millbrook/invite/{poster.pk}/end/")
    assert client.get(address).status_code == 404


@pytest.mark.browser
@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
@pytest.mark.parametrize("longest", [False, True])
def test_10_it_prints_on_one_sheet(page, amina, address, paper, size, longest):
    if longest:
        Network.objects.update(name="Mill Road " * 8, area="by the old bakery " * 8)
    sign_in(page, amina)
    page.goto(f"{address}?paper={paper}")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    box = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert (round(float(box[1])), round(float(box[2]))) == size
