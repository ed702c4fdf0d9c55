"""The nearest of a million needs cost what the nearest of ten thousand do (goal 4)."""

from collections.abc import Iterator

from . import Goal
from ._needs import ENGINES, FEW, HOME, MOST, SIZES, measured

NEAR = {
    "near the middle": f"{HOME}?order=nearest",
    "near the edge": f"{HOME}?order=nearest&near=882748b655fffff",
    "near, of one kind": f"{HOME}?order=nearest&category=meals",
}
LIMIT = 3


def goals() -> Iterator[Goal]:
    for engine in ENGINES:
        found = {(page, rows): cpu for page, rows, cpu, _ in measured(engine, SIZES, NEAR)}
        for rows in SIZES[1:]:
            for page in NEAR:
                cpu, few = found[page, rows], found[page, FEW]
                name = f"4 · {engine} · {page}, {rows} ÷ {FEW} needs · {cpu:.1f} ÷ {few:.1f} ms"
                yield Goal(name, cpu / few, LIMIT, enough=rows == MOST)
