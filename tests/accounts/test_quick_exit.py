"""Away at once: signed out, no cookie, a page that says nothing, and Back does not lead here."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client
from django.utils.html import strip_tags

from mutualaid.accounts.models import Session
from needs.surveys.models import Draft
from tests.browser import sign_in
from tests.needs.factories import SurveyFactory

EXIT = re.compile(r'<a class="exit" href="/exit/" data-exit>')
TEMPLATES = settings.BASE_DIR / "templates"
WITHOUT = {
    "accounts/bread.html": "is where it leads to",
    "accounts/archive.html": "is a file that somebody took along",
}
"""Templates of whole pages that have none, and why."""


def test_it_ends_ones_own_session_and_no_other(browse, amina, bo):
    Client().force_login(bo.user)
    client = browse(amina)
    answer = client.get("/exit/")
    assert answer["Location"] == "/bread/"
    assert not Session.objects.filter(user=amina.user).exists()
    assert Session.objects.filter(user=bo.user).exists()


def test_no_cookie_is_left_by_which_this_browser_would_show_what_was_done(client, network):
    survey = SurveyFactory(network=network)
    client.post(f"{survey.short_address()}begin/")
    assert Draft.objects.exists()
    client.get("/exit/")
    assert not [morsel.value for morsel in client.cookies.values() if morsel.value]
    assert "You have begun" not in client.get(survey.short_address()).text


@pytest.mark.parametrize("name", ["a[b]", "a(b", "é", "a@b"])
def test_odd_cookies_of_others_hold_nobody_back(client, db, name):
    answer = client.get("/exit/", headers={"cookie": f"{name}=1; language=es"})
    assert answer["Location"] == "/bread/"
    assert answer.cookies["language"].value == ""


def test_the_page_says_nothing_of_this_site(client, db):
    page = strip_tags(client.get("/bread/").text).lower()
    assert "bread" in page
    for word in ("mutual", "neighbor", "network", "sign in", "survey"):
        assert word not in page
    assert "does not clear the history of the browser" in page, "true, and any page may say so"


def test_nor_does_it_look_like_this_site_or_lead_to_it(client, db):
    page = client.get("/bread/").text
    assert re.findall(r"/static/([^\"]+)", page) == ["css/bread.css"]
    for thing in ("<a ", "<form", "<svg", "<script", "class=", "theme-color"):
        assert thing not in page
    ours = {"8a2f1b", "fffaf1", "ffb59c", "1d1813"}  # our inks and papers
    style = Path(finders.find("css/bread.css")).read_text()
    assert not [ink for ink in ours if ink in style]


def test_one_is_told_beforehand_that_history_remains(browse, amina):
    client = browse(amina)
    for address in ("/me/", "/n/millbrook/hide/"):
        page = client.get(address).text
        assert "what you opened here stays in the history of the browser" in page
    assert "Esc three times, signs you out" in Client().get("/").text


def assert_exit(answer, url):
    """Whatever is shown, refusals among it: see `test_every_answer`."""
    is_page = "text/html" in answer.headers.get("Content-Type", "") and answer.content
    assert not is_page or url.name == "accounts:bread" or EXIT.search(answer.text), "no way out"


@pytest.mark.parametrize(
    "template", sorted(path.name for path in TEMPLATES.glob("*.html")), ids=str
)
def test_every_page_for_what_went_wrong_has_it(template, rf):
    shown = render_to_string(template, {"minutes": 5}, rf.get("/nowhere/"))
    assert EXIT.search(shown)


def test_no_page_stands_apart_from_those_that_have_it():
    """A page that no test opens builds on the same base, and leaves the link in it."""
    for path in TEMPLATES.rglob("*.html"):
        name, source = str(path.relative_to(TEMPLATES)), path.read_text()
        assert ("<html" in source) == (name in {"base.html", *WITHOUT}), name
        assert ("block exit" in source) == (name == "base.html"), name


@pytest.mark.browser
@pytest.mark.parametrize("way", ["link", "keys"])
def test_26_one_click_or_esc_three_times(page, amina, way):
    sign_in(page, amina)
    page.goto("/")
    page.goto("/n/millbrook/home/")
    if way == "link":
        page.get_by_role("link", name="Leave quickly").click()
    else:
        for _ in range(3):
            page.keyboard.press("Escape")
    page.wait_for_url("**/bread/")
    assert not Session.objects.filter(user=amina.user).exists()
    page.go_back()
    page.wait_for_url("**/")
    assert "Amina" not in page.content()


@pytest.mark.browser
def test_26_it_works_as_a_plain_link(javascript_off, amina):
    page = javascript_off
    sign_in(page, amina)
    page.goto("/n/millbrook/home/")
    page.get_by_role("link", name="Leave quickly").click()
    page.wait_for_url("**/bread/")
    assert not Session.objects.filter(user=amina.user).exists()


@pytest.mark.browser
def test_esc_twice_or_slowly_stays(page, amina):
    sign_in(page, amina)
    page.goto("/n/millbrook/home/")
    for _ in range(2):
        page.keyboard.press("Escape")
    page.wait_for_timeout(3100)
    page.keyboard.press("Escape")
    assert page.url.endswith("/home/")
