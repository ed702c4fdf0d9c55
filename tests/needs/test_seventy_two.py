"""A real form, the first 72 hours after a disaster: 136 questions, 36 answers, in chromium."""

import gzip
import re
from itertools import product

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from needs.answering.services import print_sheets
from needs.answering.walk import field_name
from needs.results.services import advance
from needs.surveys.models import Question, Response, Survey
from needs.surveys.services import change_section, move_survey
from tests.browser import PHONE, assert_axe, assert_fits, sign_in
from tests.deep import DEEP
from tests.look.test_every_page import HTML
from tests.needs.imports.test_real_files import ANSWERS, QUESTIONS

pytestmark = [pytest.mark.browser, pytest.mark.real_forms]

Kind = Question.Kind
WORDS = {
    Kind.SHORT: "Jl. Sudirman, pasar",
    Kind.LONG: "Sumur rusak. The pump, too.",
    Kind.NUMBER: "72",
}
"""What is typed where something is typed; else the second choice is taken."""
WAYS = list(product(["en", "ar"], [True, False])) if DEEP else [("en", True), ("ar", False)]
"""In which languages to go from start to receipt, with and without JavaScript."""
MOST_STATEMENTS = 18
"""SQL statements of a page of results or needs, however many answers there are."""


@pytest.fixture
def survey(transactional_db, amina):
    call_command("import_survey", QUESTIONS, network="millbrook")
    survey = Survey.objects.get()
    move_survey(by=amina, survey=survey, to=Survey.State.OPEN)
    return survey


@pytest.fixture
def member(new_page, amina):
    page = new_page()
    sign_in(page, amina)
    return page


def press(page):
    """The one primary button of the page."""
    page.locator("main .button:not(.quiet):visible").first.click()


def answer(page, question):
    name = field_name(question)
    if question.kind in WORDS:
        page.fill(f'[name="{name}"]', WORDS[question.kind])
    else:
        page.locator(f'[name="{name}"] + label').nth(1).click()


def passed_over(number):
    return number % 5 == 0


def clicked(number):
    """What is answered by touch: all but every fifth in a deep run, else every fifth. That one can
    answer most of them is seen where a sheet is typed in."""
    return passed_over(number) != DEEP


CLICKED = sum(map(clicked, range(1, 137)))


def walk(page, survey):
    """Through all questions: page by page at first, then a section a page."""
    asked = dict(enumerate(survey.questions.asked_now().select_related("section"), start=1))
    for number, question in asked.items():
        alone = not question.section.together
        if alone or question.section_id != asked[number - 1].section_id:
            page.wait_for_url(f"**/q/{question.pk}/")
            assert_fits(page)
        if clicked(number):
            answer(page, question)
        if alone and not clicked(number):
            page.locator("[formaction$='/skip/']").click()
        elif alone or number == len(asked) or asked[number + 1].section != question.section:
            press(page)
    page.wait_for_url("**/review/")


@pytest.mark.parametrize(("language", "script"), WAYS)
def test_from_start_to_receipt_at_320_px(new_page, survey, amina, language, script):
    first, *later = survey.sections.order_by("position")
    for section in later:
        change_section(by=amina, section=section, together=True)
    page = new_page(**PHONE | {"locale": language, "java_script_enabled": script})
    page.goto(survey.short_address())
    assert_fits(page)
    press(page)
    walk(page, survey)
    assert_fits(page)
    assert page.locator(".facts .soft").count() == 136 - CLICKED
    changed = first.questions.asked_now().filter(kind=Kind.SHORT).first()
    page.locator(f".facts a[href*='/{changed.pk}/']").click()
    page.fill(f"[name='{field_name(changed)}']", "Changed: Padang Pariaman")
    press(page)
    page.wait_for_url("**/review/")
    press(page)
    code = page.locator("#receipt").inner_text()
    assert_fits(page)
    page.locator("main form button").first.click()
    assert code in page.locator("main").inner_text()
    assert "Changed: Padang Pariaman" in page.locator(".facts").inner_text()
    assert_fits(page)
    kept = Response.objects.get().answers
    assert kept.count() == 136
    asked = enumerate(survey.questions.asked_now(), start=1)
    said = {changed.pk, *(question.pk for number, question in asked if clicked(number))}
    assert {*kept.filter(value__isnull=False).values_list("question", flat=True)} == said


@pytest.fixture
def sheets(survey, amina):
    return print_sheets(by=amina, survey=survey, count=2, batch="a batch").codes


