"""Once answers were sent: what is needed now, what may be asked for, and no way back to them."""

import logging

import pytest
from django.apps import apps
from django.urls import reverse
from playwright.sync_api import expect

from mutualaid.fields import Texts
from mutualaid.jobs.models import Job
from mutualaid.networks.models import Member
from needs.answering.walk import field_name
from needs.posts.models import Need
from needs.surveys.models import Answer, Draft, Mark, Response, Survey
from tests.browser import PHONE, assert_axe, assert_fits, sign_in
from tests.needs.factories import SurveyFactory

QUESTIONS = [
    {"kind": "needs", "key": "needs", "text": "What is missing?"},
    {"kind": "share", "key": "share", "text": "What could you share?"},
    {"kind": "short", "key": "street", "text": "What do you call this street?"},
]
WORDS = "A canary of the street"


@pytest.fixture
def survey(network):
    return SurveyFactory(network=network, questions=QUESTIONS)


def answer(client, survey, **begun):
    client.post(reverse("needs:answer_begin", args=[survey.code]), begun)
    for key, sent in {
        "needs": {"": ["food", "legal"], ":food-urgency": "later", ":food-people": "7"},
        "share": {"": ["tools"], ":other": "A canary cage"},
        "street": {"": WORDS},
    }.items():
        question = survey.questions.asked_now().get(key=key)
        page = reverse("needs:answer_question", args=[survey.code, question.pk])
        client.post(page, {f"{field_name(question)}{part}": value for part, value in sent.items()})
    return client.post(reverse("needs:answer_send", args=[survey.code]), follow=True)


def afterwards(client, survey):
    return client.get(reverse("needs:answer_afterwards", args=[survey.code]))


def need_page(category):
    return reverse("needs:need_post", args=["millbrook", category])


def test_what_was_ticked_leads_to_a_need_of_that_kind(client, survey):
    page = answer(client, survey)
    there = reverse("needs:answer_afterwards", args=[survey.code])
    assert f'href="{there}"' in page.text
    assert "Do you need this now?" in page.text
    page = afterwards(client, survey).text
    for category in ("food", "meals", "legal"):
        assert f'href="{need_page(category)}?urgency=now"' in page
    assert need_page("transport") not in page
    form = client.get(f"{need_page('food')}?urgency=now").context["form"]
    assert form["urgency"].value() == "now"
    assert client.get(f"{need_page('food')}?urgency=x").context["form"]["urgency"].value() == "soon"


def test_nothing_but_the_kind_goes_along(client, survey):
    answer(client, survey)
    page = afterwards(client, survey).text
    for told in ("canary", "later", "people=", "=7"):
        assert told not in page.split("<main")[1].split("</main>")[0]


def test_who_is_no_member_asks_for_it_and_reads_how_to_join(client, survey):
    answer(client, survey)
    page = afterwards(client, survey).text
    assert "Only members can be asked" in page
    assert "/resources/" not in page.split("<main")[1].split("</main>")[0]
    assert reverse("networks:page", args=["millbrook"]) in page


def test_a_member_is_led_to_share_what_they_ticked(browse, amina, survey):
    client = browse(amina)
    answer(client, survey)
    page = afterwards(client, survey).text
    assert "May neighbors ask you for what you offered?" in page
    assert "/resources/new/tool/" in page
    assert "/resources/new/vehicle/" not in page


def test_whoever_lost_what_they_ticked_chooses_again(client, survey):
    answer(client, survey)
    client.cookies.clear()
    page = afterwards(client, survey).text
    assert reverse("needs:need_new", args=["millbrook"]) in page
    assert "This is what you ticked" not in page


def test_another_device_and_what_was_withdrawn_tell_nothing(client, survey):
    answer(client, survey)
    code = client.get(reverse("needs:answer_receipt", args=[survey.code]) + "?sent=now").context
    token = client.cookies[f"answers-{survey.code}"].value
    withdrawn = {"code": code["code"], "sure": "on"}
    client.post(reverse("needs:answer_withdraw", args=[survey.code]), withdrawn)
    client.cookies[f"answers-{survey.code}"] = token
    assert not Response.objects.filter(leaving=False).exists()
    assert "This is what you ticked" not in afterwards(client, survey).text
    client.cookies[f"answers-{survey.code}"] = "x" * 5000
    assert afterwards(client, survey).status_code == 200


def test_who_answered_for_somebody_else_asks_them_first(client, survey):
    answer(client, survey, for_someone_else=1, consent=1)
    assert "only if they said yes to it too" in afterwards(client, survey).text


