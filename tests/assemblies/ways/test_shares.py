"""The Method of Equal Shares; that it is what others mean by it: ``test_pabutools.py``."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assemblies.ways.outcomes import Reason, Result
from assemblies.ways.shares import Wishes, equal_shares
from assemblies.ways.terms import Terms
from tests.assemblies.ways.examples import (
    CHOICES,
    SEED,
    Drawn,
    all_terms,
    answers,
    elsewhere,
    lots,
    renamed,
    renamings,
    thorough,
)

TERMS = Terms(quorum=0, seal=SEED.seal)
FELL = Drawn("", (), CHOICES)
"""A lot that fell in the order of the alphabet."""

wants = st.frozensets(st.sampled_from(CHOICES))
said = answers(wants)
amounts = st.fixed_dictionaries(dict.fromkeys(CHOICES, st.integers(1, 9)))
limits = st.integers(0, 24)


def wishes(*ballots, hours, limit, could=None, seed=FELL):
    ballots = [frozenset(each) for each in ballots]
    return Wishes(could=could or len(ballots), ballots=ballots, hours=hours, limit=limit, seed=seed)


def chosen(*ballots, **given):
    return equal_shares(wishes(*ballots, **given), TERMS).chosen


def test_a_tenth_decides_about_a_tenth():
    """Nine want a, b and c, one wants d: by most voices d would never be taken."""
    hours = {"a": 9, "b": 9, "c": 9, "d": 3}
    outcome = equal_shares(wishes(*["abc"] * 9, "d", hours=hours, limit=30), TERMS)
    assert outcome.chosen == ("a", "b", "c", "d")
    assert outcome.counts == {"a": 9, "b": 9, "c": 9, "d": 1}
    tight = chosen(*["abc"] * 9, "d", hours=hours | {"c": 10}, limit=30)
    assert {*tight} == {"a", "b", "d"}


def test_what_takes_the_least_from_each_is_taken_first():
    """However many hours it takes: six who give one each are before two who give two each."""
    assert chosen(*["a"] * 6, *["b"] * 2, hours={"a": 6, "b": 4}, limit=16) == ("a", "b")


def test_who_has_less_left_gives_what_they_have():
    """Two hours each. For a all three give 1; for b one gives what is left, the other the rest."""
    assert chosen("ab", "a", "ab", hours={"a": 3, "b": 2}, limit=6) == ("a", "b")
    assert chosen("ab", "a", "b", hours={"a": 3, "b": 3}, limit=6) == ("a", "b")


def test_hours_left_over_go_to_whoever_needs_the_least_more():
    """Five hours each, enough for nothing. Then all parts grow: first a is carried by its three."""
    hours = {"a": 18, "b": 12, "c": 8}
    assert chosen("a", "a", "a", "b", "b", "c", hours=hours, limit=30) == ("a", "b")
    assert chosen("a", "a", "a", "b", "b", "c", hours=hours, limit=29) == ("a", "c"), "what fits"


def test_of_what_would_be_taken_at_once_the_lot_takes_one_first():
    hours = dict.fromkeys("abc", 4)
    for lot in ("abc", "cab", "bca"):
        seed = Drawn("", (), tuple(lot))
        assert chosen("abc", "abc", hours=hours, limit=9, seed=seed) == tuple(lot[:2])
        assert chosen("a", "b", "c", hours=hours, limit=9, seed=seed) == tuple(lot[:2])


@pytest.mark.parametrize(
    "given",
    [
        {"hours": {"a": 5}, "limit": 4},
        {"hours": {"a": 5}, "limit": 0},
        {"hours": {"a": 5, "b": 1}, "limit": 0},
    ],
)
def test_nothing_that_somebody_wants_fits(given):
    outcome = equal_shares(wishes("a", "a", "", **given), TERMS)
    assert (outcome.result, outcome.reason) == (Result.NOT_ADOPTED, Reason.NOTHING_FITS)


def test_what_nobody_wants_is_never_taken():
    assert chosen("", "", hours={"a": 1}, limit=9) == ()
    assert chosen(hours={"a": 1}, limit=9) == ()
    assert chosen("", hours={}, limit=9) == ()


def test_a_circle_of_one_has_all_the_hours():
    terms = replace(TERMS, quorum=Fraction(1))
    outcome = equal_shares(wishes("abd", hours=dict.fromkeys(CHOICES, 2), limit=5), terms)
    assert outcome.chosen == ("a", "b")


def test_what_there_cannot_be():
    for wrong in ({"hours": {"a": 0}, "limit": 3}, {"hours": {"a": 1}, "limit": -1}):
        with pytest.raises(ValueError, match="Hours"):
            wishes("a", **wrong)
    with pytest.raises(ValueError, match="no project"):
        wishes("b", hours={"a": 1}, limit=3)
    with pytest.raises(ValueError, match="cannot decide"):
        Wishes.of({1}, {2: {"a"}}, hours={"a": 1}, limit=3, seed=SEED)


@thorough
@given(said=said, hours=amounts, limit=limits, terms=all_terms)
def test_who_wants_what_and_when_does_not_matter(said, hours, limit, terms):
    could, given = said
    others = elsewhere(could)
    theirs = {others[seat]: given[seat] for seat in reversed(given)}
    shuffled = dict(reversed(hours.items()))
    assert equal_shares(
        Wishes.of(could, given, hours=hours, limit=limit, seed=SEED), terms
    ) == equal_shares(
        Wishes.of({*others.values()}, theirs, hours=shuffled, limit=limit, seed=SEED), terms
    )


@thorough
@given(said=said, hours=amounts, limit=limits, lot=lots, names=renamings)
def test_what_a_project_is_called_does_not_matter(said, hours, limit, lot, names):
    could, given = said
    outcome = equal_shares(Wishes.of(could, given, hours=hours, limit=limit, seed=lot), TERMS)
    called = {seat: {names[each] for each in ballot} for seat, ballot in given.items()}
    other = equal_shares(
        Wishes.of(
            could,
            called,
            hours={names[each]: hours[each] for each in hours},
            limit=limit,
            seed=renamed(lot, names),
        ),
        TERMS,
    )
    assert other.chosen == tuple(names[each] for each in outcome.chosen)


@thorough
@given(said=said, hours=amounts, limit=limits)
def test_within_the_limit_and_until_nothing_that_somebody_wants_fits(said, hours, limit):
    could, given = said
    outcome = equal_shares(Wishes.of(could, given, hours=hours, limit=limit, seed=SEED), TERMS)
    free = limit - sum(hours[each] for each in outcome.chosen)
    wanted = frozenset().union(*given.values())
    assert free >= 0
    assert {*outcome.chosen} <= wanted
    assert all(hours[each] > free for each in wanted - {*outcome.chosen})


@thorough
@given(said=said, hours=amounts, limit=limits)
def test_a_part_of_the_circle_gets_its_part_of_the_hours(said, hours, limit):
    """Wherever some want the same projects, and their parts together are as many hours as these
    take, one of them gets as many projects that they want (extended justified representation)."""
    could, given = said
    wishes = Wishes.of(could, given, hours=hours, limit=limit, seed=SEED)
    taken = {*equal_shares(wishes, TERMS).chosen}
    for size in range(1, len(CHOICES) + 1):
        for same in combinations(CHOICES, size):
            short = [
                ballot
                for ballot in given.values()
                if ballot >= {*same} and len(ballot & taken) < size
            ]
            assert not short or (
                sum(hours[each] for each in same) * len(given) > len(short) * limit
            )


@thorough
@given(
    said=said,
    hours=amounts,
    limit=limits,
    who=st.integers(0, 9),
    which=st.integers(0, 3),
    fewer=st.integers(1, 9),
)
def test_wanting_what_is_taken_or_making_it_smaller_does_not_undo_it(
    said, hours, limit, who, which, fewer
):
    could, given = said
    before = equal_shares(Wishes.of(could, given, hours=hours, limit=limit, seed=SEED), TERMS)
    for project in before.chosen[which : which + 1]:
        smaller = hours | {project: min(fewer, hours[project])}
        for seat in [*given][who : who + 1]:
            given[seat] |= {project}
        after = equal_shares(Wishes.of(could, given, hours=smaller, limit=limit, seed=SEED), TERMS)
        assert project in after.chosen


def test_not_so_for_one_hour_more():
    """With two hours b is all that fits. With three there is one and a half for each, and a takes
    less than b takes of its only one."""
    two = ("a", "ab"), {"a": 3, "b": 2}
    assert chosen(*two[0], hours=two[1], limit=2) == ("b",)
    assert chosen(*two[0], hours=two[1], limit=3) == ("a",)


def test_not_so_for_who_joins_in_and_wants_only_that():
    """Everybody's part is smaller then."""
    hours = {"a": 7, "b": 2, "c": 1, "d": 2}
    five = ["a", "ab", "a", "abcd", "ad"]
    assert "a" in chosen(*five, hours=hours, limit=10)
    assert "a" not in chosen(*five, "a", hours=hours, limit=10)


@thorough
@given(said=said, hours=amounts, limit=limits, terms=all_terms)
def test_the_quorum_decides_whether_it_is_valid_and_nothing_else(said, hours, limit, terms):
    could, given = said
    wishes = Wishes.of(could, given, hours=hours, limit=limit, seed=SEED)
    outcome, without = equal_shares(wishes, terms), equal_shares(wishes, replace(terms, quorum=0))
    assert (outcome.result == Result.NOT_VALID) == (len(given) < terms.needed(len(could)))
    assert outcome.chosen == (() if outcome.result == Result.NOT_VALID else without.chosen)


@thorough
@given(said=said, hours=amounts, limit=limits, more=st.integers(1, 9))
def test_silence_is_not_a_yes(said, hours, limit, more):
    """Who says nothing has no part of the hours, and changes nothing."""
    could, given = said
    wishes = Wishes.of(could, given, hours=hours, limit=limit, seed=SEED)
    beside = replace(wishes, could=wishes.could + more)
    assert equal_shares(wishes, TERMS).chosen == equal_shares(beside, TERMS).chosen
