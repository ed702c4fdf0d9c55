"""Which column answers which question: a guess, and what comes of it once a member agreed.

A column is used in one of three ways: ``leave``, ``ask:<key>`` (with ``|<row>`` for a row of a
grid), or ``new:<kind>``, which makes a question of the column itself.
"""

import difflib
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from mutualaid.spreadsheets import values
from mutualaid.spreadsheets.columns import ADDRESSES, PERSON, PLACE, mostly
from mutualaid.spreadsheets.reader import Table
from mutualaid.spreadsheets.remarks import Remark
from mutualaid.spreadsheets.words import headline, plain
from needs.imports.meaning import guess
from needs.imports.questions import STAMPS, Asked, Form, Part, is_other, keyed
from needs.imports.values import Reading, read_cell
from needs.surveys.kinds.base import OTHER
from needs.surveys.models import Question

Kind = Question.Kind

LEAVE = "leave"
NEW_KINDS = (
    Kind.SHORT,
    Kind.LONG,
    Kind.NUMBER,
    Kind.YES_NO,
    Kind.ONE,
    Kind.MANY,
    Kind.DATE,
)
MOST_CHOICES = 15
MOST_COMPARISONS = 20_000

TIME = re.compile(r"\b(?:time|hora|timestamp|الوقت)\b")
DATE = re.compile(r"\b(?:date|day|fecha|when|cuando|birthday|(?:ال)?تاريخ|متي)\b")
NUMBERING = {"id", "nr", "no", "number", "index", "row", "uuid", "numero", "رقم"}
SEPARATED = re.compile(r"[;,،\n]\s*")


@dataclass
class Column:
    """A column of an answers file, and what we would do with it."""

    place: int
    name: str
    use: str = LEAVE
    why: str = ""
    filled: int = 0
    matched: str = ""
    """The use that its name asks for, even where we would rather leave it."""
    new: str = Kind.SHORT
    """The kind that a new question would be of."""
    ambiguous: str = ""
    """A date in it that can be read both ways."""


@dataclass
class Draft:
    """What an import would do. ``responses`` are line and answers by key: value and words."""

    form: Form
    responses: list[tuple[int, dict[str, tuple[Any, str]]]] = field(default_factory=list)
    cells: Counter = field(default_factory=Counter)
    """``file`` = ``taken`` + ``words`` + ``left``: in the file, exact, kept in words, left out."""
    remarks: list[Remark] = field(default_factory=list)
    new: int = 0
    """Questions that columns made."""


def guess_columns(table: Table, questions: list[Asked]) -> list[Column]:
    """Every column with the use that its name and cells suggest."""
    matches = _matches(table.header, questions)
    by_key = {question.key: question for question in questions}
    columns = []
    for place, name in enumerate(table.header):
        cells = [row[place] for _line, row in table.rows if row[place]]
        column = Column(place, name, filled=len(cells), matched=matches.get(place, ""))
        column.new = _kind(name, cells)
        column.why = _reason_to_leave(plain(name), cells, bool(column.matched))
        if not column.why:
            column.use = column.matched or _use_of_stranger(column, questions)
            if column.use == LEAVE:
                column.why = _("No question of this form.")
        if (column.matched and by_key[key_of(column.matched)].kind == Kind.DATE) or (
            not column.matched and column.new == Kind.DATE
        ):
            column.ambiguous = next(filter(values.two_readings, cells), "")
        columns.append(column)
    return columns


def _use_of_stranger(column: Column, questions: list[Asked]) -> str:
    """A column without a question. With a form at hand, only dates are worth a new one."""
    if not questions or column.new == Kind.DATE:
        return f"new:{column.new}"
    return LEAVE


