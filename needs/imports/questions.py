"""Forms that others made become surveys of ours: what each line asks, of what kind.

A table of questions is one of three families, known by its column names:

- the assessment forms of Sahana Eden: ``Question``, ``Question Type``, ``Meta Data`` …;
- the forms of mutual aid groups in Ruby for Good's app: ``question_name``, ``input_type`` …;
- our own: ``question`` and ``kind``, see docs/importing.md.
"""

import ast
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mutualaid.spreadsheets.reader import Table
from mutualaid.spreadsheets.remarks import Remark
from mutualaid.spreadsheets.words import from_html, headline, plain, slug
from needs.categories import CATEGORIES
from needs.surveys.kinds.base import OTHER
from needs.surveys.kinds.choices import SHARES, YES_NO
from needs.surveys.models import Question

Kind = Question.Kind

LONGEST_QUESTION = 300
MOST_QUESTIONS = 500
MOST_CHOICES = 200
MOST_TOGETHER = 12
"""Questions of a grid that still fit one page."""

KINDS = {
    Kind.SHORT: "short string text-field location time link url phone tel email",
    Kind.LONG: "long text textarea paragraph",
    Kind.NUMBER: "number numeric integer int decimal float rating-number",
    Kind.SCALE: "scale rating range",
    Kind.ONE: "one option option-other radio select dropdown select-one single",
    Kind.MANY: (
        "many multi-option multi-option-other multiselect multiselect-checkboxes checkbox "
        "checkboxes select-multiple multiple"
    ),
    Kind.YES_NO: "yes-no yes-no-dont-know boolean bool",
    Kind.DATE: "date datetime",
    Kind.GRID: "grid matrix",
    Kind.NEEDS: "needs",
    Kind.SHARE: "share",
}
TYPES = {name.replace("-", ""): kind for kind, names in KINDS.items() for name in names.split()}
"""What other programs call the kinds, without hyphens, spaces and capitals."""

UNTAKEN = {"image", "photo", "file", "upload", "audio", "video", "signature", "barcode"}
STAMPS = {"timestamp", "start", "end", "submission time", "marca temporal", "طابع زمني"}
OTHERS = {"other", "any other", "others", "other please specify", "otro", "otra", "otros", "اخرى"}


@dataclass
class Asked:
    """One question to be."""

    line: int
    key: str
    kind: str
    text: str
    hint: str = ""
    required: bool = False
    choices: list[tuple[str, str]] = field(default_factory=list)
    """Key and text."""
    rows: list[tuple[str, str]] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    signals: list[dict] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    """What an answers file calls it, and the row of the grid that is meant, if one is."""

    @cached_property
    def names(self) -> dict[str, str]:
        """Every way to name a choice, in plain words, and its key."""
        own: dict[str, Any] = {Kind.SHARE.value: SHARES, Kind.NEEDS.value: CATEGORIES}.get(
            self.kind, {}
        )
        choices = self.choices or [(key, str(text)) for key, text in own.items()]
        keys = {plain(key): key for key, _text in choices}
        return keys | {plain(text): key for key, text in choices}


@dataclass
class Part:
    """A section to be."""

    title: str
    introduction: str = ""
    together: bool = False
    questions: list[Asked] = field(default_factory=list)


@dataclass
class Form:
    """A survey to be. ``lines`` in the file ask something; ``taken`` of them came in."""

    title: str = ""
    introduction: str = ""
    language: str = ""
    parts: list[Part] = field(default_factory=list)
    lines: int = 0
    taken: int = 0
    remarks: list[Remark] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    """Of its questions."""

    def questions(self) -> list[Asked]:
        return [question for part in self.parts for question in part.questions]

    def new_key(self, name: str) -> str:
        """A key for one question more. Raises ValidationError where there are too many."""
        if len(self.keys) >= MOST_QUESTIONS:
            raise too_many_questions()
        key = slug(name, taken=self.keys)
        self.keys.add(key)
        return key

    def part(self, title: str) -> Part:
        """The section of that title that questions go on in."""
        if not self.parts or self.parts[-1].title != title or self.parts[-1].together:
            self.parts.append(Part(title))
        return self.parts[-1]


def too_many_questions() -> ValidationError:
    return ValidationError(
        _("This form has too many questions. A survey asks up to %s.") % MOST_QUESTIONS
    )


class Line:
    """A line of a form, asked for its cells by column name."""

    def __init__(self, number: int, cells: dict[str, str]) -> None:
        self.number, self.cells = number, cells

    def __getitem__(self, name: str) -> str:
        return self.cells.get(plain(name), "")


def is_form(table: Table) -> bool:
    return _family(table) is not None


