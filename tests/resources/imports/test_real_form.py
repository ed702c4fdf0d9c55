"""The offer form of Lansing, where it is at hand: as Google would save two answers to it."""

import csv
import io

import pytest

from mutualaid.spreadsheets.reader import read
from mutualaid.spreadsheets.words import from_html
from resources.imports.mapping import guess_columns
from resources.imports.meaning import kind_of, offers_nothing, pieces_of
from tests.needs.imports.test_real_files import LANSING

pytestmark = pytest.mark.skipif(not LANSING.exists(), reason="the real files are not here")


@pytest.fixture
def questions():
    rows = csv.DictReader(LANSING.read_text().splitlines(keepends=True))
    return [
        (from_html(row["question_name"]).split("\n")[0], row["options"].strip('"').split(";"))
        for row in rows
        if row["form_type"] == "offer_form" and row["input_type"] != "info-text"
    ]


def test_each_column_is_known(questions):
    said = {"Timestamp": "3/14/2020 10:00:00", "Name": "Rosa", "Email": "rosa@example.org"}
    line = [said.get(name) or ", ".join(options[:3]) or "I sew." for name, options in questions]
    text = io.StringIO()
    csv.writer(text).writerows([[name for name, _options in questions], line])
    columns = guess_columns(read(text.getvalue().encode()), others=True)
    assert [column.use for column in columns] == [
        *["sure_on", "who", "contact"],
        *["leave", "leave"],  # one without a name, and whether they wish to be contacted
        *["offers", "offers", "name", "words"],
    ]


def test_each_tick_is_told_apart(questions):
    for _name, options in questions[5:7]:
        ticks = [option.strip(" .") for option in options if option[:1].isupper()]
        assert pieces_of(", ".join(options[: len(ticks)])) == ticks
        assert [offers_nothing(tick) for tick in ticks][-1]
        assert all(kind_of(tick) for tick in ticks)