def _matches(header: list[str], questions: list[Asked]) -> dict[int, str]:
    """Columns by place whose names are codes or texts of questions, each question once."""
    uses: dict[str, list[str]] = {}
    codes: dict[str, str] = {}
    for question in questions:
        for name, row in _names(question):
            use = f"ask:{question.key}|{row}" if row else f"ask:{question.key}"
            codes.setdefault(name, use)
            if use not in uses.setdefault(plain(name), []):
                uses[plain(name)].append(use)
    found: dict[int, str] = {}
    taken: set[str] = set()

    def take(place: int, candidates: list[str]) -> None:
        if free := next((use for use in candidates if use not in taken), ""):
            found[place] = free
            taken.add(free)

    for place, name in enumerate(header):
        take(place, [codes[name]] if name in codes else [])
    for place, name in enumerate(header):
        if place not in found:
            take(place, uses.get(plain(name), []))
    rest = [place for place in range(len(header)) if place not in found]
    free = {name: some for name, some in uses.items() if len(name) > 7 and set(some) - taken}
    if len(rest) * len(free) <= MOST_COMPARISONS:
        for place in rest:
            take(place, _alike(plain(header[place]), free))
    return found


def _names(question: Asked) -> list[tuple[str, str]]:
    """What a column with its answers may be called, and the row that it means."""
    if question.rows:
        rows = [(f"{question.text} [{text}]", key) for key, text in question.rows]
        return [(name, row) for name, row in question.columns.items() if row] + rows
    return [(question.key, ""), (question.text, ""), *question.columns.items()]


def _alike(name: str, uses: dict[str, list[str]]) -> list[str]:
    if len(name) < 8:
        return []
    longer = [known for known in uses if known.startswith(name) or name.startswith(known)]
    close = longer or difflib.get_close_matches(name, uses, n=1, cutoff=0.88)
    return uses[close[0]] if close else []


def _reason_to_leave(name: str, cells: list[str], known: bool) -> str:
    if not cells:
        return _("It is empty.") if not known else ""
    if PERSON.search(name) or mostly(cells, ADDRESSES.fullmatch, 0.5):
        return _("It seems to say who somebody is. Answers here are anonymous.")
    if known:
        return ""
    if name in STAMPS or TIME.search(name):
        return _("When somebody answers is never kept, so that answers stay anonymous.")
    if PLACE.search(name):
        return _("It seems to be an exact place. We keep places coarse.")
    if name in NUMBERING:
        return _("It only numbers the lines.")
    if len(cells) > 2 and len(set(cells)) == 1:
        return _("It says the same in every line.")
    return ""


def _kind(name: str, cells: list[str]) -> str:
    """The kind of question that a column could be, from its cells."""
    dated = bool(DATE.search(plain(name)))
    if mostly(cells, lambda cell: _is_date(cell, dated), 0.8):
        return Kind.DATE
    if mostly(cells, lambda cell: values.number(cell) is not None, 0.9):
        return Kind.YES_NO if set(cells) == {"0", "1"} else Kind.NUMBER
    if mostly(cells, values.yes_no, 0.9):
        return Kind.YES_NO
    pieces = Counter(plain(piece) for cell in cells for piece in SEPARATED.split(cell) if piece)
    few = 0 < len(pieces) <= MOST_CHOICES and sum(pieces.values()) >= 2 * len(pieces)
    if few and mostly(cells, SEPARATED.search, 0.2) and max(map(len, pieces)) < 60:
        return Kind.MANY
    wholes = Counter(map(plain, cells))
    if 1 < len(wholes) <= min(MOST_CHOICES, len(cells) / 2) and max(map(len, cells)) < 80:
        return Kind.ONE
    if not cells:
        return Kind.SHORT
    long = any("\n" in cell for cell in cells) or sum(map(len, cells)) > 50 * len(cells)
    return Kind.LONG if long else Kind.SHORT


def _is_date(cell: str, dated: bool) -> bool:
    if not dated and re.fullmatch(r"[\d.]+", cell):
        return False
    return bool(values.two_readings(cell) or values.day(cell))


def key_of(use: str) -> str:
    """The key of the question that a use answers."""
    return use.partition(":")[2].partition("|")[0]


