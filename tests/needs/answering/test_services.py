"""Keeping a response, however it came in."""

import gzip
from datetime import timedelta

import pytest
from django.core.exceptions import RequestDataTooBig
from django.urls import reverse
from django.utils import timezone

from mutualaid.sealed.services import unseal
from needs.answering.drafts import peek, token_index
from needs.answering.services import (
    AlreadyAnswered,
    NoSuchReceipt,
    SurveyChanged,
    SurveyClosed,
    begin,
    begin_change,
    fill_in,
    forget_old_drafts,
    has_answered,
    keep_page,
    keep_response,
    keep_typed,
    let_stand_alone,
    send,
    withdraw,
)
from needs.surveys.kinds.base import Said
from needs.surveys.models import Answer, Draft, Mark, Question, Response, Survey
from needs.surveys.services import remove_question
from needs.surveys.signals import response_kept
from tests.needs.factories import SurveyFactory


@pytest.fixture
def survey(network):
    return SurveyFactory(network=network)


def keep(survey, token="token", **options):
    answers = options.pop("answers", None)
    if answers is None:
        answers = {
            survey.questions.get(key="water"): Said("no"),
            survey.questions.get(key="tap"): (True, "It smells"),
        }
    return keep_response(
        fill_in(survey=survey, token=token, answers=answers, language="en", way="online", **options)
    )


def test_answers_are_kept_and_their_words_sealed(survey):
    code = keep(survey)
    assert len(code) == 12
    words = Answer.objects.get(question__key="tap")
    assert words.value is True
    assert b"smells" not in bytes(words.words_sealed)
    assert unseal(words, "words", key=survey.key) == "It smells"
    assert Answer.objects.get(question__key="water").words_sealed is None


def test_the_same_token_counts_once(survey):
    assert keep(survey) == keep(survey)
    assert Response.objects.count() == 1
    assert keep(survey, "another") != keep(survey)
    assert Response.objects.count() == 2


def test_a_closed_survey_takes_no_answers(survey):
    survey.state = Survey.State.CLOSED
    survey.save()
    with pytest.raises(SurveyClosed):
        keep(survey)
    assert not Response.objects.exists()


def test_questions_that_were_changed_take_no_answer(survey, amina):
    home = survey.questions.get(key="home")
    remove_question(by=amina, question=Question.objects.get(pk=home.pk))
    with pytest.raises(SurveyChanged):
        keep(survey, answers={home: Said("flat")})
    assert not Response.objects.exists()


@pytest.fixture
def answer(survey, amina):
    """``answer(for_someone_else=True, …)``: a member answers page by page; their receipt code."""
    no = {str(survey.questions.get(key="water").pk): {"": "no"}}

    def by_member(**options):
        token = begin(survey=survey, **options)
        keep_page(survey=survey, token=token, answers=no)
        return send(survey=survey, token=token, language="en", member=amina).code

    return by_member


def test_a_member_answers_for_themselves_once_and_for_others_as_often_as_asked(
    survey, amina, answer
):
    code = answer()
    with pytest.raises(AlreadyAnswered):
        answer()
    assert Draft.objects.count() == 1  # what was typed the second time is not lost
    answer(for_someone_else=True, consent=True)
    token = begin_change(survey=survey, code=code)
    assert send(survey=survey, token=token, language="en", member=amina).code not in {"", code}
    assert Response.objects.filter(leaving=False).count() == 2
    assert Mark.objects.count() == 1


def test_one_receipt_is_changed_once(survey):
    """Two tabs change the same answers; the second hears of it and loses nothing."""
    code = keep(survey)
    tabs = [begin_change(survey=survey, code=code) for _ in range(2)]
    send(survey=survey, token=tabs[0], language="en")
    with pytest.raises(NoSuchReceipt):
        send(survey=survey, token=tabs[1], language="en")
    assert Response.objects.filter(leaving=False).count() == 1
    let_stand_alone(survey=survey, token=tabs[1])
    assert send(survey=survey, token=tabs[1], language="en").code
    assert Response.objects.filter(leaving=False).count() == 2


def test_who_withdraws_the_answers_of_another_has_still_answered(survey, amina, answer):
    own, another = answer(), answer(for_someone_else=True, consent=True)
    withdraw(survey=survey, code=another, member=amina)
    assert has_answered(survey, amina)
    withdraw(survey=survey, code=own, member=amina)
    assert not has_answered(survey, amina)


def test_a_draft_does_not_grow_without_end(survey):
    token = begin(survey=survey)
    with pytest.raises(RequestDataTooBig):
        keep_typed(survey=survey, token=token, typed={"1": {"": "x" * 1_000_000}})
    keep_typed(survey=survey, token=token, typed={"1": {"": "x" * 5_000}})
    assert peek(survey, token).typed == {"1": {"": "x" * 5_000}}


def test_results_hear_of_it(survey):
    heard = []

    def hear(survey_id, **kwargs):
        heard.append(survey_id)

    response_kept.connect(hear)
    keep(survey)
    keep(survey)
    response_kept.disconnect(hear)
    assert heard == [survey.pk]


def test_old_drafts_are_forgotten_overnight(survey):
    begin(survey=survey)
    kept = begin(survey=survey)
    Draft.objects.exclude(token_index=token_index(survey, kept)).update(
        kept_on=timezone.localdate() - timedelta(days=31)
    )
    forget_old_drafts()
    assert Draft.objects.get().token_index == token_index(survey, kept)


def test_a_page_of_questions_is_light_and_costs_the_same_for_any_number(
    client, network, django_assert_max_num_queries
):
    for many in (5, 25):
        needs = {"kind": "needs", "key": "needs", "text": "What do you lack?"}
        more = [
            {"kind": "short", "key": f"q{number}", "text": "What else?"} for number in range(many)
        ]
        survey = SurveyFactory(network=network, questions=[needs, *more])
        client.post(reverse("needs:answer_begin", args=[survey.code]))
        first = survey.questions.get(key="needs")
        page = reverse("needs:answer_question", args=[survey.code, first.pk])
        with django_assert_max_num_queries(4):
            shown = client.get(page)
        assert len(gzip.compress(shown.content)) <= 8_000
        with django_assert_max_num_queries(4):
            client.get(reverse("needs:answer_review", args=[survey.code]))
