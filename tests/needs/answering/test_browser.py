"""What people expect of answering (look.md), in chromium; also in Arabic at 320 px."""

import re

import pytest
from django.urls import reverse

from needs.answering.http import cookie_name
from needs.answering.services import begin, keep_page, print_sheets
from needs.answering.walk import field_name
from needs.surveys.kinds import kind_of
from needs.surveys.models import Draft, Response, Survey
from tests.browser import PHONE, assert_axe, assert_fits, set_cookie, sign_in
from tests.needs.factories import SurveyFactory
from tests.needs.test_kinds import ANSWERS, TYPED

pytestmark = pytest.mark.browser


@pytest.fixture
def survey(transactional_db, network):
    return SurveyFactory(network=network)


@pytest.fixture(params=["en", "ar"])
def small(request, new_page):
    """A phone 320 px wide, in English and in Arabic."""
    return new_page(**PHONE | {"locale": request.param})


def press(page):
    """The one primary button of the page."""
    page.locator("main .button:not(.quiet):visible").first.click()


def fill(page, question):
    """Answer the question on the page as in `ANSWERS`, by hand."""
    said, name = ANSWERS[question.key], field_name(question)
    match question.kind:
        case "one" | "yes-no" | "scale":
            tick(page, name, str(said.value))
            if said.words:
                page.fill(f'[name="{name}:other"]', said.words)
        case "many" | "share":
            for key in said.value:
                tick(page, name, key)
            page.fill(f'[name="{name}:other"]', said.words)
        case "number":
            page.fill(f'[name="{name}"]', str(said.value))
        case "short" | "long":
            page.fill(f'[name="{name}"]', said.words)
        case "date":
            for part, text in zip(("year", "month", "day"), said.value.split("-"), strict=True):
                page.fill(f'[name="{name}:{part}"]', text)
        case "grid":
            for row, column in said.value.items():
                tick(page, f"{name}:{row}", column)
        case "needs":
            for key, detail in said.value.items():
                tick(page, name, key)
                if "urgency" in detail:
                    tick(page, f"{name}:{key}-urgency", detail["urgency"])
                    page.fill(f'[name="{name}:{key}-people"]', str(detail["people"]))


def tick(page, name, value):
    option = f'[name="{name}"][value="{value}"]'
    if not page.locator(option).is_checked():
        page.locator(f"{option} + label").click()


def question_on(page, survey):
    name = page.locator("#answer [name^=q]").first.get_attribute("name")
    key = re.match(r"q\d+\.([^:]+)", name)[1]
    return survey.questions.asked_now().get(key=key)


def review(page, survey):
    """The review of somebody who has answered every question before."""
    token = begin(survey=survey)
    kept = {str(q.pk): kind_of(q).parts(ANSWERS[q.key]) for q in survey.questions.asked_now()}
    keep_page(survey=survey, token=token, answers=kept)
    set_cookie(page, cookie_name(survey), token)
    page.goto(reverse("needs:answer_review", args=[survey.code]))


def values():
    return {row.question.key: row.value for row in Response.objects.get().answers.all()}


EVERYTHING = {key: said.value for key, said in ANSWERS.items()}


def test_look_1_a_whole_survey_with_javascript_off(new_page, survey):
    page = new_page(java_script_enabled=False)
    page.goto(survey.short_address())
    press(page)
    assert page.locator("h1").inner_text() == "Question 1 of 10"
    fill(page, question_on(page, survey))
    press(page)
    fill(page, question_on(page, survey))
    page.get_by_role("button", name="Back").click()
    assert page.locator("h1").inner_text() == "Question 1 of 10"
    assert page.locator('input[value="other"]').is_checked()
    for _ in range(11):
        fill(page, question_on(page, survey))
        press(page)
    assert "A ladder, jam" in page.locator(".facts").inner_text()
    press(page)
    assert page.locator("#receipt").inner_text().count("-") == 2
    assert values() == EVERYTHING
    assert not Draft.objects.exists()


def test_look_1_and_8_a_whole_survey_at_320_px_in_english_and_arabic(small, survey):
    small.goto(survey.short_address())
    assert_fits(small)
    press(small)
    for _ in range(11):
        assert_fits(small)
        fill(small, question_on(small, survey))
        press(small)
    assert_fits(small)
    press(small)
    assert_fits(small)
    assert values() == EVERYTHING