def draft(
    form: Form,
    table: Table | None,
    uses: dict[int, str],
    *,
    day_first: dict[int, bool] | None = None,
    reasons: dict[int, str] | None = None,
) -> Draft:
    """What these columns, so used, bring in. ``form`` is added to, where columns are new.

    ``reasons`` say why columns are left out, by their places.
    """
    result = Draft(form)
    if table is None:
        return result
    result.remarks += [remark for remark in table.remarks if remark not in form.remarks]
    targets: dict[int, tuple[Asked, str]] = {}
    by_key = {question.key: question for question in form.questions()}
    for place, name in enumerate(table.header):
        use = uses.get(place, LEAVE)
        if use.startswith("new:"):
            targets[place] = _new_question(result, table, place, name, use[4:]), ""
        elif use.startswith("ask:"):
            row = use.partition("|")[2]
            targets[place] = by_key[key_of(use)], row
    _leave(result, table, targets, reasons or {})
    for line, cells in table.rows:
        answers: dict[str, tuple[Any, str]] = {}
        for place, (question, row) in targets.items():
            if cells[place]:
                result.cells["file"] += 1
                first = (day_first or {}).get(place)
                reading = read_cell(question, cells[place], day_first=first)
                _keep(answers, question, row, reading)
                result.cells[_came_to(reading)] += 1
                if reading.why:
                    name = table.header[place]
                    result.remarks.append(Remark(line, name, reading.why, cells[place]))
        if answers:
            result.responses.append((line, answers))
    return result


def _came_to(reading: Reading) -> str:
    if reading.value is None:
        return "left"
    return "words" if reading.why else "taken"


def _keep(answers: dict, question: Asked, row: str, reading: Reading) -> None:
    """One column's reading. The columns of a grid are one answer."""
    if reading.value is None:
        return
    if question.kind != Kind.GRID:
        answers[question.key] = reading.value, reading.words
        return
    ticked, words = answers.get(question.key, ({}, ""))
    if reading.words:
        words = f"{words}\n{dict(question.rows)[row]}: {reading.words}".strip()
    answers[question.key] = {**ticked, row: reading.value}, words


def _leave(
    result: Draft,
    table: Table,
    targets: dict[int, tuple[Asked, str]],
    reasons: dict[int, str],
) -> None:
    """Name what stands in columns that are left out, and in lines where nothing else stands."""
    for place, name in enumerate(table.header):
        if place not in targets:
            why = _("This column was left out.")
            if place in reasons:
                why = _("Left out. %s") % reasons[place]
            for line, cells in table.rows:
                if cells[place]:
                    result.cells["file"] += 1
                    result.cells["left"] += 1
                    result.remarks.append(Remark(line, name, why, cells[place]))
    for line, cells in table.rows:
        if not any(cells[place] for place in targets):
            result.remarks.append(Remark(line, "", _("This line answers no question.")))


def _new_question(result: Draft, table: Table, place: int, name: str, kind: str) -> Asked:
    """A question made of a column: its name, and its cells as choices."""
    form = result.form
    cells = [row[place] for _line, row in table.rows if row[place]]
    text, hint = headline(name, 300)
    question = Asked(line=0, key=form.new_key(text), kind=kind, text=text, hint=hint)
    if kind in {Kind.ONE, Kind.MANY}:
        pieces = [
            piece.strip()
            for cell in cells
            for piece in (SEPARATED.split(cell) if kind == Kind.MANY else [cell])
        ]
        common = Counter(map(plain, pieces)).most_common(MOST_CHOICES)
        spelling = {plain(piece): piece for piece in reversed(pieces)}
        texts = [spelling[words] for words, _count in common if words and not is_other(words)]
        question.choices = keyed(texts)
        question.settings = {OTHER: True}
    question.signals = guess(question)
    if not form.parts:
        form.parts.append(Part(""))
    elif result.new == 0 and form.lines:
        form.parts.append(Part(_("Also asked")))
    form.parts[-1].questions.append(question)
    result.new += 1
    return question
