"""The board of a million needs costs what that of ten thousand does (goals 1, 2 and 5)."""

from collections.abc import Iterator

from . import Goal
from ._needs import ENGINES, FEW, HOME, MOST, SIZES, measured

LISTS = {
    "board": HOME,
    "board of the smaller network": "/n/eastside/needs/",
    "one kind": f"{HOME}?category=meals",
    "most urgent": f"{HOME}?order=urgent",
    "deep page": "",
    "map, counted up to 1000": f"{HOME}map/",
    "to do": f"{HOME}to-do/",
}
ME = {"me": "/me/"}
HALF_A_YEAR_AGO = 180
LIMITS = {"me": 2.7, "few": 1.2}


def goals() -> Iterator[Goal]:
    pages = LISTS | ME | {"deep page": f"{HOME}?before={deep()}"}
    for engine in ENGINES:
        found = {(page, rows): told for page, rows, *told in measured(engine, SIZES, pages)}
        for rows in SIZES:
            me, _ = found["me", rows]
            for page in LISTS:
                cpu, _ = found[page, rows]
                name = f"1 · {engine} · {rows} needs · {page} {cpu:.1f} ms ÷ me {me:.1f} ms"
                yield Goal(name, cpu / me, LIMITS["me"])
        for rows in SIZES[1:]:
            for page in LISTS:
                (cpu, asked), (few, less) = found[page, rows], found[page, FEW]
                name = f"2 · {engine} · {page}, {rows} ÷ {FEW} needs · {cpu:.1f} ÷ {few:.1f} ms"
                yield Goal(name, cpu / few, LIMITS["few"], enough=rows == MOST)
                name = f"5 · {engine} · {page}, {rows} ÷ {FEW} needs · statements, {asked} ÷ {less}"
                yield Goal(name, asked / less, 1, enough=rows == MOST)


def deep() -> int:
    """The key of a need of half a year ago."""
    from datetime import UTC, datetime, timedelta

    return (datetime.now(UTC).date() - timedelta(days=HALF_A_YEAR_AGO)).toordinal() << 43
