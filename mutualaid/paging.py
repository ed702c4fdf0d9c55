"""Pages of a list by key instead of by number: the thousandth costs what the first does."""

from datetime import UTC, datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.http import urlencode

SIZE = 25


class Page[Row: Model](NamedTuple):
    """Rows of one page; ``older`` is the cursor of the next page, empty on the last."""

    rows: list[Row]
    older: str

    @property
    def next(self) -> str:
        """The address of the next page, after that of this one; empty on the last."""
        return f"?{urlencode({'before': self.older})}" if self.older else ""


def page_of[Row: Model](
    rows: QuerySet[Row], cursor: str, *, by: str = "created_on", size: int = SIZE
) -> Page[Row]:
    """A page of ``rows``, newest first by the column ``by``; a broken cursor is the first page."""
    if after := _read(rows, cursor, by):
        value, pk = after
        rows = rows.filter(Q(**{f"{by}__lt": value}) | Q(**{by: value, "pk__lt": pk}))
    found = list(rows.order_by(f"-{by}", "-pk")[: size + 1])
    older = f"{getattr(found[size - 1], by)}_{found[size - 1].pk}" if len(found) > size else ""
    return Page(found[:size], older)


def _read(rows: QuerySet, cursor: str, by: str) -> tuple | None:
    text, _, pk = cursor.rpartition("_")
    try:
        value = rows.model._meta.get_field(by).to_python(text)
        # A time may be written that no database can hold: it lies before the year 1 in UTC.
        return value.astimezone(UTC) if isinstance(value, datetime) else value, int(pk)
    except (ValidationError, ValueError, OverflowError):
        return None
