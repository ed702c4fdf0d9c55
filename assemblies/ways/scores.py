"""The score vote: one of several, by points."""

from collections import Counter
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from typing import Self

from .lots import Seed
from .outcomes import Outcome, Reason, Seat, known, outcome
from .terms import Terms


@dataclass(frozen=True, kw_only=True)
class Scores:
    """What was given, counted: who gave what is not in it, so it cannot matter."""

    could: int
    did: int
    given: Mapping[str, Mapping[int, int]]
    """For each choice, how many gave it how many points. Who gave it none need not stand here."""
    seed: Seed

    @classmethod
    def of(
        cls,
        could: Set[Seat],
        choices: Collection[str],
        points: Mapping[Seat, Mapping[str, int]],
        seed: Seed,
    ) -> Self:
        known(points.keys(), could)
        if not all(given.keys() <= {*choices} for given in points.values()):
            raise ValueError("Points for what is no choice.")
        return cls(
            could=len(could),
            did=len(points),
            given={
                choice: Counter(given.get(choice, 0) for given in points.values())
                for choice in choices
            },
            seed=seed,
        )

    def steps(self, choice: str, top: int) -> list[int]:
        """How many gave it 0, 1 and so on. Who did not say gave 0: silence is not a yes."""
        given = self.given[choice]
        if not given.keys() <= {*range(top + 1)} or sum(given.values()) > self.did:
            raise ValueError("More points than there can be.")
        steps = [given.get(points, 0) for points in range(1, top + 1)]
        return [self.did - sum(steps), *steps]


def score(scores: Scores, terms: Terms) -> Outcome:
    """The most points win. Of those with as many: that to which the fewest gave 0, then 1, and so
    on. Of those that are alike in all of it: by lot."""
    steps = {choice: scores.steps(choice, terms.top) for choice in scores.given}
    points = {
        choice: sum(each * count for each, count in enumerate(counts))
        for choice, counts in steps.items()
    }

    def rank(choice: str) -> tuple[int, list[int]]:
        return -points[choice], steps[choice]

    chosen: tuple[str, ...] = ()
    reason = Reason.NO_POINTS
    order = sorted(scores.seed.order(scores.given, terms), key=rank)
    if any(points.values()):
        chosen = (order[0],)
        alike = [choice for choice in order if rank(choice) == rank(order[0])]
        reason = Reason.TIED if alike[1:] else Reason.MOST_POINTS
    return outcome(
        reason, could=scores.could, did=scores.did, terms=terms, counts=points, chosen=chosen
    )
