"""What one response adds to the tallies: pure functions from answers to counts.

A tally counts under these names:

=====================  ==================================================
``all``                responses
``way:paper``          that came in this way; ``language:es`` in this language
``<question>``         that answered this question
``<question>?``        that would rather not say
``<question>:<cell>``  that gave this answer (a choice, a bin, a month, ``row=column``)
``<question>+``        the sum of the numbers given
``need:food``          that name this need, by whichever question; ``need:food=now`` so urgent
``need:food+``         how many people they say need it
``need:food~``         the same, but of each answer no more than `A_HOUSEHOLD`
=====================  ==================================================
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from needs.categories import URGENCIES
from needs.surveys.kinds import kind_of
from needs.surveys.kinds.base import Said
from needs.surveys.models import Question, Response

Kind = Question.Kind

CHOSEN = {Kind.ONE, Kind.YES_NO, Kind.SCALE, Kind.MANY}
"""Kinds whose answers can narrow the results."""
FEW = 12
"""Most choices of a question that narrows the results; each keeps a tally of its own."""
A_HOUSEHOLD = 12
"""Most people of one answer that count where everybody looks, so that no single one stands out."""
WORDS = {Kind.SHORT, Kind.LONG}

EDGES = [0, 1, 2, 3, 4, 5, *(step * 10**power for power in range(1, 9) for step in (1, 2, 5))]
"""Where bins of numbers begin: each number up to 5, then 1, 2, 5 of each power of ten."""

type Answers = Iterable[tuple[Question, Any]]


def added_by(response: Response, answers: Answers) -> Counter:
    """What a response adds. ``answers`` are its questions with the kept values.

    Words add nothing but that they are there, so that a response whose words were withdrawn
    takes away what it had added.
    """
    added: Counter = Counter(
        {"all": 1, f"way:{response.way}": 1, f"language:{response.language}": 1}
    )
    needs: dict[str, dict] = {}
    for question, value in answers:
        if value is None:
            added[f"{question.pk}?"] += 1
            continue
        added[f"{question.pk}"] += 1
        added.update(f"{question.pk}:{cell}" for cell in cells(question, value))
        if question.kind == Kind.NUMBER:
            added[f"{question.pk}+"] += value
        for category, detail in needs_in(question, value):
            merge(needs.setdefault(category, {"urgency": "", "people": 1}), detail)
    for category, detail in needs.items():
        added[f"need:{category}"] += 1
        added[f"need:{category}+"] += detail["people"]
        added[f"need:{category}~"] += min(detail["people"], A_HOUSEHOLD)
        if detail["urgency"]:
            added[f"need:{category}={detail['urgency']}"] += 1
    return added


def filters_of(answers: Answers) -> list[str]:
    """The answers by which this response can be picked out: ``<question>:<choice>``."""
    return [
        f"{question.pk}:{cell}"
        for question, value in answers
        if value is not None and narrows(question)
        for cell in cells(question, value)
    ]


def narrows(question: Question) -> bool:
    return question.kind in CHOSEN and len(kind_of(question).choices()) <= FEW


def cells(question: Question, value: Any) -> list[str]:
    """The cells of the question's table in which an answer stands."""
    match question.kind:
        case Kind.MANY | Kind.SHARE | Kind.NEEDS:
            return list(value)
        case Kind.NUMBER:
            return [bin_of(value)]
        case Kind.DATE:
            return [value[:7]]
        case Kind.GRID:
            return [f"{row}={column}" for row, column in value.items()]
        case Kind.SHORT | Kind.LONG:
            return []
    return [str(value)]


def bin_of(number: float) -> str:
    """The edge at which the number's bin begins, counted away from zero: 37 → ``"20"``."""
    edge = next(edge for edge in reversed(EDGES) if edge <= abs(number))
    return str(-edge if number < 0 and edge else edge)


def needs_in(question: Question, value: Any) -> Iterable[tuple[str, dict]]:
    """The needs that an answer names, each with ``urgency`` and ``people`` as far as said."""
    if question.kind == Kind.NEEDS:
        yield from value.items()
    for signal in question.signals:
        if signal.get("people"):
            if question.kind == Kind.NUMBER and value > 0:
                yield signal["category"], {"people": value}
        elif not kind_of(question).keys(Said(value)).isdisjoint(signal.get("when", [])):
            yield signal["category"], {"urgency": signal.get("urgency", "")}


def merge(known: dict, detail: dict) -> None:
    """Of several answers about one need, the most urgent and the largest number count."""
    order = [*URGENCIES, ""]
    known["urgency"] = min(known["urgency"], detail.get("urgency", ""), key=order.index)
    known["people"] = max(known["people"], detail.get("people", 1))
