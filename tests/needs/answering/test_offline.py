"""look.md 6: answers on the door-knocker's phone, without reception, in chromium."""

import re

import pytest
from django.urls import reverse

from mutualaid.fields import Texts
from needs.answering.walk import field_name
from needs.surveys.models import Response, Survey
from needs.surveys.services import change_question
from tests.browser import PHONE, assert_fits
from tests.needs.factories import SurveyFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def survey(transactional_db, network):
    return SurveyFactory(network=network)


@pytest.fixture
def door(survey):
    return reverse("needs:answer_door", args=[survey.code])


@pytest.fixture
def phone(new_page, mast, door):
    """A phone that has opened the page once, with reception."""
    page = new_page(**PHONE, base_url=mast.url)
    open_ready(page, door)
    return page


def open_ready(page, door):
    page.goto(door)
    page.locator("#ready").wait_for()


def say(page, survey, street="The Bends"):
    """Write down one neighbor's answers."""
    water, name = (survey.questions.get(key=key) for key in ("water", "street"))
    page.locator(f'[name="{field_name(water)}"][value="yes"] + label').click()
    page.fill(f"[name='{field_name(name)}']", street)


def keep(page):
    page.get_by_text("They know that I write this down, and said yes").click()
    page.get_by_role("button", name="Keep and send").click()


def wait_until_sent(page):
    page.locator("#entries .told").get_by_text(re.compile(r"^Sent \d\d:\d\d$")).wait_for()


def told(page):
    return page.locator("#entries .told").all_inner_texts()


def test_sent_at_once_with_reception(phone, survey):
    say(phone, survey)
    keep(phone)
    wait_until_sent(phone)
    assert Response.objects.get().way == Response.Way.OFFLINE
    receipt = phone.locator("#entries .receipt").inner_text()
    assert len(receipt) == 14
    assert_fits(phone)
    # Neither the next household nor whoever finds the phone learns who answered when, or the code.
    sent_at = told(phone)[0].removeprefix("Sent ")
    assert receipt not in left_on(phone)
    assert sent_at not in left_on(phone)
    say(phone, survey, "Next door")
    assert not phone.locator("#entries .receipt").is_visible()


def test_kept_through_a_closed_tab_and_sent_once_on_return(phone, mast, survey, door):
    context = phone.context
    mast.lose(context)
    say(phone, survey)
    keep(phone)
    assert phone.locator("#state").inner_text() == "Kept on this phone"
    assert told(phone) == ["Kept on this phone"]
    phone.close()
    again = context.new_page()
    again.goto(door)
    assert told(again) == ["Kept on this phone"]
    assert not Response.objects.exists()
    mast.find(context)
    wait_until_sent(again)
    again.reload()
    assert told(again) == ["Sent"]
    assert Response.objects.count() == 1


def test_half_typed_answers_outlive_a_closed_tab(phone, mast, survey, door):
    mast.lose(phone.context)
    say(phone, survey, "Half a")
    context = phone.context
    phone.close()
    again = context.new_page()
    again.goto(door)
    street = survey.questions.get(key="street")
    assert again.input_value(f"[name='{field_name(street)}']") == "Half a"


def test_kept_through_a_restart_of_the_phone(
    browser_type, browser_type_launch_args, mast, survey, door, tmp_path
):
    def start():
        return browser_type.launch_persistent_context(
            tmp_path / "profile", base_url=mast.url, locale="en", **browser_type_launch_args
        )

    context = start()
    page = context.new_page()
    open_ready(page, door)
    mast.lose(context)
    say(page, survey)
    keep(page)
    assert told(page) == ["Kept on this phone"]
    context.close()
    context = start()
    mast.lose(context)
    page = context.new_page()
    page.goto(door)
    assert told(page) == ["Kept on this phone"]
    mast.find(context)
    wait_until_sent(page)
    assert Response.objects.count() == 1
    context.close()


def test_an_answer_that_was_lost_on_the_way_is_not_sent_twice(phone, survey):
    """The phone sends, the server keeps, and its reply never arrives."""
    phone.route("**/door/send/", lambda route: (route.fetch(), route.abort()))
    say(phone, survey)
    with phone.expect_event("requestfailed"):
        keep(phone)
    assert told(phone) == ["Kept on this phone"]
    assert Response.objects.count() == 1
    phone.unroute("**/door/send/")
    phone.reload()
    wait_until_sent(phone)
    assert Response.objects.count() == 1


def left_on(page):
    """What this page has kept on the phone."""
    kept = page.evaluate("JSON.stringify({...localStorage, typed: sessionStorage.typed})")
    return "" if kept == "{}" else kept


