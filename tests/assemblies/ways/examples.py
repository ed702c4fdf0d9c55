"""What is tried with every way to decide."""

from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import settings
from hypothesis import strategies as st

from assemblies.ways.lots import Seed
from assemblies.ways.terms import Terms
from tests.deep import DEEP

CHOICES = tuple("abcd")
SEED = Seed.of("drawn at the opening")

seats = st.integers() | st.text(max_size=2) | st.tuples(st.just("delegate"), st.integers())
"""Whatever a seat is called by; no member sits in any."""
quorums = st.integers(0, 12) | st.fractions(0, 1, max_denominator=6)
shares = st.fractions(Fraction(1, 12), 1, max_denominator=12)
all_terms = st.builds(
    Terms, quorum=quorums, asides=shares, top=st.integers(1, 5), seal=st.just(SEED.seal)
)


@dataclass(frozen=True)
class Drawn(Seed):
    """A lot that has fallen: to call the choices otherwise, and leave the lot as it is."""

    tickets: tuple[str, ...] = ()

    def order(self, choices, terms):
        return sorted(choices, key=self.tickets.index)


lots = st.permutations(CHOICES).map(lambda fell: Drawn("", (), tuple(fell)))
renamings = st.permutations(CHOICES).map(lambda others: dict(zip(CHOICES, others, strict=True)))


def thorough(test):
    """The stated 10,000 examples in a deep run, however long they take."""
    return pytest.mark.timeout(3600)(settings(max_examples=10_000 if DEEP else 25)(test))


def answers(given):
    """A circle, and what some of it said, in the order in which they said it."""
    everybody = st.dictionaries(seats, st.none() | given, max_size=10)
    return everybody.map(
        lambda said: ({*said}, {seat: each for seat, each in said.items() if each is not None})
    )


def elsewhere(could):
    """The same seats, called otherwise."""
    return {seat: ("of another server", place) for place, seat in enumerate(could)}


def renamed(seed, names):
    return Drawn("", (), tuple(names[each] for each in seed.tickets))