def test_look_1_each_step_is_kept_on_continue(new_page, survey):
    page = new_page()
    page.goto(survey.short_address())
    press(page)
    fill(page, question_on(page, survey))
    press(page)
    page.goto(survey.short_address())
    page.get_by_role("link", name="Go on").click()
    assert page.locator("h1").inner_text() == "Question 2 of 10"


def test_typed_text_outlives_a_closed_tab_before_continue(new_page, survey):
    page = new_page()
    page.goto(survey.short_address())
    press(page)
    with page.expect_response(lambda answer: "/typed/" in answer.url):
        tick(page, field_name(question_on(page, survey)), "boat")
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    assert page.locator('input[value="boat"]').is_checked()


def test_look_2_a_failed_continue_leads_to_the_input(new_page, survey):
    page = new_page()
    page.goto(survey.short_address())
    press(page)
    people = survey.questions.get(key="people")
    page.goto(reverse("needs:answer_question", args=[survey.code, people.pk]))
    page.fill("input[inputmode]", "four")
    press(page)
    assert page.title().startswith("Error:")
    assert page.evaluate("document.activeElement.id") == "errors"
    page.locator("#errors a").click()
    assert page.evaluate("document.activeElement.name") == field_name(people)
    assert page.locator(".field .error").inner_text().endswith("Write a number, such as 4.")
    assert page.input_value("input[inputmode]") == "four"


def test_look_2_an_error_of_a_group_leads_to_its_first_input(new_page, survey):
    survey.questions.filter(key="home").update(required=True)
    page = new_page()
    page.goto(survey.short_address())
    press(page)
    press(page)
    page.locator("#errors a").click()
    assert page.evaluate("document.activeElement.value") == "house"


def test_look_3_change_links_return_to_the_review(new_page, survey):
    page = new_page(java_script_enabled=False)
    review(page, survey)
    page.get_by_role("link", name="Change How many people live in your home?").click()
    assert page.input_value("input[inputmode]") == "4"
    page.fill("input[inputmode]", "6")
    press(page)
    assert page.locator("h1").inner_text() == "Look through your answers"
    assert "6 people" in page.locator(".facts").inner_text()


def test_look_4_every_question_can_be_skipped_unless_required(new_page, survey):
    survey.questions.filter(key="people").update(
        required=True, required_reason={"en": "To cook enough."}
    )
    page = new_page(java_script_enabled=False)
    page.goto(survey.short_address())
    press(page)
    while page.locator("#answer").count():
        if question_on(page, survey).key == "people":
            assert "To cook enough." in page.locator("main").inner_text()
            assert not page.get_by_role("button", name="I’d rather not say").count()
            page.fill("input[inputmode]", "3")
            press(page)
        else:
            page.get_by_role("button", name="I’d rather not say").click()
    press(page)
    assert {key for key, value in values().items() if value is not None} == {"people"}


def test_look_5_a_receipt_lets_one_see_change_withdraw(new_page, survey):
    page = new_page()
    review(page, survey)
    press(page)
    code = page.locator("#receipt").inner_text()
    elsewhere = new_page(**PHONE)
    elsewhere.goto(survey.short_address())
    elsewhere.get_by_role("link", name="I have a receipt code").click()
    elsewhere.get_by_label("Your receipt code").fill(code.lower())
    press(elsewhere)
    assert "It smells." in elsewhere.locator(".facts").inner_text()
    assert_fits(elsewhere)
    assert code.replace("-", "") not in elsewhere.url
    elsewhere.get_by_role("button", name="Change my answers").click()
    press(elsewhere)
    changed = elsewhere.locator("#receipt").inner_text()
    assert changed != code
    elsewhere.get_by_role("button", name="Look at my answers").click()
    elsewhere.get_by_label("Yes, take my answers out").check()
    elsewhere.get_by_role("button", name="Take my answers out").click()
    assert "Your answers are taken out" in elsewhere.locator("main").inner_text()
    assert not Response.objects.filter(leaving=False).exists()


def test_look_7_a_sheet_is_typed_in_by_keyboard_alone(new_page, amina, survey):
    print_sheets(by=amina, survey=survey, count=2, batch="b")
    page = new_page()
    sign_in(page, amina)
    page.goto(reverse("needs:sheet_type", args=[survey.network.slug, survey.pk, 1]))
    page.locator("#answer input:not([type=hidden]), #answer textarea").first.focus()
    for question in survey.questions.asked_now():
        assert page.evaluate("document.activeElement.name") == field_name(question)
        page.keyboard.type(TYPED[question.key])
        if question.key == "street":
            page.keyboard.press("Enter")
            page.get_by_text("= Something else: A tent").wait_for()
            assert not Response.objects.exists()
            page.locator(f"[name='{field_name(question)}']").focus()
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/paper/2/")
    assert values() == EVERYTHING
    page.goto(reverse("needs:sheet_type", args=[survey.network.slug, survey.pk, 1]))
    assert "Sheet 1 was typed in before" in page.locator("main").inner_text()


