"""What the pages of answering show."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from mutualaid.codes import spaced
from mutualaid.fields import language_name
from mutualaid.networks.readiness import reachable
from needs.answering.receipts import receipt_code, receipt_index
from needs.surveys.kinds import kind_of
from needs.surveys.models import Question, Survey
from needs.surveys.queries import asked_in

SECONDS_EACH = 33
"""How long a question takes: nine in five minutes."""


def beginning(survey: Survey) -> dict[str, Any]:
    """``asked``, ``minutes`` and ``languages``: what one wants to know before one starts."""
    asked = survey.questions.asked_now().count()
    return {
        "asked": asked,
        "minutes": -(-asked * SECONDS_EACH // 60),
        "languages": [
            language_name(language)
            for language, text in survey.title.items()
            if text and language in dict(settings.LANGUAGES)
        ],
    }


def receipt_of(survey: Survey, token: str) -> str:
    """The code of what was sent with a token; empty if nothing was, or it was withdrawn."""
    if not token:
        return ""
    code = receipt_code(survey, token)
    index = receipt_index(survey, code)
    return code if survey.responses.filter(receipt_index=index).exists() else ""


def printed(survey: Survey, revision: int, codes: Mapping[int, str]) -> dict[str, Any]:
    """``sheets`` with their codes, and the numbered ``questions`` that each of them asks."""
    questions = asked_in(survey, revision)
    numbers = {question.key: number for number, question in enumerate(questions, start=1)}
    by_key = {question.key: question for question in questions}
    rows, section = [], None
    for question in questions:
        rows.append(
            {
                "question": question,
                "kind": kind_of(question),
                "number": numbers[question.key],
                "section": question.section if question.section_id != section else None,
                "only_if": _only_if(question, by_key, numbers),
            }
        )
        section = question.section_id
    return {
        "questions": rows,
        "revision": revision,
        "sheets": [{"number": number, "code": spaced(code)} for number, code in codes.items()],
        "address": settings.ORIGIN.partition("//")[2] + survey.short_address(),
        "demo": not reachable(settings.ORIGIN),
    }


def _only_if(
    question: Question, by_key: dict[str, Question], numbers: dict[str, int]
) -> dict[str, Any] | None:
    """The ``number`` of another question and the ``answers`` after which this one is asked."""
    rule = question.ask_if
    if not rule or rule["question"] not in by_key:
        return None
    names = dict(kind_of(by_key[rule["question"]]).choices())
    return {
        "number": numbers[rule["question"]],
        "answers": " / ".join(names.get(key, key) for key in rule["any"]),
    }


def next_sheet(survey: Survey, number: int) -> int | None:
    """The first sheet after a number that was not typed in yet."""
    waiting = survey.sheets.filter(number__gt=number).exclude(receipt_index=None)
    return waiting.order_by("number").values_list("number", flat=True).first()
