"""Tables go out as CSV, ODS and JSON, and come back in cell by cell; no spreadsheet runs a cell."""

import json

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mutualaid.fields import Texts
from mutualaid.spreadsheets.reader import read
from mutualaid.spreadsheets.writer import harmless
from needs.results.export import FORMATS
from tests.needs.factories import SurveyFactory

RUN = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that spreadsheets run."""
NASTY = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1 555",
    "-3",
    "@SUM(A1)",
    "'=1",
    "''@",
    "'tis",
    "it's = that",
    "'quoted' = 'twice'",
    'She said "no", "never"',
    'an open " mark',
    "two\nlines, and \n\nmore",
    "a;b|c\td",
    "ما الذي ينقص حيّنا؟\u200f",
    "👩‍👩‍👧‍👦 bread 🏳️‍🌈",
    "<b>&amp;</b>",
    "1e309",
    "003",
    "two  spaces",
]
HEADER = [
    *["Part", "Number", "Question", "Since version"],
    *["Until version", "Answer", "People", "Answered"],
]


def fetched(client, survey, extension):
    answer = client.get(reverse("needs:export", args=[survey.network.slug, survey.pk, extension]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == FORMATS[extension]
    assert answer["Content-Disposition"] == f'attachment; filename="results.{extension}"'
    return answer.content


@pytest.fixture
def nasty_survey(amina, say):
    """Every nasty text is a question, a choice and the title of the part."""
    texts = [{"key": f"c{place}", "text": {"en": text}} for place, text in enumerate(NASTY)]
    survey = SurveyFactory(
        network=amina.network,
        questions=[
            {"kind": "many", "key": f"q{place}", "text": Texts(en=text), "choices": texts}
            for place, text in enumerate(NASTY)
        ],
    )
    survey.sections.update(title=Texts(en=NASTY[0]))
    said = {f"q{place}": sorted({f"c{place}", "c0"}) for place in range(len(NASTY))}
    say(survey, said, times=6)
    return survey


@pytest.mark.parametrize("extension", FORMATS)
def test_every_cell_comes_back(extension, nasty_survey, amina, browse):
    table = read(fetched(browse(amina), nasty_survey, extension))
    assert table.header == HEADER
    assert [cells for _line, cells in table.rows] == [
        [
            NASTY[0],
            str(number),
            question,
            *["1", ""],
            choice,
            "6" if choice in (question, NASTY[0]) else "0",
            "6",
        ]
        for number, question in enumerate(NASTY, start=1)
        for choice in NASTY
    ]
    assert not table.remarks


@pytest.mark.parametrize("extension", FORMATS)
def test_every_kind_of_question_says_the_same_in_all_formats(extension, survey, say, amina, browse):
    said = {"home": "house", "water": "no", "people": 4, "since": "2020-05-01", "safe": 3}
    say(survey, said | {"often": {"neighbors": "daily"}, "street": "words:Canary Row"}, times=7)
    told = read(fetched(browse(amina), survey, extension))
    assert told.rows == read(fetched(browse(amina), survey, "json")).rows
    assert ["House", "7", "7"] in [cells[-3:] for _line, cells in told.rows]
    assert "Canary" not in str(told.rows)


def test_spreadsheets_run_nothing(nasty_survey, amina, browse):
    client = browse(amina)
    lines = fetched(client, nasty_survey, "csv").decode("utf-8-sig")
    assert not any(line.startswith(RUN) for line in lines.replace('"', "").split("\r\n"))
    assert ",'=1+1," in lines
    assert ",=" not in lines
    assert ',"=' not in lines
    kept = json.loads(fetched(client, nasty_survey, "json"))
    assert kept[0]["Question"] == "'=1+1"
    assert kept[0]["People"] == 6, "a number stays one"


def test_other_formats_are_not_found(survey, amina, browse):
    address = reverse("needs:export", args=[survey.network.slug, survey.pk, "exe"])
    assert browse(amina).get(address).status_code == 404


MARKED = st.builds(str.__add__, st.text("'=+-@\t\r", max_size=4), st.text(max_size=5))


@given(MARKED)
def test_no_cell_is_run(cell):
    assert not harmless(cell).startswith(RUN)
    assert harmless(cell) in (cell, f"'{cell}")


@given(st.lists(st.text("'=+-@ab", min_size=1, max_size=6), min_size=3, max_size=3))
def test_any_marks_come_back(cells):
    line = ",".join(map(harmless, cells))
    assert read(f"a,b,c\n{line}\n".encode()).rows == [(2, cells)]
