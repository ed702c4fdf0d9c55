"""What did not come in as it stands, named line by line and gathered by its reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any


@dataclass(frozen=True)
class Remark:
    """What did not come in as it stands: where, and why. ``line`` 0 is the whole file."""

    line: int
    column: str
    why: str
    cell: str = ""
    """The cell itself, to show to whoever has the file; never stored."""


@dataclass(frozen=True)
class Named:
    """Cells of one column that did not come in as they stand, for one reason."""

    column: str
    why: str
    lines: str
    """``2–37, 40``; empty for the whole file."""
    count: int
    example: str = ""


def named(remarks: Iterable[Remark]) -> list[Named]:
    groups: dict[tuple[str, str], list[Remark]] = {}
    for remark in remarks:
        groups.setdefault((remark.column, remark.why), []).append(remark)
    return [
        Named(
            column,
            why,
            spans(remark.line for remark in group if remark.line),
            len(group),
            next((remark.cell for remark in group if remark.cell), ""),
        )
        for (column, why), group in groups.items()
    ]


def stored(remarks: Iterable[Remark]) -> list[dict[str, Any]]:
    """The same, to be stored: without any cell's own words."""
    return [
        {"column": one.column, "why": one.why, "lines": one.lines, "count": one.count}
        for one in named(remarks)
    ]


def spans(lines: Iterable[int]) -> str:
    """``2, 3, 4, 9`` → ``2–4, 9``."""
    ordered = sorted(set(lines))
    starts = [0] + [
        place for place, (one, next_one) in enumerate(pairwise(ordered), 1) if next_one > one + 1
    ]
    parts = [ordered[start:end] for start, end in pairwise([*starts, len(ordered)])]
    return ", ".join(
        f"{part[0]}–{part[-1]}" if len(part) > 1 else f"{part[0]}" for part in parts if part
    )