def test_who_writes_down_what_they_heard_is_led_to_ask_for_it(browse, amina, survey):
    assert reverse("needs:need_new", args=["millbrook"]) in heard(browse(amina), survey).text


def heard(client, survey):
    page = reverse("needs:survey_heard", args=[survey.network.slug, survey.pk])
    street = survey.questions.get(key="street")
    sent = {"token": "t" * 43, "way": "conversation", "consent": "on", "revision": survey.revision}
    sent[field_name(street)] = WORDS
    return client.post(page, sent, follow=True)


@pytest.fixture
def posted(browse, amina, survey, caplog, django_capture_on_commit_callbacks):
    """Amina answers, and asks for food right after it; what the logs hold."""
    caplog.set_level(logging.DEBUG)
    client = browse(amina)
    with django_capture_on_commit_callbacks(execute=True):
        answer(client, survey)
        afterwards(client, survey)
        filled = {"title": "Bread", "urgency": "now", "repeats": "once", "audience": "members"}
        filled |= {"whom": "me", "contact": "555", "words": ""}
        client.post(f"{need_page('food')}?urgency=now", filled)
    assert Need.objects.get().by == amina
    return client


def traces(survey, client):
    """What only one's answers have: ids, indexes, what is sealed, and what the browser holds."""
    rows = [*Response.objects.values(), *Mark.objects.values(), *Answer.objects.values()]
    found = {str(row["id"]) for row in rows}
    found |= {row[key] for row in rows for key in ("receipt_index", "member_index") if row.get(key)}
    found |= {bytes(row["words_sealed"]).hex() for row in rows if row.get("words_sealed")}
    found |= {client.cookies[f"answers-{survey.code}"].value, WORDS, "canary"}
    return found


def test_no_row_leads_from_what_was_posted_to_the_answers(posted, survey):
    found = traces(survey, posted)
    ours = {Response, Answer, Mark, Draft}
    looked_at = set()
    for table in apps.get_models():
        if table in ours:
            continue
        for row in table.objects.values():
            looked_at.add(table)
            for value in row.values():
                text = bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
                assert not any(trace in text for trace in found), table
    assert {Need, Member, Survey} <= looked_at


def test_no_answer_holds_anything_of_what_was_posted_after_it(posted, amina):
    [need] = Need.objects.values()
    mine = {str(need[name]) for name in ("id", "key_id", "by_id", "title", "indexed")}
    mine |= {str(amina.user_id), str(amina.key_id)}
    for table in (Response, Answer, Mark):
        for row in table.objects.values():
            assert mine.isdisjoint(map(str, row.values())), table


def test_no_session_and_no_job_knows_of_both(posted, survey):
    session = repr(dict(posted.session))
    assert survey.code not in session
    assert not any(trace in session for trace in traces(survey, posted))
    need = Need.objects.get()
    for job in Job.objects.values():
        told = repr(job)
        assert not (str(survey.pk) in told and str(need.pk) in told)


def test_no_line_of_the_logs_leads_from_one_to_the_other(posted, survey, caplog):
    found = traces(survey, posted) | {str(Need.objects.get().pk)}
    for record in caplog.records:
        line = f"{record.getMessage()} {record.__dict__}"
        assert not any(trace in line for trace in found - {"canary"}), line


def test_asked_in_a_language_of_the_survey(client, survey):
    survey.title = Texts(en="What our street lacks", es="Lo que falta")
    survey.save()
    answer(client, survey)
    client.cookies["django_language"] = "es"
    assert afterwards(client, survey).status_code == 200


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_from_answers_to_a_need_on_a_phone(new_page, amina, survey, script):
    page = new_page(**PHONE | {"java_script_enabled": script})
    sign_in(page, amina) if script else None
    page.goto(survey.short_address())
    page.click("text=Start")
    page.click("label:has-text('Food and meals')")
    page.click(".actions button:has-text('Continue')")
    page.click("label:has-text('Tools and machines')")
    page.click(".actions button:has-text('Continue')")
    page.click(".actions button:has-text('rather not say')")
    page.click("button:has-text('Send my answers')")
    page.click("text=Two questions more")
    assert_fits(page)
    if script:
        assert_axe(page)
    page.click("text=A cooked meal")
    assert page.is_checked("[name=urgency][value=now]")
    page.fill("[name=title]", "Soup for tonight")
    page.fill("[name=contact]", "555 0100")
    page.click("button:has-text('Ask for it')")
    page.wait_for_load_state()
    assert Need.objects.get().category == "meals"
    expect(page.locator("text=Open now, without asking").first).to_be_visible()
    assert_fits(page)
