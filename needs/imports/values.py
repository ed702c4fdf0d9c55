"""What the cells of an answers file say, read with the kind of their question.

Nothing is guessed where two readings are likely, and nothing is dropped: what is no choice is kept
as "other" in words, and what is no number or date is named with the reason.
"""

import re
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from mutualaid.spreadsheets.values import day, number, picked, two_readings, yes_no
from mutualaid.spreadsheets.words import plain
from needs.imports.questions import Asked
from needs.surveys.kinds.base import LONG, OTHER
from needs.surveys.kinds.numbers import Number
from needs.surveys.models import Question

Kind = Question.Kind

# "yes those without cash" says yes; "no cash" may not say no.
BEGINS = (
    (re.compile(r"(?:yes|sí|si|نعم)\b", re.IGNORECASE), "yes"),
    (re.compile(r"(?:no|لا)\s*[,.;:!–-]", re.IGNORECASE), "no"),
)


class Reading(NamedTuple):
    """What a cell comes to: an answer and its words, or None; ``why`` if it is not exact."""

    value: Any = None
    words: str = ""
    why: str = ""


def read_cell(question: Asked, cell: str, *, day_first: bool | None = None) -> Reading:
    """A cell that is not empty, as an answer to a question."""
    if len(cell) > LONG:
        return Reading(why=_("This is longer than %s letters.") % LONG)
    match question.kind:
        case Kind.YES_NO:
            return _yes_no(cell)
        case Kind.NUMBER | Kind.SCALE:
            return _number(question, cell)
        case Kind.DATE:
            return _day(cell, day_first)
        case Kind.ONE | Kind.GRID:
            return _one(question, cell)
        case Kind.MANY | Kind.SHARE:
            return _many(question, cell)
        case Kind.NEEDS:
            return _needs(question, cell)
    return Reading(True, cell)


def _yes_no(cell: str) -> Reading:
    if said := yes_no(cell):
        return Reading(said)
    for beginning, said in BEGINS:
        if beginning.match(cell):
            return Reading(said, cell, _("Read as its first word; the rest is kept in words."))
    return Reading(OTHER, cell, _("Neither yes nor no: kept in words."))


def _number(question: Asked, cell: str) -> Reading:
    found = number(cell)
    low, high = (question.settings.get(bound) for bound in ("min", "max"))
    most = Number.most
    if found is None:
        return Reading(why=_("Not a number."))
    if found < (-most if low is None else low) or found > (most if high is None else high):
        return Reading(why=_("A number out of the question's range."))
    if question.kind == Kind.SCALE and found != int(found):
        return Reading(why=_("Not a step of the scale."))
    return Reading(found)


def _day(cell: str, day_first: bool | None) -> Reading:
    if two_readings(cell) and day_first is None:
        return Reading(why=_("A date that can be read two ways: is the day or the month first?"))
    found = day(cell, day_first=day_first)
    if found is None:
        return Reading(why=_("Not a date."))
    return Reading(found.isoformat())


def _choice(question: Asked, cell: str) -> str | None:
    """The key of a choice, named by its text, its key, or a yes in other words."""
    names = question.names
    if key := names.get(plain(cell)):
        return key
    said = yes_no(cell)
    return said if said in names.values() else None


def _one(question: Asked, cell: str) -> Reading:
    if key := _choice(question, cell):
        return Reading(key)
    return Reading(OTHER, cell, _("Not one of the choices: kept as “other”, in words."))


def _many(question: Asked, cell: str) -> Reading:
    keys, rest = picked(question.names, cell)
    if rest:
        why = _("Not one of the choices: kept as “other”, in words.")
        return Reading([*keys, OTHER], ", ".join(rest), why)
    return Reading(keys)


def _needs(question: Asked, cell: str) -> Reading:
    keys, rest = picked(question.names, cell)
    if rest:
        why = _("Not a kind of need that we know: kept as “something else”, in words.")
        return Reading({key: {} for key in [*keys, OTHER]}, ", ".join(rest), why)
    return Reading({key: {} for key in keys})