def read_forms(table: Table) -> list[Form]:
    """The forms in a table; some hold more than one. Raises ValidationError."""
    family = _family(table)
    if family is None:
        raise ValidationError(
            _("We see no questions in this file. One column holds the questions, one their kind.")
        )
    names = [plain(name) for name in table.header]
    lines = [Line(number, dict(zip(names, cells, strict=True))) for number, cells in table.rows]
    found = family(lines)
    forms = [form for form in found if form.questions()]
    if not forms:
        raise ValidationError(_("We see no questions in this file."))
    for empty in (form for form in found if form not in forms):
        forms[0].lines += empty.lines
        forms[0].remarks += empty.remarks
    for form in forms:
        form.remarks = [*table.remarks, *form.remarks]
    return forms


def _family(table: Table) -> Callable[[list[Line]], list[Form]] | None:
    names = {plain(name) for name in table.header}
    for needed, family in FAMILIES:
        if needed <= names:
            return family
    return None


def _grouped(lines: list[Line], name: str) -> dict[str, list[Line]]:
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line[name], []).append(line)
    return groups


def _eden(lines: list[Line]) -> list[Form]:
    forms = []
    for title, group in _grouped(lines, "Template").items():
        form = Form(
            title=from_html(title), introduction=from_html(group[0]["Template Description"])
        )
        cells_of_grids: set[str] = set()
        for line in sorted(group, key=_place):
            form.lines += 1
            code, meta = line["Question Code"], _meta(line, form)
            if code in cells_of_grids:
                form.taken += 1  # a GridChild, which its grid has brought in already
                continue
            kind = str(meta.get("Type") or line["Question Type"])
            part = form.part(from_html(line["Section"]))
            if plain(kind).replace(" ", "") == "grid" and isinstance(meta.get("rows"), list):
                grid = _Grid(form, line, code, meta)
                cells_of_grids |= grid.take()
                continue
            _take(
                form,
                part,
                line.number,
                code=code,
                kind=kind,
                text=line["Question"],
                hint=line["Question Notes"] or str(meta.get("Help message", "")),
                choices=_options(meta),
            )
        forms.append(form)
    return forms


def _place(line: Line) -> tuple[int, int, int]:
    return _whole(line["Section Position"]), _whole(line["Question Position"]), line.number


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _meta(line: Line, form: Form) -> dict:
    """``Meta Data``: a dict as Python or JSON writes it. Nothing in it is run."""
    text = line["Meta Data"]
    if not text:
        return {}
    for parse in (ast.literal_eval, json.loads):
        try:
            meta = parse(text)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            continue
        if isinstance(meta, dict):
            return {str(name): value for name, value in meta.items()}
    form.remarks.append(Remark(line.number, "Meta Data", _("We cannot read the choices here.")))
    return {}


def _options(meta: dict) -> list[str]:
    """``{"1": "low", "2": "high", "Length": "2"}``, in the order of the numbers."""
    numbers = sorted((name for name in meta if name.isdecimal()), key=int)
    return [str(meta[number]) for number in numbers]


