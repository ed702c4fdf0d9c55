"""A real form, the first 72 hours after a disaster: 136 questions, 36 answers, in chromium."""

import pytest
from django.core.management import call_command

from needs.surveys.models import Question, Response, Survey
from needs.surveys.services import change_section, move_survey
from tests.browser import PHONE, assert_fits, sign_in
from tests.needs.imports.test_real_files import QUESTIONS

pytestmark = [pytest.mark.browser, pytest.mark.real_forms]

Kind = Question.Kind
WORDS = {
    Kind.SHORT: "Jl. Sudirman, pasar",
    Kind.LONG: "Sumur rusak. The pump, too.",
    Kind.NUMBER: "72",
}
"""What is typed where something is typed; else the second choice is taken."""


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
    name = f"q{question.pk}"
    if question.kind in WORDS:
        page.fill(f'[name="{name}"]', WORDS[question.kind])
    else:
        page.locator(f'[name="{name}"] + label').nth(1).click()


def passed_over(number):
    return number % 5 == 0


def walk(page, survey):
    """Through all questions: page by page at first, then a section a page. Every fifth is passed
    over."""
    asked = dict(enumerate(survey.questions.asked_now().select_related("section"), start=1))
    for number, question in asked.items():
        alone = not question.section.together
        if alone or question.section_id != asked[number - 1].section_id:
            page.wait_for_url(f"**/q/{question.pk}/")
            assert_fits(page)
        if not passed_over(number):
            answer(page, question)
        if alone and passed_over(number):
            page.locator("[formaction$='/skip/']").click()
        elif alone or number == len(asked) or asked[number + 1].section != question.section:
            press(page)
    page.wait_for_url("**/review/")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("script", [True, False], ids=["javascript", "no-javascript"])
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
    assert page.locator(".facts .soft").count() == 136 // 5
    changed = first.questions.asked_now().filter(kind=Kind.SHORT).first()
    page.locator(f".facts a[href*='/{changed.pk}/']").click()
    page.fill(f"[name=q{changed.pk}]", "Changed: Padang Pariaman")
    press(page)
    page.wait_for_url("**/review/")
    press(page)
    code = page.locator("#receipt").inner_text()
    assert_fits(page)
    press(page)
    assert code in page.locator("main").inner_text()
    assert "Changed: Padang Pariaman" in page.locator(".facts").inner_text()
    assert_fits(page)
    kept = Response.objects.get().answers
    assert kept.count() == 136
    assert kept.filter(value__isnull=True).count() == 136 // 5
