"""The ready survey for a new network: steps 1.1 to 1.3 in nine questions and five minutes."""

from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from mutualaid.networks.models import Member
from needs.categories import CATEGORIES
from needs.surveys.models import Question, Survey
from needs.surveys.services import (
    add_question,
    add_section,
    begun_before,
    change_section,
    create_survey,
)

TITLE = gettext_noop("What do we need, and what do we have?")
INTRODUCTION = gettext_noop(
    "We are neighbors who want to help each other. A few short questions, and a few minutes. "
    "You give no name, and you may leave out any question."
)
READERS = gettext_noop(
    "Members of the network see totals and your words, never who wrote them. "
    "Everyone else sees totals only, and no number below five."
)
MISSING = gettext_noop("What is missing")
AT_HAND = gettext_noop("What we already have")

Kind = Question.Kind

QUESTIONS: dict[str, list[dict[str, Any]]] = {
    MISSING: [
        {
            "key": "needs",
            "kind": Kind.NEEDS,
            "text": gettext_noop("What is missing in your home, or for someone close to you?"),
            "hint": gettext_noop("Tick all that are true today."),
            "choices": [(category, "") for category in CATEGORIES],
        },
        {
            "key": "most",
            "kind": Kind.LONG,
            "text": gettext_noop("What would help most? Say it in your own words."),
            "hint": gettext_noop("Please write no names, numbers or addresses here."),
        },
        {
            "key": "three-days",
            "kind": Kind.YES_NO,
            "text": gettext_noop(
                "If power or water failed for three days, could your home get by?"
            ),
            "signals": [{"category": "emergency", "when": ["no"], "urgency": "soon"}],
        },
        {
            "key": "people",
            "kind": Kind.NUMBER,
            "text": gettext_noop("How many people live in your home?"),
            "settings": {"min": 1, "max": 40, "unit": gettext_noop("people")},
        },
        {
            "key": "care",
            "kind": Kind.MANY,
            "text": gettext_noop("Who in your home may need more help than others?"),
            "choices": [
                ("small-children", gettext_noop("Small children")),
                ("old", gettext_noop("Someone over 70")),
                ("ill", gettext_noop("Someone ill or with a disability")),
                ("expecting", gettext_noop("Someone expecting a baby")),
                ("language", gettext_noop("Someone who does not speak the language well")),
                ("nobody", gettext_noop("Nobody")),
            ],
        },
    ],
    AT_HAND: [
        {
            "key": "share",
            "kind": Kind.SHARE,
            "text": gettext_noop("What could you share or lend now and then?"),
            "hint": gettext_noop(
                "This is no promise. We see what there is and how much, not who has it."
            ),
        },
        {
            "key": "know-how",
            "kind": Kind.MANY,
            "text": gettext_noop("What do you know well enough to help others with?"),
            "choices": [
                ("care", gettext_noop("Medicine or nursing")),
                ("repair", gettext_noop("Repairing machines, bikes or cars")),
                ("building", gettext_noop("Building, wiring, plumbing")),
                ("garden", gettext_noop("Growing food")),
                ("cooking", gettext_noop("Cooking for many")),
                ("teaching", gettext_noop("Teaching")),
                ("languages", gettext_noop("Interpreting")),
                ("organizing", gettext_noop("Bringing people together")),
            ],
            "settings": {"other": True},
        },
        {
            "key": "already",
            "kind": Kind.MANY,
            "text": gettext_noop("Where do neighbors here already help each other?"),
            "choices": [
                ("food", gettext_noop("Sharing food")),
                ("children", gettext_noop("Minding each other's children")),
                ("tools", gettext_noop("Lending tools")),
                ("rides", gettext_noop("Giving rides, carrying shopping")),
                ("watch", gettext_noop("Looking out for each other")),
            ],
            "settings": {"other": True},
        },
        {
            "key": "time",
            "kind": Kind.ONE,
            "text": gettext_noop("How much time could you give in a month?"),
            "hint": gettext_noop("None is a good answer. Asking never depends on giving."),
            "choices": [
                ("none", gettext_noop("None just now")),
                ("hours", gettext_noop("An hour or two")),
                ("half-day", gettext_noop("Half a day")),
                ("more", gettext_noop("More")),
            ],
        },
    ],
}


@transaction.atomic
def create_starter_survey(*, by: Member, once: int | None = None) -> Survey:
    """The ready survey as a draft, in those of the network's languages that we speak."""

    def texts(text: str) -> dict[str, str]:
        return in_languages(text, by.network.languages)

    if there := begun_before(by=by, once=once):
        return there
    survey = create_survey(
        by=by,
        title=texts(TITLE),
        introduction=texts(INTRODUCTION),
        readers=texts(READERS),
        once=once,
    )
    for title, questions in QUESTIONS.items():
        if title == MISSING:
            section = survey.sections.get()
            change_section(by=by, section=section, title=texts(title))
        else:
            section = add_section(by=by, survey=survey, title=texts(title))
        for question in questions:
            values = question | {"text": texts(question["text"])}
            values["hint"] = texts(question["hint"]) if "hint" in question else {}
            values["choices"] = [
                {"key": key} | ({"text": texts(text)} if text else {})
                for key, text in question.get("choices", [])
            ]
            if unit := question.get("settings", {}).get("unit"):
                values["settings"] = question["settings"] | {"unit": texts(unit)}
            add_question(by=by, survey=survey, section=section, **values)
    return survey


def in_languages(text: str, languages: list[str]) -> dict[str, str]:
    """The text in each of the languages that we have it in; in English where in none."""
    told = {language: _told(text, language) for language in dict.fromkeys([*languages, "en"])}
    english = told["en"]
    ours = {
        language: words
        for language, words in told.items()
        if language in languages and (language == "en" or words != english)
    }
    return ours or {"en": english}


def _told(text: str, language: str) -> str:
    with translation.override(language):
        return gettext(str(text))
