"""Tables for spreadsheets and programs.

A cell of words that a spreadsheet would run as a formula gets an apostrophe before it, and so does
one that looks like that already: taking one apostrophe away gives back what was there, as
`reader` does in all formats.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from tablib import Dataset

RISKY = re.compile(r"'*[=+\-@\t\r]")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


type Cell = str | int | Decimal


def harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and RISKY.match(cell) else cell


def written(
    headers: list[str], rows: Iterable[Sequence[Cell]], *, title: str, extension: str
) -> bytes:
    """A table in one of `TYPES`."""
    lines = [[harmless(cell) for cell in row] for row in rows]
    named = [harmless(name) for name in headers]
    content = Dataset(*lines, headers=named, title=title).export(extension)
    if extension == "csv":
        # Without the mark, spreadsheets take UTF-8 for Windows-1252.
        content = f"\ufeff{content}"
    return content if isinstance(content, bytes) else content.encode()
