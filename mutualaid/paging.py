"""Pages of a list by key instead of by number: the thousandth costs what the first does.

Where a page ends stands in the address of the next, beside whatever was chosen, as ``before``.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

SIZE = 25


class Page[Row](NamedTuple):
    """Rows of one page; ``older`` is the query that leads to the next, empty on the last."""

    rows: list[Row]
    older: str


def page_of[Row: Model](
    rows: QuerySet[Row], typed: QueryDict, *order: str, size: int = SIZE
) -> Page[Row]:
    """A page of ``rows`` in this ``order``, and of what is alike in it in that of their keys; a
    broken cursor is the first page."""
    if not order[-1].endswith("pk"):
        order = (*order, "-pk" if order[-1].startswith("-") else "pk")
    rows = rows.filter(_beyond(rows, typed.get("before", ""), order))
    found = list(rows.order_by(*order)[: size + 1])
    names = [name.removeprefix("-") for name in order]
    return cut(found, typed, lambda row: "_".join(str(getattr(row, name)) for name in names), size)


def cut[Row](
    found: Sequence[Row], typed: QueryDict, cursor: Callable[[Row], str] = str, size: int = SIZE
) -> Page[Row]:
    """The page that these begin, of which one more was ``found`` than fits, if there are more."""
    query = typed.copy()
    if len(found) > size:
        query["before"] = cursor(found[size - 1])
    return Page(list(found[:size]), f"?{query.urlencode()}" if len(found) > size else "")


def key_in(cursor: str) -> int | None:
    """The key that a cursor is, if it is one."""
    return min(int(cursor), 2**63 - 1) if cursor.isdecimal() and len(cursor) < 20 else None


def _beyond(rows: QuerySet, cursor: str, order: Sequence[str]) -> Q:
    """What comes after it."""
    texts, beyond = cursor.rsplit("_", len(order) - 1), Q()
    if len(texts) < len(order) or "\0" in cursor:
        return beyond
    for column, text in reversed([*zip(order, texts, strict=True)]):
        name = column.removeprefix("-")
        try:
            value = _value(rows, name, text)
        except (ValidationError, ValueError, OverflowError):
            return Q()
        further = Q(**{f"{name}__{'gt' if name == column else 'lt'}": value})
        beyond = further | Q(**{name: value}) & beyond if beyond else further
    return beyond


def _value(rows: QuerySet, name: str, text: str) -> Any:
    meta = rows.model._meta
    value = (meta.pk if name == "pk" else meta.get_field(name)).to_python(text)
    # A time may be written that no database can hold: it lies before the year 1 in UTC.
    return value.astimezone(UTC) if isinstance(value, datetime) else value
