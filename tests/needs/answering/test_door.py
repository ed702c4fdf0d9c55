"""What the door-knocker's phone sends; the phone itself is in `test_offline`."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from mutualaid.fields import Texts
from needs.answering.walk import field_name
from needs.surveys.models import Response, Survey
from needs.surveys.services import change_question
from tests.needs.factories import SurveyFactory


@pytest.fixture
def survey(network):
    return SurveyFactory(network=network)


def ask(survey, key):
    return survey.questions.asked_now().get(key=key)


def send(client, survey, **options):
    water, tap = ask(survey, "water"), ask(survey, "tap")
    data = {
        "token": "f" * 64,
        "revision": "1",
        "consent": "on",
        "language": "es",
        field_name(water): "yes",
        field_name(tap): "Typed before, and no longer asked",
    } | options
    address = reverse("needs:answer_door_send", args=[survey.code])
    return client.post(address, {name: value for name, value in data.items() if value})


def test_it_counts_once_however_often_it_is_sent(client, survey):
    first = send(client, survey).json()["receipt"]
    assert send(client, survey).json()["receipt"] == first
    response = Response.objects.get()
    assert (response.way, response.language) == ("offline", "es")
    assert "tap" not in response.answers.values_list("question__key", flat=True)


@pytest.mark.parametrize("changed", [{"consent": ""}, {"token": "short"}, {"token": ""}])
def test_what_is_missing_is_said_and_nothing_kept(client, survey, changed):
    answer = send(client, survey, **changed)
    assert answer.status_code == 422
    assert list(answer.json()["problems"]) == list(changed)
    assert not Response.objects.exists()


def test_nothing_is_no_answer(client, survey):
    water, tap = (survey.questions.get(key=key) for key in ("water", "tap"))
    answer = send(client, survey, **{field_name(water): "", field_name(tap): ""})
    assert answer.status_code == 422
    assert list(answer.json()["problems"]) == ["__all__"]
    assert not Response.objects.exists()


def test_a_required_question_only_where_it_is_asked(client, survey):
    survey.questions.filter(key="tap").update(required=True)
    assert send(client, survey).status_code == 200
    water, tap = (survey.questions.get(key=key) for key in ("water", "tap"))
    answer = send(client, survey, token="e" * 64, **{field_name(water): "no", field_name(tap): ""})
    assert list(answer.json()["problems"]) == [field_name(tap)]


def test_it_counts_for_the_words_that_stood_on_the_phone_and_once(client, survey, amina):
    receipt = send(client, survey).json()["receipt"]
    water = ask(survey, "water")
    change_question(by=amina, question=ask(survey, "water"), text=Texts(en="Is it?"))
    out = {field_name(water): "yes", field_name(ask(survey, "water")): ""}
    assert send(client, survey, **out).json() == {"receipt": receipt}
    assert send(client, survey, **out, token="e" * 64).status_code == 200
    assert water.answers.count() == Response.objects.filter(revision=1).count() == 2


def test_closed_it_stays_on_the_phone(client, survey):
    Survey.objects.update(state=Survey.State.CLOSED)
    assert send(client, survey).status_code == 409
    assert not Response.objects.exists()


def test_the_page_shows_nobodys_name(browse, amina, survey):
    page = browse(amina).get(reverse("needs:answer_door", args=[survey.code]))
    assert "Amina" not in page.content.decode()
    assert "no-store" not in page["Cache-Control"]


def test_it_is_light(client, survey):
    page = client.get(reverse("needs:answer_door", args=[survey.code]))
    assert len(gzip.compress(page.content)) <= 8_000
    script = Path(finders.find("js/offline.js")).read_bytes()
    assert len(gzip.compress(script)) <= 4_000
    assert len(gzip.compress(client.get("/sw.js").content)) <= 1_000
