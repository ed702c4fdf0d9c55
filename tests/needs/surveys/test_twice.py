"""A double tap, with or without JavaScript, makes one thing."""

import pytest
from django.urls import reverse

from tests.needs.factories import SurveyFactory


@pytest.fixture
def survey(amina):
    return SurveyFactory(network=amina.network, by=amina)


@pytest.fixture
def twice(amina, browse):
    """Fill in the form of a page and press its button twice."""

    def press(page, there, form, **typed):
        client = browse(amina)
        once = client.get(page).context[form]["once"].value()
        answers = [client.post(there, {"once": once, **typed}) for _ in range(2)]
        assert {answer.status_code for answer in answers} == {302}
        assert len({answer["Location"] for answer in answers}) == 1

    return press


def test_surveys(amina, survey, twice):
    new = reverse("needs:survey_new", args=[amina.network.slug])
    ready = reverse("needs:survey_begin_ready", args=[amina.network.slug])
    there = [amina.network.slug, survey.pk]
    twice(new, new, "form", title_en="Winter", readers_en="Members")
    twice(new, ready, "ready")
    copy = reverse("needs:survey_copy", args=there)
    twice(reverse("needs:survey_detail", args=there), copy, "copy")
    assert amina.network.surveys.count() == 4


def test_an_id_that_is_somebody_elses_is_refused(amina, bo, survey, browse):
    """A forged field: ids stand in addresses."""
    other = SurveyFactory(network=amina.network, by=bo)
    there = [amina.network.slug, survey.pk]
    client, name = browse(amina), {"title_en": "More", "readers_en": "Members", "text_en": "Why?"}
    section = survey.sections.first().pk
    for page, once in [
        (reverse("needs:survey_new", args=there[:1]), other.pk),
        (reverse("needs:survey_begin_ready", args=there[:1]), other.pk),
        (reverse("needs:survey_copy", args=there), other.pk),
        (reverse("needs:section_add", args=there), other.sections.first().pk),
        (
            reverse("needs:question_add", args=[*there, section, "short"]),
            other.questions.first().pk,
        ),
    ]:
        assert client.post(page, {"once": once, **name}).status_code == 403


def test_parts_and_questions(amina, survey, twice):
    sections, questions = survey.sections.count(), survey.questions.count()
    there = [amina.network.slug, survey.pk]
    section = reverse("needs:section_add", args=there)
    twice(section, section, "form", title_en="More")
    question = reverse("needs:question_add", args=[*there, survey.sections.first().pk, "short"])
    twice(question, question, "form", text_en="Why?")
    assert survey.sections.count() == sections + 1
    assert survey.questions.count() == questions + 1
