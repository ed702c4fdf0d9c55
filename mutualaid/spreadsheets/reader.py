"""A file that somebody's spreadsheet wrote becomes a table of clean text.

Says nothing of what the cells mean. Whatever is wrong is either mended and remarked upon, or
refused with a `ValidationError` in plain words; nothing else is raised.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time
from itertools import chain, islice
from statistics import median_high
from typing import IO, Any
from xml.etree import ElementTree

from charset_normalizer import from_bytes
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl import load_workbook

from mutualaid.spreadsheets.remarks import Remark

MAX_BYTES = 5_000_000
MAX_UNPACKED = 60_000_000
MAX_FILES = 1_000
"""In an archive; a workbook of a hundred sheets has some three hundred."""
MAX_ROWS = 20_000
MAX_COLUMNS = 600
MAX_CELLS = 500_000
MAX_LETTERS = 10_000_000
MAX_CELL = 20_000
MAX_BROKEN = 100

DELIMITERS = (",", ";", "\t", "|")
MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
OTHERS = (b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!")
# Nothing that a person typed: control characters, overrides of the direction of writing, halves
# of characters, and the byte order mark.
INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
# The apostrophe that exports put before what a spreadsheet would run.
HARMLESS = re.compile(r"\A'(?='*[=+\-@\t\r])")

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
BLANKS = {f"{TEXT}s": " ", f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}


@dataclass
class Table:
    """Text without spaces at its ends. Lines are counted as a spreadsheet does, from 1."""

    header: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    """Line and cells, as many as the header has; lines without any text are left out."""
    remarks: list[Remark] = field(default_factory=list)

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Table":
        table = json.loads(text)
        return cls(
            table["header"],
            [(line, cells) for line, cells in table["rows"]],
            [Remark(**remark) for remark in table["remarks"]],
        )


def read(data: bytes) -> Table:
    """CSV in any usual encoding, XLSX, ODS, or JSON as a list of objects."""
    if len(data) > MAX_BYTES:
        raise too_large(len(data))
    remarks: list[Remark] = []
    if data.startswith(b"PK"):
        lines: Iterable[list[str]] = _read_archive(data, remarks)
    elif data.startswith(OTHERS):
        raise not_a_table()
    else:
        lines = _read_text(_decode(data, remarks), remarks)
    return _table(lines, remarks)


def too_large(size: int) -> ValidationError:
    return ValidationError(
        _("This file is too large: %(size)s MB. We can read up to %(most)s MB.")
        % {"size": -(-size // 1_000_000), "most": MAX_BYTES // 1_000_000}
    )


def too_wide(width: int) -> ValidationError:
    return ValidationError(
        _("This table has %(count)s columns. We can read up to %(most)s.")
        % {"count": width, "most": MAX_COLUMNS}
    )


def too_much() -> ValidationError:
    return ValidationError(
        _("This table is too large. We can read up to %(cells)s cells and %(letters)s letters.")
        % {"cells": MAX_CELLS, "letters": MAX_LETTERS}
    )


def not_a_table() -> ValidationError:
    return ValidationError(
        _("We cannot read this file. In your spreadsheet, save it as CSV, XLSX or ODS.")
    )


def _decode(data: bytes, remarks: list[Remark]) -> str:
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if wide := _wide(data):
        return data.decode(wide, "replace")
    text = data.decode(errors="replace")
    broken = text.count("\ufffd")
    if not broken:
        return text
    if broken < sum(character > "\x7f" for character in text) - broken:
        remarks.append(Remark(0, "", _("Some letters of this file are broken; they show as �.")))
        return text
    best = from_bytes(data, cp_isolation=["cp1252", "cp1256"]).best()
    return data.decode(best.encoding if best else "cp1252", "replace")


def _wide(data: bytes) -> str:
    """UTF-16 that does not say so: every other byte of Latin text is zero."""
    start = data[:4000]
    high, low = start[::2].count(0), start[1::2].count(0)
    if max(high, low) * 4 < len(start) or min(high, low) * 4 > max(high, low):
        return ""
    return "utf-16-le" if low > high else "utf-16-be"


def _read_text(text: str, remarks: list[Remark]) -> list[list[str]]:
    beginning = text[:500].lstrip().lower()
    if beginning.startswith(("<!doctype html", "<html", "<table", "<?xml")):
        raise ValidationError(_("This is a web page. Save the table as CSV, XLSX or ODS."))
    if beginning.startswith("["):
        with suppress(ValueError, RecursionError):
            return _json_lines(json.loads(text))
    lines = [f"{line}\n" for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return _split(lines, _delimiter(lines), remarks)


def _json_lines(rows: Any) -> list[list[str]]:
    """The objects of a list as lines, below their names. ValueError if it is no such list."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError
    names = list(dict.fromkeys(chain.from_iterable(rows)))
    if len(names) > MAX_COLUMNS:
        raise too_wide(len(names))
    if len(names) * len(rows) > MAX_CELLS:
        raise too_much()
    return [names, *([_typed(row.get(name)) for name in names] for row in rows[: MAX_ROWS + 2])]