def test_a_whole_sheet_is_typed_in_by_keyboard_alone_and_once(member, survey, sheets):
    place = [survey.network.slug, survey.pk, 1]
    member.goto(reverse("needs:sheet_type", args=place))
    member.locator("#answer :is(input, textarea):not([type=hidden])").first.focus()
    for number, question in enumerate(survey.questions.asked_now(), start=1):
        if not passed_over(number):
            member.keyboard.insert_text(WORDS.get(question.kind, "2"))
        member.keyboard.press("Tab")
    member.keyboard.press("Enter")
    member.wait_for_url("**/paper/2/")
    kept = Response.objects.get().answers
    assert kept.filter(value__isnull=False).count() == 136 - 136 // 5
    member.goto(reverse("needs:sheet_type", args=place))
    assert "Sheet 1 was typed in before" in member.locator("main").inner_text()


@pytest.mark.parametrize("size", ["a4", "letter"])
def test_no_question_is_split_across_printed_pages(member, survey, size):
    place = [survey.network.slug, survey.pk]
    member.goto(f"{reverse('needs:sheet_blank', args=place)}?size={size}")
    member.emulate_media(media="print")
    assert member.locator(".asked").count() == 136
    styles = "e => { const s = getComputedStyle(e); return [s.breakInside, s.display] }"
    assert member.locator(".asked").first.evaluate(styles) == ["avoid", "block"]
    # A group that heads a table is repeated on every page.
    assert member.locator(".sheet header").evaluate(styles)[1] == "table-header-group"
    assert 10 < len(re.findall(rb"/Type ?/Page\b", member.pdf(prefer_css_page_size=True))) <= 24


def test_at_the_door_without_reception(new_page, mast, survey):
    phone = new_page(**PHONE, base_url=mast.url)
    door = reverse("needs:answer_door", args=[survey.code])
    phone.goto(door)
    phone.locator("#ready").wait_for()
    assert_fits(phone)
    context = phone.context
    mast.lose(context)
    for number, question in enumerate(survey.questions.asked_now(), start=1):
        if number % 10 == 0:
            answer(phone, question)
    phone.get_by_text("They know that I write this down, and said yes").click()
    phone.get_by_role("button", name="Keep and send").click()
    phone.close()
    again = context.new_page()
    again.goto(door)
    assert again.locator("#entries .told").inner_text() == "Kept on this phone"
    assert not Response.objects.exists()
    mast.find(context)
    again.locator("#entries").get_by_text(re.compile(r"^Sent \d\d:\d\d$")).wait_for()
    response = Response.objects.get()
    assert response.answers.filter(value__isnull=False).count() == 13


@pytest.fixture
def answered(transactional_db, amina):
    call_command("import_survey", QUESTIONS, network="millbrook", answers=ANSWERS)
    survey = Survey.objects.get()
    advance(survey_id=survey.pk)
    return survey


def test_pages_of_136_questions_stay_light(answered, client, amina):
    move_survey(by=amina, survey=answered, to=Survey.State.OPEN)
    print_sheets(by=amina, survey=answered, count=1, batch="a batch")
    client.force_login(amina.user)
    place = [answered.network.slug, answered.pk]
    pages = [
        reverse("needs:sheet_type", args=[*place, 1]),
        *(f"{reverse('needs:result_pages', args=place)}?part={part}" for part in (1, 9)),
        *(
            reverse(f"needs:{name}", args=place)
            for name in (
                "ranking",
                "sheet_blank",
                "survey_build",
                "survey_heard",
                "survey_preview",
            )
        ),
        reverse("needs:answer_door", args=[answered.code]),
    ]
    client.post(reverse("needs:answer_begin", args=[answered.code]))
    pages.append(reverse("needs:answer_review", args=[answered.code]))
    for page in pages:
        for language in ("en", "ar"):
            answer = client.get(page, headers={"accept-language": language})
            assert answer.status_code == 200
            assert len(gzip.compress(answer.content)) <= HTML, page


def test_36_answers_show_as_results_and_ranked_needs(answered, member, new_page, client, amina):
    place = [answered.network.slug, answered.pk]
    results, ranking = (
        reverse(f"needs:{name}", args=place) for name in ("result_pages", "ranking")
    )
    client.force_login(amina.user)
    for address in (results, ranking):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        assert len(captured) <= MOST_STATEMENTS, captured.captured_queries
    small = new_page(**PHONE | {"locale": "ar"})
    sign_in(small, amina)
    for part in range(1, 5):
        small.goto(f"{results}?part={part}")
        assert_fits(small)
    small.goto(ranking)
    assert_fits(small)
    first = small.locator(".card").first
    assert not first.locator("table").is_visible(), "so that all of it can be read"
    first.locator("summary").click()
    assert first.locator("table").is_visible()
    assert_fits(small)
    member.goto(f"{results}?part=4")
    assert "36 people answered" in member.locator("main").inner_text()
    food = member.locator("section", has_text="Is food available in the disaster area?")
    assert "30 (91%)" in food.inner_text()
    assert_axe(member)
    member.goto(ranking)
    assert [row.inner_text() for row in member.locator(".card h2").all()][:3] == [
        "1. A place to live",
        "2. Work and income",
        "3. Food and meals",
    ]
    assert_axe(member)