class _Grid:
    """A grid of typed cells, numbered along its rows.

    Cells of one column that offer the same choices are one grid of ours; so are those of a grid
    with a single row. Every other cell becomes a question of its own, and all of them one group.
    """

    def __init__(self, form: Form, line: Line, code: str, meta: dict) -> None:
        self.form, self.line, self.code, self.meta = form, line, code, meta
        self.rows = [from_html(str(row)) for row in meta["rows"]]
        columns = meta.get("columns")
        self.columns = [from_html(str(c)) for c in columns] if isinstance(columns, list) else []
        self.title = from_html(line["Question"]) or from_html(str(meta.get("Subtitle", "")))
        self.groups: dict[tuple, list[tuple[int, int]]] = {}

    def take(self) -> set[str]:
        """Add its questions to the form; the codes of its cells."""
        self.cells = dict(self._cells())
        title = self.title or self.form.parts[-1].title
        hint = "\n".join(
            text
            for text in (self.line["Question Notes"], str(self.meta.get("Subtitle", "")))
            if text and text != self.title
        )
        part = Part(title, from_html(hint))
        for place in self.cells:
            self.groups.setdefault(self._group(place), []).append(place)
        for group, places in self.groups.items():
            if len(places) > 1 and group[0]:
                self._ask_grid(part, places, group[0])
            else:
                for place in places:
                    self._ask_cell(part, place)
        part.together = len(part.questions) <= MOST_TOGETHER
        if part.questions:
            self.form.parts.append(part)
            self.form.taken += 1
            why = _("This grid became %s questions, one page where they fit.") % len(part.questions)
            if len(part.questions) > 1:
                self.form.remarks.append(Remark(self.line.number, "Question", why))
        else:
            self.form.remarks.append(Remark(self.line.number, "Question", _("This grid is empty.")))
        return {code for _type, code in self.cells.values()}

    def _cells(self) -> Iterator[tuple[tuple[int, int], tuple[str, str]]]:
        """Row and column of each cell, its type and code."""
        number = _whole(str(self.meta.get("QuestionNo", 1))) or 1
        data = self.meta.get("data")
        for row, types in enumerate(data if isinstance(data, list) else []):
            for column, name in enumerate(types if isinstance(types, list) else []):
                if name != "Blank":
                    yield (row, column), (str(name), f"{self.code}{number}")
                    number += 1

    def _choices(self, place: tuple[int, int]) -> tuple[str, ...]:
        """What the cell offers; nothing where it asks for numbers or words."""
        name, code = self.cells[place]
        kind = _kind(name)
        if kind == Kind.YES_NO:
            return tuple(YES_NO) if "know" in plain(name) else ("yes", "no")
        meta = self.meta.get(code)
        return tuple(_options(meta)) if kind == Kind.ONE and isinstance(meta, dict) else ()

    def _group(self, place: tuple[int, int]) -> tuple:
        row, column = place
        choices = self._choices(place)
        if not choices:
            return (), row, column
        return choices, None if len(self.rows) == 1 else column

    def _heading(self, names: list[str], number: int) -> str:
        return names[number] if number < len(names) else ""

    def _name(self, *parts: str) -> str:
        return " – ".join(part for part in parts if part)

    def _ask_grid(self, part: Part, places: list[tuple[int, int]], choices: tuple) -> None:
        across = len(self.rows) == 1
        heading = (
            "" if across or len(self.columns) < 2 else self._heading(self.columns, places[0][1])
        )
        names = [
            self._heading(self.columns, column) if across else self._heading(self.rows, row)
            for row, column in places
        ]
        keys = keyed(names)
        codes = [self.cells[place][1] for place in places]
        asked = Asked(
            line=self.line.number,
            key=self.form.new_key(codes[0]),
            kind=Kind.GRID,
            text=self._name(self.title, heading) or _("Please tick one in each row"),
            choices=(
                [(key, str(YES_NO[key])) for key in choices]
                if set(choices) <= set(YES_NO)
                else keyed(choices)
            ),
            rows=keys,
            columns={code: key for code, (key, _text) in zip(codes, keys, strict=True)},
        )
        part.questions.append(asked)

    def _ask_cell(self, part: Part, place: tuple[int, int]) -> None:
        row, column = place
        name, code = self.cells[place]
        meta = self.meta.get(code)
        one_column = len(self.columns) == 1
        text = self._name(
            self._heading(self.rows, row), "" if one_column else self._heading(self.columns, column)
        )
        _add(
            self.form,
            part,
            self.line.number,
            code=code,
            kind=name,
            text=text or self.title or code,
            choices=_options(meta) if isinstance(meta, dict) else [],
        )


def _lansing(lines: list[Line]) -> list[Form]:
    forms = []
    for title, group in _grouped(lines, "form_type").items():
        form = Form(title=title.replace("_", " ").capitalize(), language=group[0]["locale"][:2])
        part = form.part("")
        ordered = sorted(group, key=lambda line: (_whole(line["display_order"]), line.number))
        for line in ordered:
            form.lines += 1
            text, kind = from_html(line["question_name"]), plain(line["input_type"])
            if kind == "info text" and not _asks(text):
                part = _tell(form, part, line, text, last=line is ordered[-1])
                continue
            _take(
                form,
                part,
                line.number,
                code="",
                kind="long" if kind == "info text" else line["input_type"],
                text=line["question_name"],
                hint=line["hint"],
                required=line["required"],
                choices=[option.strip().strip('"') for option in line["options"].split(";")],
            )
            if kind == "info text":
                why = _(
                    "This is marked as information, but it asks something: taken as a question."
                )
                form.remarks.append(Remark(line.number, "input_type", why))
        forms.append(form)
    return forms


def _asks(text: str) -> bool:
    """Whether a short piece of information is a question that lost its type."""
    return len(text) < 120 and text.endswith((":", "?", "؟"))


def _tell(form: Form, part: Part, line: Line, text: str, *, last: bool) -> Part:
    """Information between the questions becomes an introduction."""
    if last and form.keys:
        why = _("Words after the last question. Our surveys have their own page of thanks.")
        form.remarks.append(Remark(line.number, "question_name", why))
        return part
    form.taken += 1
    if not form.keys:
        form.introduction = f"{form.introduction}\n\n{text}".strip()
        return part
    title, rest = headline(text, 120)
    form.parts.append(Part(title, rest))
    return form.parts[-1]


