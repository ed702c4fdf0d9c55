"""Books as tables for spreadsheets."""

from collections.abc import Iterable
from decimal import Decimal

from tablib import Dataset

from needs.results.export import harmless

type Cell = str | Decimal


def as_csv(headers: list[str], rows: Iterable[list[Cell]]) -> bytes:
    """With cells of words made harmless, that a spreadsheet would run as a formula."""
    safe = [[cell if isinstance(cell, Decimal) else harmless(cell) for cell in row] for row in rows]
    # Without the mark, spreadsheets take UTF-8 for Windows-1252.
    return f"\ufeff{Dataset(*safe, headers=headers).export('csv')}".encode()
