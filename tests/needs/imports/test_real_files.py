"""The real files, where they are at hand: all questions, all answers, every cell accounted for."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from needs.surveys.models import Answer, ImportRun, Question, Response, Survey

DATA = Path(
    os.environ.get(
        "MUTUALAID_SHARED_DATA", Path(__file__).resolve().parents[3].parent / "shared" / "data"
    )
)
QUESTIONS = DATA / "field-assessment-72h-questions.csv"
ANSWERS = DATA / "field-assessment-72h-answers.csv"
LANSING = DATA / "lansing-form-questions.csv"
CELLS_OF_QUESTIONS = 3600

pytestmark = pytest.mark.skipif(not QUESTIONS.exists(), reason="the real files are not here")


def run(*arguments, **options):
    out = StringIO()
    call_command("import_survey", *arguments, network="millbrook", stdout=out, **options)
    return out.getvalue()


def test_all_questions_of_the_assessment(amina):
    run(QUESTIONS)
    survey = Survey.objects.get()
    kinds = list(survey.questions.values_list("kind", flat=True))
    assert survey.state == Survey.State.DRAFT
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        Question.Kind.LONG: 46,
        Question.Kind.YES_NO: 32,
        Question.Kind.SHORT: 28,
        Question.Kind.NUMBER: 19,
        Question.Kind.ONE: 10,
        Question.Kind.MANY: 1,
    }
    fuel = survey.questions.get(key="72H-35")
    assert [choice["text"]["en"] for choice in fuel.choices] == ["None", "Few", "Many"]


def test_all_answers_and_every_cell(amina):
    run(QUESTIONS, answers=ANSWERS)
    summary = ImportRun.objects.get().summary
    cells = summary["cells"]
    assert Response.objects.count() == 36
    assert cells["file"] == cells["taken"] + cells["words"] + cells["left"]
    strangers = sum(one["count"] for one in summary["named"] if one["why"].startswith("Left out."))
    day_numbers = Answer.objects.filter(question__key="STD-DATE")
    assert cells["file"] - strangers - 14 == CELLS_OF_QUESTIONS
    assert {"2011-12-20", "2011-12-21"} == set(day_numbers.values_list("value", flat=True))
    assert day_numbers.count() == 14
    named = sum(one["count"] for one in summary["named"])
    assert named == cells["words"] + cells["left"]


def test_a_dry_run_keeps_nothing(amina):
    told = run(QUESTIONS, answers=ANSWERS, dry_run=True)
    assert "36 responses" in told
    assert not Survey.objects.exists()


def test_both_forms_of_lansing(amina):
    told = run(LANSING)
    assert "This line has no question." in told
    assert Survey.objects.count() == 2
    needs = Question.objects.get(text__en__startswith="What do you need?")
    assert {"category": "food", "when": ["food"], "urgency": "now"} in needs.signals