def _delimiter(lines: list[str]) -> str:
    """The one that makes columns of the first line, and as many of the lines after it."""

    def fit(delimiter: str) -> tuple[int, int]:
        try:
            records = list(islice(filter(None, csv.reader(lines, delimiter=delimiter)), 30))
        except csv.Error:
            return 0, 0
        width = len(records[0]) if records else 0
        return sum(len(record) == width for record in records) if width > 1 else 0, width

    return max(DELIMITERS, key=fit)


class _Lines:
    """Lines that remember which of them made the present record."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = iter(lines)
        self.taken: list[str] = []
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        for line in self.lines:
            self.taken.append(line)
            return line
        self.ended = True
        raise StopIteration


def _split(lines: list[str], delimiter: str, remarks: list[Remark]) -> list[list[str]]:
    """Records of delimited text.

    A quotation mark that is never closed swallows the lines after it. Such a line is read by
    itself, with its quotation marks as plain text, and reading goes on with the next.
    """
    records: list[list[str]] = []
    start = broken = width = 0
    while start < len(lines):
        source = _Lines(islice(lines, start, None))
        reader = csv.reader(source, delimiter=delimiter)
        while True:
            source.taken = []
            try:
                record = next(reader, None)
            except csv.Error:
                record, source.ended = [], True
            if not source.taken:
                return records
            alone = _alone(source.taken[0], delimiter)
            if source.ended or (len(alone) == width and _swallows(source.taken, width, delimiter)):
                break
            start += len(source.taken)
            records.append(record or [])
            width = width or len(records[-1])
        broken += 1
        if broken > MAX_BROKEN:
            raise ValidationError(
                _("Too many quotation marks in this file are not closed. Save it as XLSX or ODS.")
            )
        start += 1
        records.append(alone)
        width = width or len(alone)
        why = _("A quotation mark is not closed. We read this line by itself.")
        remarks.append(Remark(len(records), "", why))
    return records


def _swallows(taken: list[str], width: int, delimiter: str) -> bool:
    """Whether a record of several lines holds more than its own."""
    if len(taken) == 1:
        return False
    try:
        return len(next(csv.reader(taken, delimiter=delimiter, strict=True))) != width
    except csv.Error:
        return True


def _alone(line: str, delimiter: str) -> list[str]:
    """One line by itself, whatever its quotation marks say."""
    return [cell.strip().strip('"') for cell in line.rstrip("\n").split(delimiter)]


def _read_archive(data: bytes, remarks: list[Remark]) -> Iterator[list[str]]:
    """XLSX and ODS are ZIP archives; so is much else, and some of it is meant to burst."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_FILES:
                raise not_a_table()
            if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise too_large(MAX_UNPACKED)
            names = set(archive.namelist())
            if "content.xml" in names:
                with archive.open("content.xml") as content:
                    yield from islice(_ods_lines(content, remarks), MAX_ROWS + 2)
                    return
        if "xl/workbook.xml" in names:
            yield from _xlsx_lines(data, remarks)
            return
    except ValidationError:
        raise
    except Exception as broken:  # what a damaged archive raises is endless, and says the same
        raise not_a_table() from broken
    raise not_a_table()


def _xlsx_lines(data: bytes, remarks: list[Remark]) -> Iterator[list[str]]:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # the size that a sheet claims may be a million empty lines
    _one_sheet(len(book.worksheets), sheet.title, remarks)
    for line in sheet.iter_rows(values_only=True, max_row=MAX_ROWS + 2):
        if any(line[MAX_COLUMNS:]):
            raise too_wide(len(line))
        yield [_typed(value) for value in line[:MAX_COLUMNS]]


def _ods_lines(content: IO[bytes], remarks: list[Remark]) -> Iterator[list[str]]:
    """Lines of the first sheet. Repeated cells and lines are written once, with a count."""
    sheets, title = 0, ""
    for event, element in ElementTree.iterparse(content, ("start", "end")):
        if event == "start" and element.tag == f"{TABLE}table":
            sheets += 1
            title = title or element.get(f"{TABLE}name", "")
        elif event == "end" and element.tag == f"{TABLE}table-row":
            cells = _ods_cells(element) if sheets == 1 else []
            count = int(element.get(f"{TABLE}number-rows-repeated", 1))
            yield from [cells] * (min(count, MAX_ROWS + 2) if cells else min(count, 1_000))
            element.clear()
    _one_sheet(sheets, title, remarks)


