"""Whatever is sent to a builder's form: a plain message or a kept change, never an error page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needs.surveys.models import Question, Survey
from tests.nasty import forged
from tests.needs.factories import SurveyFactory
from tests.needs.surveys.test_building import url

TEXTS = ["title", "introduction", "readers", "text", "hint", "choices", "rows", "unit", "low"]
NAMES = [f"{name}_{language}" for name in TEXTS for language in ("en", "es", "ar")] + [
    "public_results",
    "together",
    "min",
    "max",
    "other",
    "categories",
    "required",
    "ask_if",
]


@pytest.fixture
def survey(network, amina):
    return SurveyFactory(network=network, by=amina)


@pytest.fixture
def hers(browse, amina):
    """Amina's browser."""
    return browse(amina)


@given(data=forged(NAMES), kind=st.sampled_from(Question.Kind.values))
def test_a_new_question(survey, hers, data, kind):
    before = survey.questions.count()
    page = hers.post(url("question_add", survey, survey.sections.first().pk, kind), data)
    assert page.status_code in {302, 422}
    assert survey.questions.count() == before + (page.status_code == 302)
    if page.status_code == 422:
        assert page.context["form"].errors
        survey.refresh_from_db()
        assert hers.get(url("survey_build", survey)).status_code == 200


@given(data=forged(NAMES))
def test_an_edited_question(survey, hers, data):
    question = survey.questions.get(key="home")
    page = hers.post(url("question_edit", survey, question.key), data)
    assert page.status_code in {302, 422}
    assert hers.get(url("survey_preview", survey)).status_code == 200


@given(data=forged(NAMES))
def test_title_and_introduction(survey, amina, hers, data):
    page = hers.post(url("survey_texts", survey), data)
    assert page.status_code in {302, 422}
    survey = Survey.objects.get(pk=survey.pk)
    assert survey.network == amina.network
    assert hers.get(url("survey_detail", survey)).status_code == 200


@given(data=forged(NAMES))
def test_a_part(survey, hers, data):
    section = survey.sections.first()
    page = hers.post(url("section_edit", survey, section.pk), data)
    assert page.status_code in {302, 422}


def test_typed_text_is_kept(survey, hers):
    page = hers.post(
        url("survey_texts", survey), {"title_es": "Invierno", "readers_en": "", "title_en": ""}
    )
    assert page.status_code == 422
    assert 'value="Invierno"' in page.content.decode()


def test_sending_twice_makes_no_second_question_of_the_same_key(survey, hers):
    address = url("question_add", survey, survey.sections.first().pk, "short")
    for _ in range(2):
        hers.post(address, {"text_en": "Once"})
    keys = list(survey.questions.asked_now().values_list("key", flat=True))
    assert len(keys) == len(set(keys))
