"""The Method of Equal Shares: a few projects, under a limit of people's hours.

All who answer have the same part of the hours. A project is taken once those who want it can carry
its hours out of their parts, all the same, or all they have left: first the one that takes the
least from each. So a tenth of the circle who want the same decide about a tenth of the hours,
whatever the others want.

Each project that one wants counts the same for them, however many hours it takes: hours are what
people give, not what they get (elsewhere called cardinality satisfaction).

Hours are left over when nobody's part is enough for anything more. Then the parts of all grow alike
until those who want a project that still fits can carry it, and so on, until nothing that somebody
wants fits (elsewhere called completion by Phragmén's method). Of what would be taken at the same
moment the lot says which comes first.

Source: Peters, Pierczyński and Skowron 2021, "Proportional Participatory Budgeting with Additive
Utilities"; for what is left, Peters and Skowron 2020, "Proportionality and the Limits of
Welfarism".
"""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import Self

from .lots import Seed
from .outcomes import Outcome, Reason, Seat, known, outcome
from .terms import Terms


@dataclass(frozen=True, kw_only=True)
class Wishes:
    could: int
    ballots: Sequence[Set[str]]
    """What each who answered wants, in any order."""
    hours: Mapping[str, int]
    """How many each project takes."""
    limit: int
    """How many hours there are."""
    seed: Seed

    def __post_init__(self) -> None:
        if min(self.hours.values(), default=1) < 1 or self.limit < 0:
            raise ValueError("Hours are counted from one on.")
        if not all(ballot <= self.hours.keys() for ballot in self.ballots):
            raise ValueError("Somebody wants what is no project.")

    @classmethod
    def of(
        cls,
        could: Set[Seat],
        wishes: Mapping[Seat, Set[str]],
        *,
        hours: Mapping[str, int],
        limit: int,
        seed: Seed,
    ) -> Self:
        known(wishes.keys(), could)
        return cls(
            could=len(could), ballots=[*wishes.values()], hours=hours, limit=limit, seed=seed
        )


def equal_shares(wishes: Wishes, terms: Terms) -> Outcome:
    parts = _Parts(wishes, wishes.seed.order(wishes.hours, terms))
    parts.spend()
    parts.spend_the_rest()
    return outcome(
        Reason.SHARES if parts.chosen else Reason.NOTHING_FITS,
        could=wishes.could,
        did=len(wishes.ballots),
        terms=terms,
        counts=parts.wanted,
        chosen=tuple(parts.chosen),
    )


class _Parts:
    """What everybody has left. Who want the same have the same left, so they are counted.

    Parts are whole numbers of pieces, and an hour is cut into as many as it takes: as exact
    as a fraction for each, and many times as fast.
    """

    def __init__(self, wishes: Wishes, drawn: list[str]) -> None:
        self.heads = Counter(map(frozenset, wishes.ballots))
        self.hour = len(wishes.ballots)
        self.left = dict.fromkeys(self.heads, wishes.limit)
        self.by = {each: [want for want in self.heads if each in want] for each in drawn}
        self.wanted = {each: sum(self.heads[want] for want in self.by[each]) for each in drawn}
        self.waiting = [each for each in drawn if self.wanted[each]]
        self.hours = wishes.hours
        self.free = wishes.limit
        self.chosen: list[str] = []

    def spend(self) -> None:
        """First the project that asks least of each. What it asks only grows as parts are spent,
        so whatever asks no more than the others did before comes first."""
        queue = [
            (Fraction(self.hours[each], self.wanted[each]), place, each)
            for place, each in enumerate(self.waiting)
        ]
        heapify(queue)
        while queue:
            _, place, project = heappop(queue)
            asked = self.asked(project)
            if asked is None:
                continue
            if queue and (asked, place) > queue[0][:2]:
                heappush(queue, (asked, place, project))
            else:
                self.take(project, self.whole(asked * self.hour))

    def asked(self, project: str) -> Fraction | None:
        """The most hours that one has to give, if the others give as many, or all they have."""
        pieces, heads = self.hours[project] * self.hour, self.wanted[project]
        for left, count in sorted((self.left[want], self.heads[want]) for want in self.by[project]):
            if left * heads >= pieces:
                return Fraction(pieces, heads * self.hour)
            pieces -= left * count
            heads -= count
        return None

    def spend_the_rest(self) -> None:
        """All parts grow alike until it is enough for one that fits."""
        while fitting := [each for each in self.waiting if self.hours[each] <= self.free]:
            missing = {each: self.missing(each) for each in fitting}
            project = min(missing, key=lambda each: missing[each])
            more = self.whole(missing[project])
            self.left = {want: left + more for want, left in self.left.items()}
            self.take(project, max(self.left.values()))  # all that those who want it have

    def missing(self, project: str) -> Fraction:
        """By how many pieces each part would have to grow."""
        there = sum(self.left[want] * self.heads[want] for want in self.by[project])
        return Fraction(self.hours[project] * self.hour - there, self.wanted[project])

    def take(self, project: str, most: int) -> None:
        for want in self.by[project]:
            self.left[want] -= min(self.left[want], most)
        self.waiting.remove(project)
        self.chosen.append(project)
        self.free -= self.hours[project]

    def whole(self, pieces: Fraction) -> int:
        """As many of smaller pieces, cut so that it comes out even."""
        self.hour *= pieces.denominator
        self.left = {want: left * pieces.denominator for want, left in self.left.items()}
        return pieces.numerator
