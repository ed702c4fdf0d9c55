"""What is printed with a name, or with a code that is somebody's, says when to shred it."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from mutualaid.accounts.models import NewCard
from mutualaid.fields import random_id
from mutualaid.networks.lockdown.services.giving import give_parts, keep_part
from mutualaid.networks.models import Touch
from tests.accounts.factories import HelperFactory
from tests.browser import sign_in
from tests.needs.answering.samples import survey_of
from tests.networks.factories import MemberFactory
from tests.notices.factories import tell

TEMPLATES = settings.BASE_DIR / "templates"
WITHOUT_NAMES = {
    "accounts/asked.html": "numbers of lawyers are written on it by hand",
    "needs/answering/door.html": "stays on the phone, the same for everybody",
    "needs/need_sheet.html": "only what anybody may read",
    "needs/survey_build.html": "questions",
    "needs/survey_poster.html": "its code is for everybody",
    "networks/poster.html": "its code is for everybody",
    "networks/starter.html": "the rules",
    "resources/item_label.html": "what a thing is called",
    "resources/stock_print.html": "goods, and nobody who gave or took them",
    "needs/results/results.html": "totals",
    "needs/results/ranking.html": "totals",
}
"""Pages that are printed and tell of nobody, and why."""
SHRED = re.compile(r'<p class="shred[^"]*">(.*?)</p>', re.DOTALL)


def card(client, amina):
    return client.post("/me/cards/print/", {"batch": "b" * 40})


def card_of_who_has_no_mail(client, amina):
    values = {"name": "Grandmother", "speaks": "en", "together": "on", "batch": "g" * 40}
    return client.post("/n/millbrook/invite/by-hand/", values)


def card_by_helpers(client, amina):
    helper = HelperFactory(helper=amina.user)
    NewCard.objects.create(
        holder=helper.holder,
        first=amina.user,
        second=HelperFactory(holder=helper.holder).helper,
        ready_at=timezone.now(),
        ends_on=timezone.localdate(),
    )
    return client.post(f"/me/helping/{helper.pk}/print/", {"batch": "h" * 40})


def part(client, amina):
    keepers = [amina, *MemberFactory.create_batch(3, network=amina.network)]
    for keeper in keepers:
        keep_part(by=keeper)
    give_parts(by=amina, once=random_id())
    return client.post("/n/millbrook/lockdown/part/")


def read_out(client, amina):
    of = MemberFactory(network=amina.network)
    tell(of, path="/n/millbrook/home/")
    held = Touch.objects.create(of=of, by=amina, until=amina.network.today())
    return client.post(f"/n/millbrook/touch/{held.pk}/messages/")


def sheets(client, amina):
    survey = survey_of(amina)
    values = {"count": 2, "size": "a4", "batch": "s" * 32}
    return client.post(f"/n/millbrook/surveys/{survey.pk}/paper/print/", values)


WITH_NAMES = {
    "accounts/card.html": [(card, 365), (card_of_who_has_no_mail, 365), (card_by_helpers, 365)],
    "networks/lockdown/part.html": [(part, 365)],
    "networks/touch_act.html": [(read_out, 7)],
    "needs/answering/sheets.html": [(sheets, 90)],
}
"""Pages made to be printed: the ways to each, and how many days on their date lies."""


def test_every_page_that_is_printed_is_one_or_the_other():
    made_for_paper = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if "data-print" in path.read_text() or "block shred" in path.read_text()
    }
    assert made_for_paper - {"base.html"} == WITH_NAMES.keys() | WITHOUT_NAMES.keys()
    assert not WITH_NAMES.keys() & WITHOUT_NAMES.keys()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("way", "days"),
    [way for ways in WITH_NAMES.values() for way in ways],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_it_says_until_which_day(way, days, fresh, amina):
    answer = way(fresh(amina), amina)
    assert answer.status_code == 200
    assert {template.name for template in answer.templates} & WITH_NAMES.keys()
    said = SHRED.findall(answer.text)
    day = date_format(timezone.localdate() + timedelta(days=days))
    assert said
    assert all("hred" in words and day in words for words in said)
    assert all("print-only" not in words for words in SHRED.findall(answer.text))


def assert_says_when_to_shred(answer):
    """Names may stand on any page that opens to who is signed in, and whoever likes prints it."""
    used = {template.name for template in answer.templates}
    says_so = any("print-only" in tag for tag in re.findall(r'<p class="shred[^>]*>', answer.text))
    assert says_so != bool(used & (WITH_NAMES.keys() | WITHOUT_NAMES.keys()))


@pytest.mark.browser
def test_it_stands_on_paper_and_not_on_the_screen(page, amina):
    sign_in(page, amina)
    page.goto("/n/millbrook/known/")
    last = page.locator(".shred")
    assert not last.is_visible()
    page.emulate_media(media="print")
    assert last.is_visible()
