"""A survey that a concern hides takes no answers, and keeps those that it has."""

import secrets

import pytest

from mutualaid.fields import Texts
from mutualaid.networks.models import Concern
from needs.answering.http import cookie_name
from needs.answering.services import (
    SurveyClosed,
    fill_in,
    keep_response,
    keep_sheet,
    print_sheets,
    send,
)
from needs.answering.walk import field_name
from needs.results.services import advance
from needs.surveys.models import Draft, Response
from tests.needs.factories import SurveyFactory
from tests.networks.factories import conceal

WORDS = "Who is never at home?"
HIDDEN = "This survey is hidden"


@pytest.fixture
def survey(bo):
    return SurveyFactory(network=bo.network, by=bo, title=Texts(en=WORDS))


def said(survey, words="Mill End"):
    answers = {survey.questions.get(key="street"): (True, words)}
    token = secrets.token_hex(16)
    return fill_in(survey=survey, token=token, answers=answers, language="en", way="conversation")


def test_it_takes_no_further_answers_and_those_there_stay(client, survey):
    keep_response(said(survey))
    hiding = conceal(survey, survey.network)
    with pytest.raises(SurveyClosed):
        keep_response(said(survey))
    assert Response.objects.count() == 1
    hiding.delete()
    keep_response(said(survey))
    assert Response.objects.count() == 2


def test_who_is_answering_is_told_and_keeps_what_they_typed(client, survey):
    address = f"/s/{survey.code}/"
    page = client.post(f"{address}begin/")["Location"]
    client.post(page, {field_name(survey.questions.get(key="home")): "house"})
    draft = Draft.objects.get()
    token = client.cookies[cookie_name(survey)].value
    conceal(survey, survey.network)
    for answer in (
        client.get(address),
        client.get(page),
        client.post(page, {}),
        client.post(f"{address}send/"),
        client.post(f"{address}begin/"),
        client.get(f"{address}review/"),
        client.get(f"{address}door/"),
    ):
        assert answer.status_code == 409
        assert HIDDEN in answer.text
        assert WORDS not in answer.text
    with pytest.raises(SurveyClosed):
        send(survey=survey, token=token, language="en")
    assert Draft.objects.filter(pk=draft.pk).exists()
    assert not Response.objects.exists()


def test_what_comes_from_the_door_and_from_paper_waits(client, browse, amina, survey):
    batch = print_sheets(by=amina, survey=survey, count=1, batch="b" * 24)
    [number] = batch.codes
    conceal(survey, survey.network)
    data = {"token": secrets.token_hex(16), "revision": 1, "consent": "on"}
    data[field_name(survey.questions.get(key="home"))] = "house"
    answer = client.post(f"/s/{survey.code}/door/send/", data)
    assert answer.status_code == 409
    assert "stay on this phone" in answer.text
    answers = {survey.questions.get(key="street"): (True, "Mill End")}
    with pytest.raises(SurveyClosed):
        keep_sheet(by=amina, survey=survey, number=number, answers=answers, language="en")
    there = f"/n/millbrook/surveys/{survey.pk}/"
    for page in ("paper/", "paper/blank/", "paper/type/", "heard/", "poster/"):
        assert browse(amina).get(f"{there}{page}").status_code == 404
        assert browse(survey.by).get(f"{there}{page}").status_code == 403


def test_with_a_receipt_one_looks_at_and_withdraws_ones_own(client, survey):
    code = keep_response(said(survey))
    conceal(survey, survey.network)
    address = f"/s/{survey.code}/"
    assert client.get(f"{address}receipt/").status_code == 200
    page = client.post(f"{address}answers/", {"code": code}).text
    assert "Mill End" in page
    assert WORDS not in page
    assert "What do you call" not in page, "nor its questions"
    assert client.post(f"{address}change/", {"code": code}).status_code == 409
    client.post(f"{address}withdraw/", {"code": code, "sure": "on"})
    assert Response.objects.get().leaving


def test_nobody_copies_it_not_even_who_wrote_it(browse, amina, bo, survey):
    conceal(survey, survey.network)
    address = f"/n/millbrook/surveys/{survey.pk}/copy/"
    assert browse(amina).post(address).status_code == 404
    assert browse(bo).post(address).status_code == 403
    assert bo.network.surveys.count() == 1


def test_who_began_it_sees_in_the_list_that_it_is_hidden(browse, amina, bo, survey):
    conceal(survey, survey.network)
    page = browse(bo).get("/n/millbrook/surveys/").text
    assert WORDS in page
    assert "Hidden" in page
    assert WORDS not in browse(amina).get("/n/millbrook/surveys/").text


def test_no_file_is_brought_into_it(browse, bo, survey):
    page = browse(bo).get("/n/millbrook/surveys/import/").text
    assert WORDS in page
    conceal(survey, survey.network)
    assert WORDS not in browse(bo).get("/n/millbrook/surveys/import/").text


def test_who_wrote_words_that_are_hidden_reads_so_by_their_receipt(client, survey):
    code = keep_response(said(survey, "The man at number 5 steals"))
    answer = survey.responses.get().answers.get(words_sealed__isnull=False)
    look = {"code": code}
    told = "Others do not see this"
    assert told not in client.post(f"/s/{survey.code}/answers/", look).text
    conceal(answer, survey.network)
    page = client.post(f"/s/{survey.code}/answers/", look).text
    assert "The man at number 5 steals" in page
    assert told in page


def test_of_five_texts_those_that_are_not_hidden_stay(browse, amina, survey):
    for words in ("The man at number 5 steals", "Mill", "End", "Canal", "Bridge"):
        keep_response(said(survey, words))
    advance(survey_id=survey.pk)
    question = survey.questions.get(key="street")
    page = f"/n/millbrook/surveys/{survey.pk}/results/words/{question.pk}/"
    assert browse(amina).get(page).text.count("Something is not right") == 5
    answers = list(question.answers.all())
    conceal(answers[0], survey.network)
    assert browse(amina).get(page).text.count("Something is not right") == 4
    assert Concern.objects.count() == 1