def test_a_shared_phone_keeps_nothing(phone, mast, survey, door):
    say(phone, survey)
    assert "The Bends" in left_on(phone)
    phone.get_by_text("This is a shared phone").click()
    assert not left_on(phone)
    mast.lose(phone.context)
    keep(phone)
    assert told(phone) == ["Not sent yet"]
    assert phone.locator("#waiting").is_visible()
    assert not left_on(phone)
    mast.find(phone.context)
    wait_until_sent(phone)
    assert not left_on(phone)
    phone.reload()
    assert not told(phone)


def test_the_page_that_stays_on_the_phone_says_nothing_to_one_person(browse, amina, door):
    client = browse(amina)
    client.post("/me/names/", {"display_name": "Amina", "language": "en"})
    assert "Changed." not in client.get(door).content.decode()
    assert "Changed." in client.get("/").content.decode()


def test_one_tap_clears(phone, mast, survey):
    mast.lose(phone.context)
    say(phone, survey)
    keep(phone)
    say(phone, survey, "Another")
    phone.get_by_role("button", name="Clear this phone").click()
    assert not left_on(phone)
    assert not told(phone)
    assert "This phone is cleared" in phone.locator("#state").inner_text()
    street = survey.questions.get(key="street")
    assert phone.input_value(f"[name='{field_name(street)}']") == ""


def test_what_cannot_be_kept_is_opened_again(phone, survey):
    survey.questions.filter(key="people").update(required=True)
    say(phone, survey)
    keep(phone)
    phone.get_by_role("button", name="Open it again").click()
    people = survey.questions.get(key="people")
    box = phone.locator(".field", has=phone.locator(f"[name='{field_name(people)}']"))
    assert "Please answer" in box.locator(".problem").inner_text()
    phone.fill(f"[name='{field_name(people)}']", "4")
    phone.get_by_role("button", name="Keep and send").click()
    wait_until_sent(phone)
    assert Response.objects.count() == 1


def test_a_question_that_was_reworded_meanwhile(phone, survey, amina):
    """What was said counts for the words that stood there; what is half typed meets the new."""
    say(phone, survey)
    old = survey.questions.get(key="street")
    change_question(by=amina, question=old, text=Texts(en="What about your road?"))
    keep(phone)
    wait_until_sent(phone)
    assert old.answers.get().response.revision == 1
    phone.fill(f"[name='{field_name(old)}']", "The lamp at the corner")
    phone.reload()
    road = survey.questions.asked_now().get(key="street")
    assert phone.input_value(f"[name='{field_name(road)}']") == "The lamp at the corner"
    keep(phone)
    wait_until_sent(phone)
    assert road.answers.get().response.revision == 2


def test_what_waits_on_the_phone_is_seen_also_when_the_survey_is_closed(phone, mast, survey, door):
    context = phone.context
    mast.lose(context)
    say(phone, survey)
    keep(phone)
    phone.close()
    survey.state = Survey.State.CLOSED
    survey.save()
    mast.find(context)
    again = context.new_page()
    again.goto(door)
    again.get_by_text("This survey takes no answers now.").wait_for()
    assert told(again) == ["Kept on this phone"]
    assert not again.locator("#door").is_visible()
    survey.state = Survey.State.OPEN
    survey.save()
    again.reload()
    wait_until_sent(again)
    again.get_by_role("button", name="Clear this phone").click()
    assert not left_on(again)


def test_opening_one_again_keeps_what_is_half_typed_for_another(phone, survey):
    survey.questions.filter(key="people").update(required=True)
    say(phone, survey)
    keep(phone)
    phone.get_by_role("button", name="Open it again").wait_for()
    say(phone, survey, "Half a")
    phone.get_by_role("button", name="Open it again").click()
    street = f"[name='{field_name(survey.questions.get(key='street'))}']"
    assert phone.input_value(street) == "The Bends"
    phone.get_by_role("button", name="Open it again").click()
    assert phone.input_value(street) == "Half a"


def test_only_what_follows_from_the_answers_is_asked(phone, survey):
    water, tap = (survey.questions.get(key=key) for key in ("water", "tap"))
    box = phone.locator(".field", has=phone.locator(f"[name='{field_name(tap)}']"))
    assert not box.is_visible()
    phone.locator(f'[name="{field_name(water)}"][value="no"] + label').click()
    assert box.is_visible()


def test_nothing_is_kept_without_their_yes(phone, survey):
    say(phone, survey)
    phone.get_by_role("button", name="Keep and send").click()
    assert not told(phone)


def test_right_to_left_at_320_px(new_page, survey, door):
    page = new_page(**PHONE | {"locale": "ar"})
    open_ready(page, door)
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert_fits(page)
