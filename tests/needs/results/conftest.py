import secrets

import pytest

from needs.answering.services import fill_in, keep_response
from needs.results.services import advance
from needs.surveys.models import Response
from tests.needs.factories import SurveyFactory


@pytest.fixture
def survey(amina):
    return SurveyFactory(network=amina.network, by=amina)


@pytest.fixture
def say():
    """``say(survey, {"home": "house", …}, times=5)``: that many people answer alike."""

    def answer(survey, values, *, times=1, way=Response.Way.ONLINE, language="en"):
        questions = {question.key: question for question in survey.questions.asked_now()}
        for _ in range(times):
            keep_response(
                fill_in(
                    survey=survey,
                    token=secrets.token_hex(16),
                    answers={
                        questions[key]: (True, value[6:])
                        if str(value).startswith("words:")
                        else (value, "")
                        for key, value in values.items()
                    },
                    language=language,
                    way=way,
                )
            )
        advance(survey_id=survey.pk)

    return answer
