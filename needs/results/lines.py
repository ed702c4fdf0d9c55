"""The lines of each question's table: choices as asked, numbers and dates in ranges."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, groupby
from math import floor, log10
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from needs.results.counting import EDGES
from needs.results.small import FIVE
from needs.surveys.kinds import kind_of
from needs.surveys.kinds.base import OTHER, Choice
from needs.surveys.models import Question

Kind = Question.Kind

SEVERAL = {Kind.MANY, Kind.SHARE, Kind.NEEDS}
"""Kinds of which one person may give several answers."""
MONTHS = 12
"""Where dates of more than one or two people reach over more months, they are told by year."""


@dataclass(frozen=True)
class Line:
    """One answer, or a range of them. ``count`` is None where only the order is told, and
    ``asked`` is false of a choice that the question does not offer."""

    label: str
    cells: tuple[str, ...]
    count: int | None = None
    asked: bool = True


@dataclass(frozen=True)
class Span:
    """A range of numbers or days, with its first and last in words."""

    cells: tuple[str, ...]
    first: str
    last: str

    def label(self) -> str:
        return self.first if self.first == self.last else f"{self.first} – {self.last}"


def groups(question: Question, found: Mapping[str, int]) -> list[list[Line]]:
    """The lines of a question; those of one group exclude each other.

    ``found`` are the counts of the cells among all who answered.
    """
    match question.kind:
        case Kind.SHORT | Kind.LONG:
            return []
        case Kind.NUMBER:
            return [ranges(bins(found), found, _("%(last)s or less"), _("%(first)s or more"))]
        case Kind.DATE:
            words = _("%(last)s or earlier"), _("%(first)s or later")
            by_month = ranges(months(found), found, *words)
            return [by_month if len(by_month) <= MONTHS else ranges(years(found), found, *words)]
        case Kind.GRID:
            kind: Any = kind_of(question)
            known = dict(kind.choices())
            columns = known_and_found(kind.choices(), [cell.partition("=")[2] for cell in found])
            return [
                [
                    Line(f"{row.text}: {text}", (f"{row.key}={key}",), asked=key in known)
                    for key, text in columns
                ]
                for row in kind.rows()
            ]
    known = dict(kind_of(question).choices())
    choices = known_and_found(kind_of(question).choices(), found)
    lines = [Line(text, (key,), asked=key in known) for key, text in choices]
    return [[line] for line in lines] if question.kind in SEVERAL else [lines]


def known_and_found(choices: list[Choice], found) -> list[Choice]:
    """What could be chosen, and what else came in from elsewhere."""
    known = {choice.key for choice in choices}
    names = {OTHER: _("Something else")}
    more = sorted(set(found) - known)
    return [*choices, *(Choice(key, names.get(key, key)) for key in more)]


def bins(found: Mapping[str, int]) -> list[Span]:
    """Every bin of numbers from the lowest to the highest that was found."""
    edges = sorted({*EDGES, *(-edge for edge in EDGES)})
    low, high = min(map(int, found), default=0), max(map(int, found), default=0)
    return [
        Span((str(edge),), *(number_format(end, force_grouping=True) for end in bin_ends(edge)))
        for edge in edges
        if low <= edge <= high
    ]


def bin_ends(edge: int) -> tuple[int, int]:
    """The first and last whole number of a bin."""
    place = EDGES.index(abs(edge))
    far = EDGES[place + 1] - 1 if place + 1 < len(EDGES) else EDGES[-1]
    return (-far, edge) if edge < 0 else (edge, far)


def months(found: Mapping[str, int]) -> list[Span]:
    """A span for each month."""
    return [Span((iso(month),), *[in_words(month)] * 2) for month in every_month(found)]


def years(found: Mapping[str, int]) -> list[Span]:
    """A span for each year."""
    return [
        Span(tuple(map(iso, those)), str(year), str(year))
        for year, those in groupby(every_month(found), key=lambda month: month // 12)
    ]


def every_month(found: Mapping[str, int]) -> list[int]:
    """Months, counted from the year 0: all in the middle, and those found towards both ends, where
    one person's date may lie a thousand years away."""
    counts = {
        year * 12 + month - 1: found[f"{year:04}-{month:02}"]
        for year, month in sorted(tuple(map(int, cell.split("-"))) for cell in found)
    }
    low, high = _typical(counts), _typical(dict(reversed(counts.items())))
    return sorted({*counts, *range(low, high)})


def _typical(counts: Mapping[int, int]) -> int:
    """The month with which the answers become more than one or two people's; 0 if none."""
    so_far = zip(counts, accumulate(counts.values()), strict=True)
    return next((month for month, count in so_far if count >= FIVE), 0)


def iso(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"


def in_words(month: int) -> str:
    return date_format(date(month // 12, month % 12 + 1, 1), "YEAR_MONTH_FORMAT")


def ranges(spans: list[Span], found: Mapping[str, int], less: str, more: str) -> list[Line]:
    """The spans as lines, those at both ends joined until no end is one person's."""
    low = _end(spans, found)
    high = _end(spans[low:][::-1], found)
    middle = spans[low : len(spans) - high]
    if low and high and len(middle) == 1:
        return [Line(_("All of them"), joined(spans))]
    lines = [Line(span.label(), span.cells) for span in middle]
    if low:
        lines[0] = Line(less % {"last": middle[0].last}, joined(spans[: low + 1]))
    if high:
        lines[-1] = Line(more % {"first": middle[-1].first}, joined(spans[-high - 1 :]))
    return lines


def _end(spans: list[Span], found: Mapping[str, int]) -> int:
    """How many spans at this end have too few answers together and join the next one."""
    counts = accumulate(sum(found.get(cell, 0) for cell in span.cells) for span in spans)
    return next((number for number, count in enumerate(counts) if count >= FIVE), len(spans) - 1)


def joined(spans: list[Span]) -> tuple[str, ...]:
    return tuple(cell for span in spans for cell in span.cells)


def middle(lines: list[Line]) -> str:
    """The line in which the middle one of all answers lies (the lower of two)."""
    sums = list(accumulate(line.count or 0 for line in lines))
    half = sums[-1] / 2
    return next(line.label for line, so_far in zip(lines, sums, strict=True) if so_far >= half)


def rough(total: float) -> float:
    """A number to two digits, so that a sum does not give away one person's part of it."""
    return round(total, 1 - floor(log10(abs(total)))) if total else 0