def _own(lines: list[Line]) -> list[Form]:
    forms = []
    for title, group in _grouped(lines, "form").items():
        form = Form(title=from_html(title))
        for line in group:
            form.lines += 1
            _take(
                form,
                form.part(from_html(line["section"])),
                line.number,
                code=line["key"],
                kind=line["kind"],
                text=line["question"],
                hint=line["hint"],
                required=line["required"],
                choices=_several(line["choices"]),
                rows=_several(line["rows"]),
                unit=line["unit"],
                bounds=(line["min"], line["max"]),
            )
        forms.append(form)
    return forms


def _several(text: str) -> list[str]:
    return (text.replace("\n", ";") if ";" in text or "\n" in text else text).split(";")


FAMILIES = (
    ({"question", "question type"}, _eden),
    ({"question name", "input type"}, _lansing),
    ({"question", "kind"}, _own),
)


def is_other(words: str) -> bool:
    """Whether plain words are the choice for what no other choice names."""
    return words in OTHERS


def _kind(name: str) -> str | None:
    return TYPES.get(plain(name).replace(" ", ""))


def _take(
    form: Form, part: Part, line: int, *, code: str, kind: str, text: str, **more: Any
) -> None:
    """Ask it, or say why not."""
    name = plain(kind).replace(" ", "")
    words = plain(from_html(text))
    if not words and not text.strip(" .-_"):
        why = _("This line has no question.")
    elif words in STAMPS:
        why = _("When somebody answers is never kept, so that answers stay anonymous.")
    elif name in UNTAKEN:
        why = _("Our surveys take no pictures, sounds or files.")
    else:
        form.taken += 1
        _add(form, part, line, code=code, kind=kind, text=text, **more)
        return
    form.remarks.append(Remark(line, "", why, cell=text))


def _add(
    form: Form,
    part: Part,
    line: int,
    *,
    code: str,
    kind: str,
    text: str,
    hint: str = "",
    required: str = "",
    choices: list[str] | tuple[str, ...] = (),
    rows: list[str] | tuple[str, ...] = (),
    unit: str = "",
    bounds: tuple[str, str] = ("", ""),
) -> None:
    whole = from_html(text)
    question, rest = headline(whole, LONGEST_QUESTION)
    ours = _kind(kind)
    if ours is None:
        ours = Kind.SHORT
        why = _("We do not know the kind “%s”, so it is asked as a few words.") % kind[:40]
        form.remarks.append(Remark(line, "", why))
    texts = list(dict.fromkeys(filter(None, (from_html(str(choice)) for choice in choices))))
    others = [choice for choice in texts if is_other(plain(choice))]
    texts = [choice for choice in texts if choice not in others]
    if ours in {Kind.ONE, Kind.MANY, Kind.GRID} and not 0 < len(texts) <= MOST_CHOICES:
        ours = Kind.SHORT
        why = _("It has no choices that we can read, so it is asked as a few words.")
        form.remarks.append(Remark(line, "", why))
    if ours == Kind.ONE and texts and {plain(choice) for choice in texts} <= YES_NO_WORDS:
        ours = Kind.YES_NO
    key = form.new_key(code or f"q{len(form.keys) + 1}")
    if code and key != slug(code, taken=set()):
        why = _("Another question has the same code, so this one is called “%s”.") % key
        form.remarks.append(Remark(line, "", why))
    settings: dict[str, Any] = {}
    if ours in {Kind.ONE, Kind.MANY}:
        settings = {"other": True} if others or "other" in plain(kind) else {}
    if ours in {Kind.NUMBER, Kind.SCALE}:
        settings = {
            name: number
            for name, bound in zip(("min", "max"), bounds, strict=True)
            if (number := _number(bound)) is not None
        }
    if ours == Kind.SCALE:
        settings = {"min": 1, "max": 5} | settings
    if ours == Kind.NUMBER and unit:
        settings["unit"] = unit
    part.questions.append(
        Asked(
            line=line,
            key=key,
            kind=ours,
            text=question,
            hint="\n\n".join(filter(None, (rest, from_html(hint)))),
            required=plain(required) in {"true", "yes", "1", "x", "si", "نعم"},
            choices=keyed(texts) if ours in {Kind.ONE, Kind.MANY, Kind.GRID} else [],
            rows=keyed([from_html(row) for row in rows if row.strip()])
            if ours == Kind.GRID
            else [],
            settings=settings,
            columns={name: "" for name in (code, whole, question) if name},
        )
    )


YES_NO_WORDS = {"yes", "no", "dont know", "i dont know", "si", "no se", "نعم", "لا"}


def _number(text: str) -> float | None:
    """A bound; None where there is none."""
    if not re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", text):
        return None
    return float(text) if "." in text else int(text)


def keyed(texts: Any) -> list[tuple[str, str]]:
    """Texts of choices with keys that can be read."""
    keyed: dict[str, str] = {OTHER: ""}
    for text in texts:
        keyed[slug(plain(text), taken=keyed, most=32)] = text
    del keyed[OTHER]
    return list(keyed.items())
