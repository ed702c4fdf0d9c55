"""What people write in answers is found nowhere but under seal."""

import secrets

import pytest

from needs.answering.services import fill_in, keep_response
from needs.answering.walk import field_name
from tests.accounts.test_canaries import everything
from tests.needs.factories import SurveyFactory

WORDS = "canary-words-c08e"


@pytest.fixture
def survey(network):
    return SurveyFactory(network=network)


def test_no_column_holds_the_words_of_an_answer_or_its_receipt(survey):
    token = secrets.token_hex(16)
    questions = {question.key: question for question in survey.questions.asked_now()}
    receipt = keep_response(
        fill_in(
            survey=survey,
            token=token,
            answers={questions["tap"]: (True, WORDS), questions["home"]: ("other", WORDS)},
            language="en",
            way="online",
        )
    )
    rows = everything()
    for secret in (WORDS, token, receipt):
        assert secret not in rows


def test_no_column_holds_the_words_of_a_draft(client, survey):
    begun = client.post(f"/s/{survey.code}/begin/", follow=True)
    page = begun.redirect_chain[-1][0]
    question = survey.questions.asked_now().first()
    client.post(page, {field_name(question): "other", f"{field_name(question)}:other": WORDS})
    assert survey.drafts.count() == 1
    again = client.get(page)
    assert WORDS in again.content.decode()
    assert WORDS not in everything()
