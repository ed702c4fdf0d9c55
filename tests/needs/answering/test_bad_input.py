"""Whatever is sent: a plain message at the field, typed text kept, nothing by halves, no 500."""

import re
import threading

import pytest
from django.db import connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from needs.answering.services import (
    ConsentMissing,
    begin,
    fill_in,
    keep_page,
    keep_response,
    print_sheets,
    send,
)
from needs.answering.walk import field_name
from needs.surveys.models import Answer, Draft, Response
from tests.needs.factories import SurveyFactory

NASTY = [
    "",
    "\0",
    "a\0b",
    "\u202egnp.exe",
    "<script>alert(1)</script>",
    "🥖" * 300,
    "x" * 5000,
    "-1",
    "9" * 400,
    "1e999",
    "nan",
    "٣",
    "2026-02-31",
    "on",
    "food",
    "other",
    "\ufffe",
    "'; DROP TABLE needs_response; --",
]
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=40))


@pytest.fixture
def survey(amina):
    return SurveyFactory(network=amina.network, by=amina)


def names_in(page):
    """The names of a page's inputs."""
    return sorted(
        set(re.findall(r'name="([^"]+)"', page.content.decode())) - {"csrfmiddlewaretoken"}
    )


def forms_of(survey):
    """Every form of answering: where it is, and where it is sent."""
    place = [survey.network.slug, survey.pk]
    code = [survey.code]
    questions = survey.questions.asked_now()
    return {
        "begin": ("answer_start", "answer_begin", code),
        **{
            f"question {question.kind}": (
                "answer_question",
                "answer_question",
                [*code, question.pk],
            )
            for question in questions
        },
        "skip": ("answer_question", "answer_skip", [*code, questions[0].pk]),
        "back": ("answer_question", "answer_back", [*code, questions[0].pk]),
        "typed": ("answer_question", "answer_typed", [*code, questions[0].pk]),
        "look": ("answer_receipt", "answer_look", code),
        "change": ("answer_receipt", "answer_change", code),
        "withdraw": ("answer_receipt", "answer_withdraw", code),
        "door": ("answer_door", "answer_door_send", code),
        "print": ("sheet_list", "sheet_print", place),
        "type": ("sheet_type", "sheet_type", [*place, 1]),
        "check": ("sheet_type", "sheet_check", [*place, 1]),
        "heard": ("survey_heard", "survey_heard", place),
    }


FORMS = [
    "begin",
    *(f"question {kind}" for kind in ("one", "many", "yes-no", "long", "number", "scale", "short")),
    *(f"question {kind}" for kind in ("date", "grid", "needs", "share")),
    *("skip", "back", "typed", "look", "change", "withdraw", "door"),
    *("print", "type", "check", "heard"),
]


@pytest.mark.parametrize("form", FORMS)
def test_no_form_breaks(form, browse, amina, survey):
    print_sheets(by=amina, survey=survey, count=1, batch="a batch")
    client = browse(amina)
    client.post(reverse("needs:answer_begin", args=[survey.code]))
    shown, sent, where = forms_of(survey)[form]
    page = client.get(reverse(f"needs:{shown}", args=where))
    names = sorted({*names_in(page), "code", "sure", "token", "language", "forged"})

    @given(st.dictionaries(st.sampled_from(names), st.one_of(texts, st.lists(texts, max_size=3))))
    def send_anything(fields):
        with transaction.atomic():
            answer = client.post(reverse(f"needs:{sent}", args=where), fields)
            assert answer.status_code in {200, 204, 302, 409, 422}
            assert all(response.answers.exists() for response in Response.objects.all())
            transaction.set_rollback(True)

    send_anything()


@pytest.mark.parametrize("typed", ["\0", "x" * 5000])
def test_typed_text_stays_beside_its_message(client, survey, typed):
    client.post(reverse("needs:answer_begin", args=[survey.code]))
    street = survey.questions.get(key="street")
    page = reverse("needs:answer_question", args=[survey.code, street.pk])
    answer = client.post(page, {field_name(street): f"before {typed} after"})
    assert answer.status_code == 422
    assert "before" in answer.context["form"][field_name(street)].value()[""]
    assert answer.context["form"].errors


def test_a_forged_choice_is_refused(client, survey):
    client.post(reverse("needs:answer_begin", args=[survey.code]))
    home = survey.questions.get(key="home")
    page = reverse("needs:answer_question", args=[survey.code, home.pk])
    answer = client.post(page, {field_name(home): "castle"})
    assert "Choose from the answers that are offered here." in answer.content.decode()


def test_a_forged_question_of_another_survey_changes_nothing(client, survey):
    other = SurveyFactory(network=survey.network).questions.get(key="street")
    client.post(reverse("needs:answer_begin", args=[survey.code]))
    page = reverse("needs:answer_question", args=[survey.code, other.pk])
    assert client.post(page, {field_name(other): "words"}).status_code == 302
    client.post(reverse("needs:answer_send", args=[survey.code]))
    assert not Answer.objects.filter(question=other).exists()


@pytest.mark.parametrize("number", [0, 2**62 + 7, 2**63 - 1, 10**30])
def test_a_question_that_never_was(client, survey, number):
    client.post(reverse("needs:answer_begin", args=[survey.code]))
    page = reverse("needs:answer_question", args=[survey.code, number])
    assert client.get(page).status_code == 302
    assert client.post(page, {f"q{number}": "words"}).status_code == 302


def test_a_token_that_was_made_up_finds_nothing(client, survey):
    client.cookies[f"answers-{survey.code}"] = "made-up"
    for name in ("answer_review", "answer_receipt"):
        assert client.get(reverse(f"needs:{name}", args=[survey.code])).status_code in {200, 302}
    assert client.post(reverse("needs:answer_send", args=[survey.code])).status_code == 302
    assert not Response.objects.exists()


def test_nobody_is_written_down_without_consent(survey):
    with pytest.raises(ConsentMissing):
        begin(survey=survey, for_someone_else=True)
    with pytest.raises(ConsentMissing):
        keep_response(
            fill_in(
                survey=survey,
                token="t",
                answers={},
                language="en",
                way="online",
                for_someone_else=True,
            )
        )


@pytest.mark.django_db(transaction=True)
def test_sent_at_once_from_many_places_counts_once(network):
    survey = SurveyFactory(network=network)
    token = begin(survey=survey)
    water = survey.questions.get(key="water")
    keep_page(survey=survey, token=token, answers={str(water.pk): {"": "yes"}})
    codes = []

    def press():
        try:
            codes.append(send(survey=survey, token=token, language="en").code)
        finally:
            connection.close()

    taps = [threading.Thread(target=press) for _ in range(6)]
    for tap in taps:
        tap.start()
    for tap in taps:
        tap.join()
    assert len(codes) == 6
    assert len(set(codes)) == 1
    assert Response.objects.count() == 1
    assert not Draft.objects.exists()
