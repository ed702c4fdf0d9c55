"""The score vote."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assemblies.ways.outcomes import Reason, Result
from assemblies.ways.scores import Scores, score
from assemblies.ways.terms import Terms
from tests.assemblies.ways.examples import (
    CHOICES,
    SEED,
    all_terms,
    answers,
    elsewhere,
    lots,
    renamed,
    renamings,
    thorough,
)

TERMS = Terms(quorum=0, top=3, seal=SEED.seal)
points = st.dictionaries(st.sampled_from(CHOICES), st.integers(0, 3), max_size=4)
said = answers(points)
up_to_three = all_terms.map(lambda terms: replace(terms, top=3))


def came_to(*given, terms=TERMS, could=9):
    given = dict(enumerate(given))
    return score(Scores.of({*range(could)}, CHOICES, given, SEED), terms)


def test_the_most_points_win():
    outcome = came_to({"a": 3, "b": 2}, {"b": 2}, {"a": 0, "c": 1})
    assert (outcome.chosen, outcome.reason) == (("b",), Reason.MOST_POINTS)
    assert outcome.counts == {"a": 3, "b": 4, "c": 1, "d": 0}
    assert (outcome.could, outcome.did, outcome.why) == (9, 3, "It has the most points.")


def test_of_two_with_as_many_points_the_one_with_fewer_zeros_then_ones_wins():
    assert came_to({"a": 3, "b": 2}, {"b": 1}).chosen == ("b",)
    assert came_to({"a": 3, "b": 2}, {"a": 1, "b": 2}).chosen == ("b",)
    assert came_to({"a": 3, "b": 2}, {"a": 1, "b": 2}).reason == Reason.MOST_POINTS


def test_then_the_lot_decides():
    tied = came_to({"c": 3, "b": 1}, {"c": 1, "b": 3})
    assert tied.reason == Reason.TIED
    assert tied.chosen == tuple(SEED.order("bc", TERMS)[:1])


def test_no_points_are_no_choice():
    for nobody in (came_to(), came_to({}), came_to({"a": 0, "b": 0}, {})):
        assert (nobody.result, nobody.reason, nobody.chosen) == (
            Result.NOT_ADOPTED,
            Reason.NO_POINTS,
            (),
        )
    assert score(Scores(could=3, did=3, given={}, seed=SEED), TERMS).reason == Reason.NO_POINTS


def test_a_circle_of_one():
    assert came_to({"d": 1}, could=1, terms=replace(TERMS, quorum=5)).chosen == ("d",)


def test_totals_typed_in_from_a_box():
    scores = Scores(could=9, did=4, given={"a": {3: 2, 1: 1}, "b": {0: 1, 2: 3}}, seed=SEED)
    assert score(scores, TERMS).counts == {"a": 7, "b": 6}


@pytest.mark.parametrize(
    "given",
    [{"a": {4: 1}}, {"a": {-1: 1}}, {"a": {1: 2, 2: 3}}],
    ids=["too many points", "fewer than none", "more than answered"],
)
def test_points_that_there_cannot_be(given):
    with pytest.raises(ValueError, match="points"):
        score(Scores(could=9, did=4, given=given, seed=SEED), TERMS)


def test_who_cannot_decide_and_what_is_no_choice():
    with pytest.raises(ValueError, match="cannot decide"):
        Scores.of({1}, CHOICES, {2: {"a": 1}}, SEED)
    with pytest.raises(ValueError, match="no choice"):
        Scores.of({1}, CHOICES, {1: {"e": 1}}, SEED)
    with pytest.raises(ValueError, match="More answered"):
        score(Scores(could=1, did=2, given={}, seed=SEED), TERMS)


@thorough
@given(said=said, terms=up_to_three)
def test_who_gives_what_and_when_does_not_matter(said, terms):
    could, given = said
    others = elsewhere(could)
    theirs = {others[seat]: given[seat] for seat in reversed(given)}
    assert score(Scores.of(could, CHOICES, given, SEED), terms) == score(
        Scores.of({*others.values()}, CHOICES[::-1], theirs, SEED), terms
    )


@thorough
@given(said=said, terms=up_to_three, lot=lots, names=renamings)
def test_what_a_choice_is_called_does_not_matter(said, terms, lot, names):
    could, given = said
    outcome = score(Scores.of(could, CHOICES, given, lot), terms)
    called = {
        seat: {names[choice]: points for choice, points in each.items()}
        for seat, each in given.items()
    }
    other = score(Scores.of(could, CHOICES, called, renamed(lot, names)), terms)
    assert other.chosen == tuple(names[choice] for choice in outcome.chosen)
    assert (other.reason, other.counts) == (
        outcome.reason,
        {names[choice]: points for choice, points in outcome.counts.items()},
    )


@thorough
@given(said=said, terms=up_to_three, who=st.integers(0, 9), more=st.integers(1, 3))
def test_more_points_for_what_wins_do_not_undo_it(said, terms, who, more):
    could, given = said
    before = score(Scores.of(could, CHOICES, given, SEED), terms)
    for winner, seat in zip(before.chosen, [*given][who:], strict=False):
        given[seat] = given[seat] | {winner: max(given[seat].get(winner, 0), more)}
    assert score(Scores.of(could, CHOICES, given, SEED), terms).chosen == before.chosen


@thorough
@given(said=said, terms=up_to_three)
def test_the_quorum_decides_whether_it_is_valid_and_nothing_else(said, terms):
    could, given = said
    outcome = score(Scores.of(could, CHOICES, given, SEED), terms)
    without = score(Scores.of(could, CHOICES, given, SEED), replace(terms, quorum=0))
    assert (outcome.result == Result.NOT_VALID) == (len(given) < terms.needed(len(could)))
    assert outcome.chosen == (() if outcome.result == Result.NOT_VALID else without.chosen)


@thorough
@given(said=said, terms=up_to_three, more=st.integers(1, 9))
def test_silence_is_not_a_yes(said, terms, more):
    """More who say nothing choose nothing, and change nothing but whether it is valid. Who leaves
    a choice out gives it as much as who gives it 0."""
    could, given = said
    alone = Scores.of(could, CHOICES, given, SEED)
    outcome, beside = score(alone, terms), score(replace(alone, could=len(could) + more), terms)
    assert beside.chosen in {outcome.chosen, ()}
    assert not beside.chosen or outcome.counts[beside.chosen[0]] > 0
    spelled = {seat: dict.fromkeys(CHOICES, 0) | each for seat, each in given.items()}
    assert score(Scores.of(could, CHOICES, spelled, SEED), terms) == outcome


def test_not_so_for_who_joins_in_the_lowest_points_can_make_it_valid():
    """The price of any quorum, here too."""
    terms = replace(TERMS, quorum=3)
    assert came_to({"a": 3}, {"a": 3}, terms=terms).reason == Reason.TOO_FEW
    assert came_to({"a": 3}, {"a": 3}, {"b": 1}, terms=terms).chosen == ("a",)
