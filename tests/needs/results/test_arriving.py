"""From a neighbor's answer to what members see, through the same doors as people use."""

import pytest
from django.test import Client
from django.urls import reverse

from mutualaid.jobs.models import Job
from mutualaid.jobs.services import sweep
from needs.answering.walk import field_name
from needs.results.receivers import KIND
from needs.surveys.models import Survey
from tests.needs.factories import SurveyFactory, choices

ASKED = [
    {"kind": "one", "key": "home", "text": "Where do you live?", "choices": choices("House")},
    {"kind": "needs", "key": "needs", "text": "What do you lack?", "choices": [{"key": "food"}]},
]


@pytest.fixture
def survey(amina):
    return SurveyFactory(network=amina.network, by=amina, questions=ASKED)


def answer(survey, neighbor=None):
    """One neighbor, in a browser of their own, without an account. Their receipt code."""
    neighbor = neighbor or Client()
    neighbor.post(reverse("needs:answer_begin", args=[survey.code]))
    for key, value in {
        "home": {"": "house"},
        "needs": {"": "food", ":food-urgency": "now"},
    }.items():
        question = survey.questions.get(key=key)
        address = reverse("needs:answer_question", args=[survey.code, question.pk])
        said = {f"{field_name(question)}{part}": each for part, each in value.items()}
        assert neighbor.post(address, said).status_code == 302
    page = neighbor.post(reverse("needs:answer_send", args=[survey.code]), follow=True)
    return page.context["code"]


def results(client, survey):
    return client.get(
        reverse("needs:result_pages", args=[survey.network.slug, survey.pk])
    ).content.decode()


def home(client, survey):
    return client.get(reverse("networks:home", args=[survey.network.slug])).content.decode()


def test_results_move_with_every_five_newcomers_once_the_jobs_ran(survey, amina, browse):
    client = browse(amina)
    for round_ in (1, 2):
        for _newcomer in range(4):
            answer(survey)
            sweep()
        assert f"{5 * round_} people answered" not in results(client, survey)
        answer(survey)
        assert f"{5 * round_} people answered" not in results(client, survey), "the job does it"
        sweep()
        page = results(client, survey)
        assert f"{5 * round_} people answered" in page
        assert f"{5 * round_} (100%)" in page
        assert "Food and meals" in home(client, survey)


def test_an_order_shows_from_three_on(survey, amina, browse):
    client = browse(amina)
    for _newcomer in range(3):
        assert "House" not in results(client, survey)
        answer(survey)
        sweep()
    assert "House" in results(client, survey)
    assert "(100%)" not in results(client, survey)


def test_the_jobs_do_not_tell_when_each_answer_came(survey):
    for _newcomer in range(10):
        answer(survey)
        sweep()
        assert not Job.objects.filter(kind=KIND).exclude(state=Job.State.DUE).exists()
    answer(survey)
    for job in Job.objects.filter(kind=KIND):
        assert job.lease_until is job.ended_at is None
        assert (job.due_at.minute, job.due_at.second, job.due_at.microsecond) == (0, 0, 0)


def test_at_most_one_job_in_five_answers(survey):
    kept = set()
    for _newcomer in range(10):
        answer(survey)
        kept |= set(Job.objects.filter(kind=KIND).values_list("pk", flat=True))
        sweep()
    assert len(kept) <= 4


def test_a_withdrawn_answer_leaves_with_the_next_five(survey, amina, browse):
    codes = [answer(survey) for _ in range(6)]
    sweep()
    client, neighbor = browse(amina), Client()
    address = reverse("needs:answer_withdraw", args=[survey.code])
    assert neighbor.post(address, {"code": codes[0], "sure": "on"}).status_code == 302
    sweep()
    assert "6 people answered" in results(client, survey)
    for _newcomer in range(5):
        answer(survey)
    sweep()
    assert "10 people answered" in results(client, survey)


# The panel on the network's home


def test_without_a_survey_the_home_says_so(amina, browse):
    page = browse(amina).get("/n/millbrook/home/").content.decode()
    assert "There is no survey yet." in page
    assert "What matters most" not in page


def test_of_a_draft_the_home_says_that_nobody_can_answer(survey, amina, browse):
    Survey.objects.update(state="draft")
    page = home(browse(amina), survey)
    assert "This is a draft. Nobody can answer it yet." in page
    assert "Answer it" not in page


@pytest.mark.parametrize("count", [0, 1, 4, 5])
def test_of_an_open_survey_the_home_says_how_many_answered(count, survey, amina, browse):
    for _newcomer in range(count):
        answer(survey)
    sweep()
    page = home(browse(amina), survey)
    said = {
        0: "Nobody has answered yet.",
        1: "At least 1 person has answered.",
        4: "At least 4 people have answered.",
        5: "At least 5 people have answered.",
    }
    assert [words for words in said.values() if words in page] == [said[count]]
    assert survey.short_address() in page
    assert ("What matters most" in page) == (count >= 5)


def test_whoever_has_answered_is_thanked_and_not_asked_again(survey, amina, browse):
    client = browse(amina)
    assert ">Answer it<" in home(client, survey)
    answer(survey, client)
    page = home(client, survey)
    assert "You have answered. Thank you." in page
    assert "Answer it" not in page


def test_of_a_closed_survey_the_home_shows_what_came_of_it(survey, amina, browse):
    for _newcomer in range(5):
        answer(survey)
    sweep()
    Survey.objects.update(state="closed")
    page = home(browse(amina), survey)
    assert "This survey is closed." in page
    assert "At least 5 people have answered." in page
    assert "Food and meals" in page
    assert "Answer it" not in page


def test_an_open_survey_comes_before_a_newer_draft(survey, amina, browse):
    SurveyFactory(network=amina.network, by=amina, state="draft", questions=[])
    assert "draft" not in home(browse(amina), survey)
