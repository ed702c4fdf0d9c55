"""What the pages about surveys show."""

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Count, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language_info, gettext

from mutualaid.codes import spaced
from mutualaid.fields import Texts, language_name
from mutualaid.networks.concerns.things import shown
from mutualaid.networks.joining.posters import SHOWN
from mutualaid.networks.models import Member
from mutualaid.networks.readiness import host, reachable
from mutualaid.paging import Page, page_of
from mutualaid.qr import qr_svg
from needs.surveys.fields import AnswerField
from needs.surveys.kinds import OFFERED, kind_of
from needs.surveys.models import Question, Survey

FEW = 12
"""How many questions are told one by one, rather than counted."""


def survey_rows(member: Member, typed: QueryDict) -> dict[str, Any]:
    """``rows`` of a page of surveys, newest first, and the query of the next page."""
    network = member.network
    asked = Count("questions", filter=Q(questions__until_revision=None))
    surveys = shown(network.surveys.annotate(asked=asked), to=member)
    page: Page[Any] = page_of(surveys, typed, "-created_on")
    rows = [
        {
            "title": str(survey),
            "state": survey.state,
            "hidden": survey.hidden,
            "asked": survey.asked,
            "created_on": survey.created_on,
            "url": reverse("needs:survey_detail", args=[network.slug, survey.pk]),
        }
        for survey in page.rows
    ]
    return {"rows": rows, "older": page.older}


def parts_of(survey: Survey) -> list[tuple[Any, list[Question]]]:
    """The sections in order, each with the questions it asks now."""
    questions: dict[int, list[Question]] = {}
    for question in survey.questions.asked_now():
        questions.setdefault(question.section_id, []).append(question)
    sections = survey.sections.order_by("position")
    return [(section, questions.get(section.pk, [])) for section in sections]


def in_place(survey: Survey) -> list[tuple[Question, Question]]:
    """All that was ever asked, in today's order, the newest wording first: ``(head, question)``,
    where ``head`` is the question of its key that is asked now, or else itself."""
    rows = survey.questions.select_related("section").order_by(
        "section__position", "position", "pk"
    )
    heads = {row.key: row for row in rows if row.until_revision is None}
    pairs = [(heads.get(row.key, row), row) for row in rows]

    def order(pair: tuple[Question, Question]) -> tuple[int, int, bool, int]:
        head, row = pair
        return head.section.position, head.position, row is not head, -row.since_revision

    return sorted(pairs, key=order)


def asked_in(survey: Survey, revision: int) -> list[Question]:
    """What a revision asked, in today's order."""
    return [
        row
        for _head, row in in_place(survey)
        if row.since_revision <= revision <= (row.until_revision or revision)
    ]


def build_rows(survey: Survey) -> dict[str, Any]:
    """``sections``, each a dict with ``questions``: what the build page shows of them."""
    keys = {}
    sections = []
    number = 0
    parts = parts_of(survey)
    for section, questions in parts:
        rows = []
        for question in questions:
            number += 1
            keys[question.key] = question
            rows.append(
                {
                    "key": question.key,
                    "number": number,
                    "text": str(question.text),
                    "kind": OFFERED[Question.Kind(question.kind)][0],
                    "required": question.required,
                    "condition": _condition(question, keys),
                }
            )
        sections.append(
            {"id": section.pk, "title": str(section.title), "together": section.together}
            | {"questions": rows}
        )
    return {"sections": sections, "asked": number, "missing": missing_words(survey, parts)}


def missing_words(survey: Survey, parts: list[tuple[Any, list[Question]]]) -> list[dict[str, Any]]:
    """For each of the network's languages in which words are missing: its ``language`` name, the
    ``count`` and the ``numbers`` of the questions that lack some, and whether the ``rest`` does:
    title, introduction, readers and parts."""
    rest = [survey.title, survey.introduction, survey.readers]
    for section, _questions in parts:
        rest += [section.title, section.introduction]
    questions = [question for _section, asked in parts for question in asked]
    rows = []
    for language in survey.network.languages:
        numbers = [
            number
            for number, question in enumerate(questions, start=1)
            if lacks(language, texts_of(question))
        ]
        if numbers or lacks(language, rest):
            rows.append(
                {
                    "language": language_name(language),
                    "count": len(numbers),
                    "numbers": ", ".join(map(str, numbers)) if len(numbers) <= FEW else "",
                    "rest": lacks(language, rest),
                }
            )
    return rows


def texts_of(question: Question) -> list[Any]:
    """All the words of a question, each ``{language: text}``."""
    choices = [*question.choices, *question.settings.get("rows", [])]
    return [
        *(question.text, question.hint, question.required_reason),
        *(choice.get("text") for choice in choices),
        *(question.settings.get(name) for name in ("unit", "low", "high")),
    ]


def words_of(survey: Survey) -> Iterator[tuple[str, str]]:
    """All that it says and ever asked, in the reader's language."""
    yield gettext("Title"), str(survey.title)
    yield gettext("Introduction"), str(survey.introduction)
    yield gettext("Who will see the answers:"), str(survey.readers)
    for section in survey.sections.order_by("position"):
        if section.title or section.introduction:
            yield str(section.title), str(section.introduction)
    for _head, question in in_place(survey):
        _text, *more = (str(Texts(words or {})) for words in texts_of(question))
        yield str(question.text), " · ".join(filter(None, more))


def lacks(language: str, texts: Iterable[Any]) -> bool:
    """Whether one of the texts has words, but none in this language."""
    return any(text and any(text.values()) and not text.get(language) for text in texts)


def preview(survey: Survey) -> dict[str, Any]:
    """``sections`` with the questions' fields, as neighbors will see them."""
    sections = []
    numbers = count(1)
    for section, questions in parts_of(survey):
        form = forms.Form()
        for question, number in zip(questions, numbers, strict=False):
            form.fields[f"q{number}"] = AnswerField(question, disabled=True)
        sections.append({"section": section, "form": form})
    return {"sections": sections}


def poster_of(survey: Survey) -> dict[str, Any]:
    """``blocks`` (one a language that the title has), ``host``, ``code``, ``qr`` and ``demo``."""
    languages = [code for code in survey.network.languages if survey.title.get(code)]
    return {
        "blocks": [
            {
                "language": code,
                "direction": "rtl" if get_language_info(code)["bidi"] else "ltr",
                "title": survey.title[code],
                "introduction": Truncator(survey.introduction.get(code, "")).chars(SHOWN),
            }
            for code in languages or survey.title
        ],
        "host": host(settings.ORIGIN),
        "code": spaced(survey.code),
        "qr": qr_svg(
            settings.ORIGIN + survey.short_address(),
            title=gettext("A square code that leads to the survey"),
        ),
        "demo": not reachable(settings.ORIGIN),
    }


def _condition(question: Question, earlier: dict[str, Question]) -> dict[str, str] | None:
    """The question and the answers in words after which this one is asked."""
    if not question.ask_if:
        return None
    other = earlier.get(question.ask_if["question"])
    if other is None:
        return None
    choices = dict(kind_of(other).choices())
    answers = [choices.get(key, key) for key in question.ask_if["any"]]
    return {"question": str(other.text), "answers": " / ".join(answers)}