@pytest.mark.parametrize(("size", "width"), [("a4", 595), ("letter", 612)])
def test_look_7_the_form_prints_on_both_papers(new_page, amina, survey, size, width):
    page = new_page()
    sign_in(page, amina)
    address = reverse("needs:sheet_blank", args=[survey.network.slug, survey.pk])
    page.goto(f"{address}?size={size}")
    printed = page.pdf(prefer_css_page_size=True)
    assert round(float(re.search(rb"/MediaBox ?\[0 0 ([\d.]+)", printed)[1])) == width
    assert page.locator(".asked").count() == 11
    assert page.locator(".box").count() > 30


def test_look_7_for_someone_else(new_page, survey):
    page = new_page(java_script_enabled=False)
    page.goto(survey.short_address())
    consent = page.get_by_label("They said yes to my writing this down")
    assert not consent.is_visible()
    page.get_by_text("I am filling this in for someone else").click()
    press(page)
    assert page.title().startswith("Error:")
    page.get_by_text("They said yes to my writing this down").click()
    press(page)
    assert page.locator("h1").inner_text() == "Question 1 of 10"


@pytest.mark.parametrize("script", [True, False])
def test_look_8_the_switch_keeps_page_and_answers(new_page, survey, script):
    page = new_page(**PHONE | {"java_script_enabled": script})
    page.goto(survey.short_address())
    press(page)
    tick(page, field_name(question_on(page, survey)), "other")
    page.fill("input[type=text]", "half a sent")
    page.locator("button[lang=ar]").click()
    page.locator("html[dir=rtl]").wait_for()
    assert page.locator('input[value="other"]').is_checked()
    assert page.input_value("input[type=text]") == "half a sent"
    assert_fits(page)


def test_look_8_the_switch_keeps_what_is_ticked_before_the_start(javascript_off, survey):
    page = javascript_off
    page.goto(survey.short_address())
    page.get_by_text("I am filling this in for someone else").click()
    page.locator("button[lang=ar]").click()
    page.locator("html[dir=rtl]").wait_for()
    assert page.locator("[name=for_someone_else]").is_checked()
    assert not page.locator("#errors").count()
    assert not Draft.objects.exists()
    page.locator("[name=consent] + label").click()
    press(page)
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert question_on(page, survey).key == "home"


def test_enter_continues_and_does_not_switch_the_language(new_page, survey):
    page = new_page(locale="ar", java_script_enabled=False)
    page.goto(survey.short_address())
    press(page)
    people = survey.questions.get(key="people")
    page.goto(reverse("needs:answer_question", args=[survey.code, people.pk]))
    page.fill("input[inputmode]", "3")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert question_on(page, survey).key == "safe"
    assert page.locator("html").get_attribute("dir") == "rtl"


def test_look_17_a_double_tap_never_sends_twice(new_page, survey):
    page = new_page(java_script_enabled=False)
    review(page, survey)
    page.get_by_role("button", name="Send my answers").dblclick()
    code = page.locator("#receipt").inner_text()
    page.reload()
    assert page.locator("#receipt").inner_text() == code
    page.go_back()
    assert Response.objects.count() == 1


def test_look_17_a_survey_closed_half_way_keeps_what_was_typed(new_page, survey):
    page = new_page()
    page.goto(survey.short_address())
    press(page)
    fill(page, question_on(page, survey))
    Survey.objects.update(state=Survey.State.CLOSED)
    press(page)
    page.get_by_role("heading", name="This survey takes no answers now").wait_for()
    Survey.objects.update(state=Survey.State.OPEN)
    page.goto(survey.short_address())
    press(page)
    assert page.locator('input[value="other"]').is_checked()


def test_look_19_axe_finds_nothing(page, survey):
    page.goto(survey.short_address())
    assert_axe(page)
    review(page, survey)
    assert_axe(page)
    for question in survey.questions.asked_now():
        page.goto(reverse("needs:answer_question", args=[survey.code, question.pk]))
        assert question_on(page, survey) == question
        assert_axe(page)
    page.goto(reverse("needs:answer_review", args=[survey.code]))
    press(page)
    assert_axe(page)
    press(page)
    assert_axe(page)
