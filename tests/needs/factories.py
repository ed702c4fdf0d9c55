"""Surveys to answer.

``SurveyFactory()`` is open and asks `EVERY_KIND`; ``SurveyFactory(questions=[…])`` asks what is
given, in the same shape; ``SurveyFactory(questions=[])`` asks nothing. A question is found by
``survey.questions.get(key="food")``.
"""

import factory

from mutualaid.fields import Texts
from mutualaid.sealed.keys import new_key
from needs.surveys.models import Question, Section, Survey
from tests.networks.factories import NetworkFactory

Kind = Question.Kind


def choices(*texts: str) -> list[dict]:
    """Choices whose key is their text in small letters."""
    return [{"key": text.lower(), "text": {"en": text}} for text in texts]


EVERY_KIND = [
    {
        "kind": Kind.ONE,
        "key": "home",
        "text": "Where do you live?",
        "choices": choices("House", "Flat", "Boat"),
        "settings": {"other": True},
    },
    {
        "kind": Kind.MANY,
        "key": "shops",
        "text": "Where do you buy food?",
        "choices": choices("Market", "Store", "Garden"),
        "settings": {"other": True},
    },
    {"kind": Kind.YES_NO, "key": "water", "text": "Is your tap water good?"},
    {
        "kind": Kind.LONG,
        "key": "tap",
        "text": "What is wrong with it?",
        "ask_if": {"question": "water", "any": ["no"]},
    },
    {
        "kind": Kind.NUMBER,
        "key": "people",
        "text": "How many people live in your home?",
        "settings": {"unit": {"en": "people"}, "min": 1, "max": 20},
    },
    {
        "kind": Kind.SCALE,
        "key": "safe",
        "text": "How safe do you feel?",
        "settings": {"min": 1, "max": 5, "low": {"en": "not at all"}, "high": {"en": "very"}},
    },
    {"kind": Kind.SHORT, "key": "street", "text": "What do you call this neighborhood?"},
    {"kind": Kind.DATE, "key": "since", "text": "Since when have you lived here?"},
    {
        "kind": Kind.GRID,
        "key": "often",
        "text": "How often do you see these people?",
        "choices": choices("Daily", "Weekly", "Never"),
        "settings": {"rows": choices("Neighbors", "Family")},
    },
    {
        "kind": Kind.NEEDS,
        "key": "needs",
        "text": "What do you lack?",
        "choices": [{"key": key} for key in ("food", "childcare", "transport")],
    },
    {"kind": Kind.SHARE, "key": "share", "text": "What could you share?"},
]


class SurveyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Survey
        skip_postgeneration_save = True

    network = factory.SubFactory(NetworkFactory)
    state = Survey.State.OPEN
    title = factory.LazyFunction(lambda: Texts(en="What our street lacks", es="Lo que falta"))
    introduction = factory.LazyFunction(lambda: Texts(en="A few questions about daily life."))
    readers = factory.LazyFunction(lambda: Texts(en="Members of the network see the totals."))
    key = factory.LazyAttribute(lambda survey: new_key(under=survey.network.key))

    @factory.post_generation
    def questions(survey, create, extracted, **kwargs):
        section = SectionFactory(survey=survey)
        asked = EVERY_KIND if extracted is None else extracted
        for position, values in enumerate(asked, start=1):
            QuestionFactory(section=section, position=position, **values)


class SectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Section

    survey = factory.SubFactory(SurveyFactory, questions=[])
    position = factory.Sequence(int)


class QuestionFactory(factory.django.DjangoModelFactory):
    """``text`` and ``hint`` may be plain English."""

    class Meta:
        model = Question

    section = factory.SubFactory(SectionFactory)
    survey = factory.SelfAttribute("section.survey")
    position = factory.Sequence(int)
    key = factory.Sequence("question-{}".format)
    kind = Kind.SHORT
    text = "What would you change here?"

    @classmethod
    def _create(cls, model, *args, **values):
        for name in ("text", "hint", "required_reason"):
            if isinstance(values.get(name), str):
                values[name] = Texts(en=values[name])
        return super()._create(model, *args, **values)
