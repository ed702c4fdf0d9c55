"""Forms of each family: what their lines become, and what is named as not taken."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from mutualaid.spreadsheets.reader import read
from mutualaid.spreadsheets.words import headline
from needs.imports.questions import read_forms
from needs.surveys.models import Question

Kind = Question.Kind
DATA = Path(__file__).resolve().parents[2] / "data"


def forms(name):
    return read_forms(read((DATA / name).read_bytes()))


def forms_of(lines):
    return read_forms(read(f"question,kind\n{lines}".encode()))


@pytest.fixture
def flood():
    return forms("flood-assessment-questions.csv")[0]


@pytest.fixture
def asked(flood):
    return {question.key: question for question in flood.questions()}


def test_every_line_is_taken_or_named(flood):
    assert flood.lines == 11
    assert flood.taken == 10
    assert "Our surveys take no pictures, sounds or files." in [r.why for r in flood.remarks]


def test_kinds_and_choices(asked):
    assert asked["RS-1"].kind == Kind.NUMBER
    assert asked["RS-2"].kind == Kind.YES_NO
    assert [text for _key, text in asked["RS-3"].choices] == ["None", "Few", "Many"]
    assert asked["RS-4"].settings == {"other": True}
    assert [text for _key, text in asked["RS-4"].choices] == ["Walls", "Floor, stairs"]
    assert asked["RS-4"].hint == "Tick all"
    assert asked["RS-5"].settings == {"other": True}


def test_meta_data_is_never_run(flood, asked):
    assert asked["RS-11"].kind == Kind.SHORT
    assert "We cannot read the choices here." in [remark.why for remark in flood.remarks]


def test_a_grid_of_numbers_and_words_becomes_a_group(flood, asked):
    part = next(part for part in flood.parts if part.title == "What is broken")
    assert part.together
    assert [(q.key, q.kind, q.text) for q in part.questions] == [
        ("RS-6-1", Kind.NUMBER, "Cellar – Rooms"),
        ("RS-6-2", Kind.SHORT, "Cellar – Words"),
        ("RS-6-3", Kind.SHORT, "Ground floor – Words"),
    ]


def test_a_column_of_choices_becomes_a_grid(asked):
    rating = asked["RS-7-1"]
    assert rating.kind == Kind.GRID
    assert [text for _key, text in rating.rows] == ["Roof", "Door", "Stove"]
    assert [text for _key, text in rating.choices] == ["A", "B"]
    assert rating.columns == {"RS-7-1": "roof", "RS-7-3": "door", "RS-7-5": "stove"}
    assert asked["RS-7-2"].kind == Kind.NUMBER


def test_a_single_row_lies_across(asked):
    came = asked["RS-81"]
    assert came.kind == Kind.GRID
    assert [text for _key, text in came.rows] == ["Water", "Mud"]
    assert [key for key, _text in came.choices] == ["yes", "no"]


def test_help_forms():
    ask, offer = forms("help-forms.csv")
    assert ask.introduction == "Ask us for help.\nWe answer soon."
    assert [(q.kind, q.text, q.hint) for q in ask.questions()] == [
        (Kind.MANY, "What do you need?", "Tick what is true today."),
        (Kind.NUMBER, "Number of people in the home", ""),
        (Kind.LONG, "Say more:", ""),
    ]
    assert [text for _key, text in ask.questions()[0].choices][-1] == "zzz"
    assert ask.lines - ask.taken == 3
    assert len([r for r in ask.remarks if r.line]) == 4
    assert [q.kind for q in offer.questions()] == [Kind.YES_NO, Kind.ONE]


def test_our_own_form():
    text = (
        "question;kind;choices;rows;section;min\n"
        'How often?;grid;"a;b";"x;y";One;\n'
        "How many?;number;;;;1\n"
    )
    (form,) = read_forms(read(text.encode()))
    grid, number = form.questions()
    assert (grid.kind, len(grid.rows), len(grid.choices)) == (Kind.GRID, 2, 2)
    assert number.settings == {"min": 1}


@pytest.mark.parametrize("text", ["question,kind\n", "a,b\n1,2\n", "question,kind\n,short\n"])
def test_no_questions(text):
    with pytest.raises(ValidationError):
        read_forms(read(text.encode()))


def test_a_form_has_an_end():
    assert len(forms_of("Same?,short\n" * 500)[0].questions()) == 500
    with pytest.raises(ValidationError, match="up to 500"):
        forms_of("Same?,short\n" * 501)


def test_long_texts_are_cut_at_a_sentence():
    assert headline("Is it so? " + "x" * 400, 300) == ("Is it so?", "x" * 400)
    assert headline("x " * 200, 300)[0] == ("x " * 150).strip()
    assert headline("y" * 400, 300) == ("y" * 299, "y" * 101)