def _ods_cells(row: ElementTree.Element) -> list[str]:
    cells: list[str] = []
    for cell in row:
        text = _ods_cell(cell)
        if text and len(cells) > MAX_COLUMNS:
            raise too_wide(len(cells))
        count = int(cell.get(f"{TABLE}number-columns-repeated", 1))
        cells += [text] * min(count, MAX_COLUMNS + 1 - len(cells))
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _ods_cell(cell: ElementTree.Element) -> str:
    match cell.get(f"{OFFICE}value-type"):
        case "date":
            return cell.get(f"{OFFICE}date-value", "").replace("T", " ")
        case "float":
            return _typed(float(cell.get(f"{OFFICE}value", "0")))
        case "boolean":
            return _typed(cell.get(f"{OFFICE}boolean-value") == "true")
    return "\n".join(map(_ods_text, cell.findall(f"{TEXT}p")))


def _ods_text(part: ElementTree.Element) -> str:
    """Its words; several spaces, tabs and breaks are elements of their own there."""
    count = min(int(part.get(f"{TEXT}c", 1)), MAX_CELL)
    text = BLANKS.get(part.tag, "") * count + (part.text or "")
    for each in part:
        text += _ods_text(each) + (each.tail or "")
        if len(text) > MAX_CELL:
            break  # it is refused, however much longer it is
    return text


def _typed(value: object) -> str:
    """What a spreadsheet's cell would say as text."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
        case date():
            return value.isoformat()
        case float():
            return f"{value:.15g}" if abs(value) < 1e15 else str(value)
    return str(value)


def _one_sheet(count: int, title: str, remarks: list[Remark]) -> None:
    if count > 1:
        why = _("This file has %(count)s sheets. We read the first, “%(title)s”.")
        remarks.append(Remark(0, "", why % {"count": count, "title": title}))


def _within_limits(lines: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Numbered lines that hold text, as they come: a small file may unfold into endless ones."""
    count = width = letters = 0
    for number, line in enumerate(lines, 1):
        letters += sum(map(len, line))
        if letters > MAX_LETTERS:
            raise too_much()
        while line and not line[-1].strip():
            line.pop()
        if not line:
            continue
        count, width = count + 1, max(width, len(line))
        if width > MAX_COLUMNS:
            raise too_wide(width)
        if count > MAX_ROWS + 1:
            raise ValidationError(_("This table has more than %s lines.") % MAX_ROWS)
        if count * width > MAX_CELLS:
            raise too_much()
        yield number, line


def _table(lines: Iterable[list[str]], remarks: list[Remark]) -> Table:
    invisible = 0

    def clean(cell: str) -> str:
        nonlocal invisible
        cell, found = INVISIBLE.subn("", cell)
        invisible += found
        return HARMLESS.sub("", cell.strip())

    numbered = [(number, [clean(cell) for cell in line]) for number, line in _within_limits(lines)]
    filled = [(number, cells) for number, cells in numbered if any(cells)]
    if not filled:
        raise ValidationError(_("This file is empty."))
    width = max(_width(cells) for number, cells in filled)
    if any(len(cell) > MAX_CELL for number, cells in filled for cell in cells):
        raise ValidationError(_("A cell of this table is longer than %s letters.") % MAX_CELL)
    if invisible > 20 + sum(len(cell) for number, cells in filled for cell in cells) // 20:
        raise not_a_table()
    if invisible:
        why = ngettext(
            "%s invisible character was taken out.",
            "%s invisible characters were taken out.",
            invisible,
        )
        remarks.append(Remark(0, "", why % invisible))
    head = _head(filled)
    return Table(
        _names(filled[head][1], width),
        [(number, (cells + [""] * width)[:width]) for number, cells in filled[head + 1 :]],
        remarks
        + [
            Remark(number, "", _("This line stands above the table; it was left out."))
            for number, cells in filled[:head]
        ],
    )


def _width(cells: list[str]) -> int:
    return max((place for place, cell in enumerate(cells, 1) if cell), default=0)


def _head(filled: list[tuple[int, list[str]]]) -> int:
    """Where the names of the columns stand: some people write a title above them."""
    usual = median_high(_width(cells) for _number, cells in filled)
    for place, (_number, cells) in enumerate(filled[:5]):
        if sum(map(bool, cells)) * 2 > usual:
            return place
    return 0


def _names(cells: list[str], width: int) -> list[str]:
    """Column names; where there is none, the letter by which spreadsheets call it."""
    cells = (cells + [""] * width)[:width]
    return [cell or _("Column %s") % _letter(place) for place, cell in enumerate(cells)]


def _letter(place: int) -> str:
    return (_letter(place // 26 - 1) if place >= 26 else "") + chr(65 + place % 26)
