"""Small numbers: what may be told, so that nobody can be picked out.

Members are told exact counts of the whole survey. These advance five responses at a time, and of
a question with fewer than `FIVE` answers only the order is told. Whatever could be subtracted
from that, the public pages and those narrowed to one answer, counts in fives:

- A count is told as "more than 5, 10, 15 …": rounded down to a five below it, less a secret shift
  of 1 to 5 that every cell has for good. So a cell of which nothing is told may be any of 0 to 9,
  one answer more moves no number by one, and two pages, or two moments of one page, differ by
  fives. The cell where two answers meet has one shift, on whichever page it stands.
- Never all: the cells of a question together stay five below those who answered it, and a cell
  where two answers meet stays five below each of them. So it is never told that nobody, or
  everybody, said something.

Rounding beats hiding here: which cell is hidden, and when it appears, tells of its neighbors.
"""

from collections.abc import Iterable, Mapping

from mutualaid.sealed import crypto

FIVE = 5
FIRST = 3
"""From so many answers on, members see an order without counts, frozen until there are five."""


def shift(secret: bytes, *names: str) -> int:
    """The shift, 1 to 5, of a cell, or of the cell where several answers meet; ``secret`` is the
    survey's own."""
    return 1 + int(crypto.digest(secret, str(sorted({*names} - {""}))), 16) % FIVE


def more_than(count: float, shift: int) -> int:
    """A multiple of five that is less than the count, or 0."""
    return max(0, int(count - shift) // FIVE * FIVE)


def in_fives(
    secret: bytes, counts: Mapping[str, int], total: int, *, meeting: str = "", limits=None
) -> dict[str, int]:
    """The counts of cells that exclude each other, as they may be told.

    ``total`` is how many answered. On a page narrowed to one answer, ``meeting`` is that answer
    and ``limits`` are the cells' counts on the page that is not narrowed.
    """
    told = {}
    for name, count in counts.items():
        room = min(total, limits[name]) if limits else total
        told[name] = more_than(min(count, room - FIVE), shift(secret, name, meeting))
    while told and sum(told.values()) > max(total - FIVE, 0):
        told[max(told, key=told.__getitem__)] -= FIVE
    return told


def in_order(counts: Mapping[str, int], names: Iterable[str]) -> list[str]:
    """The names with the largest counts first; equal ones stay in the order given."""
    return sorted(names, key=lambda name: -counts.get(name, 0))
