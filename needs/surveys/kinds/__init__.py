"""Each kind of question in one place: how it is asked, read, told, typed in and printed. Its form
field is in `fields`.

An answer is `Said`: what `models.Answer` keeps. On its way from the browser it is `Parts`: what
stands in the inputs of one question, by the name of the part; the main part's name is empty.
"""

from django.utils.translation import gettext_lazy

from needs.surveys.models import Question

from .base import UNSAID, Kind, Said
from .choices import Many, One, Share, YesNo
from .grid import Grid
from .lacking import Needs
from .numbers import Date, Number, Scale
from .words import Long, Short

OFFERED = {
    Question.Kind.NEEDS: (
        gettext_lazy("Which needs"),
        gettext_lazy("Kinds of need, each with how urgent and for how many"),
    ),
    Question.Kind.SHARE: (
        gettext_lazy("What could you share"),
        gettext_lazy("Skills, tools, vehicles, rooms, goods"),
    ),
    Question.Kind.ONE: (gettext_lazy("One choice"), gettext_lazy("A list of which one is picked")),
    Question.Kind.MANY: (
        gettext_lazy("Several choices"),
        gettext_lazy("A list of which any number is picked"),
    ),
    Question.Kind.YES_NO: (gettext_lazy("Yes or no"), gettext_lazy("With “I don't know”")),
    Question.Kind.NUMBER: (
        gettext_lazy("A number"),
        gettext_lazy("With a unit, between two limits"),
    ),
    Question.Kind.SCALE: (gettext_lazy("A scale"), gettext_lazy("Steps between two ends")),
    Question.Kind.SHORT: (gettext_lazy("A few words"), gettext_lazy("One line")),
    Question.Kind.LONG: (gettext_lazy("In their own words"), gettext_lazy("Some sentences")),
    Question.Kind.DATE: (gettext_lazy("A date"), gettext_lazy("Day, month, year")),
    Question.Kind.GRID: (
        gettext_lazy("A grid"),
        gettext_lazy("The same choices for each of several rows"),
    ),
}
"""Kinds of question as they are offered to a builder: name and what for."""
KINDS: dict[str, type[Kind]] = {
    Question.Kind.ONE: One,
    Question.Kind.MANY: Many,
    Question.Kind.YES_NO: YesNo,
    Question.Kind.NUMBER: Number,
    Question.Kind.SCALE: Scale,
    Question.Kind.SHORT: Short,
    Question.Kind.LONG: Long,
    Question.Kind.DATE: Date,
    Question.Kind.GRID: Grid,
    Question.Kind.NEEDS: Needs,
    Question.Kind.SHARE: Share,
}


def kind_of(question: Question) -> Kind:
    """The question as its kind knows it."""
    return KINDS[question.kind](question)


def tell(question: Question, said: Said) -> list[str]:
    """An answer in words, a line each; empty where nothing was said."""
    return kind_of(question).tell(said)


def asked(questions: list[Question], answers: dict[Question, Said]) -> list[Question]:
    """Those of the questions that are asked of someone who gave these answers."""
    keys: dict[str, set[str]] = {}
    chosen = []
    for question in questions:
        rule = question.ask_if
        if rule and keys.get(rule["question"], set()).isdisjoint(rule["any"]):
            continue
        chosen.append(question)
        keys[question.key] = kind_of(question).keys(answers.get(question, UNSAID))
    return chosen
