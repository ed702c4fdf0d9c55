"""Consensus, consent and majority."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assemblies.ways.outcomes import Reason, Result
from assemblies.ways.stances import Heard, Stance, consensus, consent, majority
from assemblies.ways.terms import Terms
from tests.assemblies.ways.examples import all_terms, answers, elsewhere, thorough

AGREE, RESERVATION, ASIDE, BLOCK = Stance
WAYS = [consensus, consent, majority]
ANY = Terms(quorum=0)
each_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
said = answers(st.sampled_from([AGREE, AGREE, RESERVATION, ASIDE, BLOCK]))


def heard(could=None, *, silent=0, unanswered=0, **counts):
    counts = {Stance[name.upper()]: count for name, count in counts.items()}
    could = sum(counts.values()) + silent if could is None else could
    return Heard(could=could, counts=counts, unanswered=unanswered, silent=silent)


def reason(way, terms=ANY, **said):
    return way(heard(**said), terms).reason


def test_consensus_is_that_nobody_blocks_and_few_stand_aside():
    third = Terms(quorum=0, asides=Fraction(1, 3))
    assert reason(consensus, third, agree=5, reservation=2, stand_aside=3) == Reason.CONSENSUS
    assert reason(consensus, third, agree=4, reservation=2, stand_aside=3) == Reason.ASIDES
    assert reason(consensus, third, agree=20, block=1) == Reason.BLOCKED


def test_consent_is_that_nobody_has_a_reason_against_it():
    assert reason(consent, agree=1, stand_aside=8) == Reason.CONSENT
    assert reason(consent, agree=1, reservation=8) == Reason.CONSENT
    assert reason(consent, agree=20, block=1) == Reason.BLOCKED


def test_a_majority_is_more_than_half_of_all_present():
    assert reason(majority, agree=2, reservation=1, block=2) == Reason.MAJORITY
    assert reason(majority, agree=2, block=2) == Reason.NO_MAJORITY
    assert reason(majority, agree=2, stand_aside=2) == Reason.NO_MAJORITY
    assert reason(majority, agree=2, silent=2) == Reason.NO_MAJORITY
    assert reason(majority, agree=3, silent=2) == Reason.MAJORITY
    assert reason(majority, agree=2, could=20) == Reason.MAJORITY, "the others were not there"


@each_way
def test_a_block_is_answered_before_anything_is_decided(way):
    could = {"Amina", "Bo", "Chen"}
    stances = {"Amina": AGREE, "Bo": AGREE, "Chen": BLOCK}
    unanswered = way(Heard.of(could, stances), ANY)
    assert (unanswered.result, unanswered.reason) == (Result.NOT_VALID, Reason.UNANSWERED)
    assert way(Heard.of(could, stances, answered={"Chen"}), ANY).result != Result.NOT_VALID


def test_an_answer_does_not_end_a_block():
    answered = Heard.of({1, 2}, {1: AGREE, 2: BLOCK}, answered={2})
    assert consensus(answered, ANY).reason == consent(answered, ANY).reason == Reason.BLOCKED


@each_way
def test_a_circle_of_one_decides_alone(way):
    for quorum in (0, 1, 9, Fraction(1, 2), Fraction(1)):
        terms = Terms(quorum=quorum)
        assert way(heard(agree=1), terms).result == Result.ADOPTED
        assert way(heard(stand_aside=1), terms).result == Result.NOT_ADOPTED
        assert way(heard(could=1), terms).result != Result.ADOPTED


@each_way
def test_of_a_quorum_of_zero_nobody_is_not_enough(way):
    """It is valid whoever answers, but somebody has to say yes."""
    nobody = way(heard(could=7), ANY)
    assert (nobody.result, nobody.needed) == (Result.NOT_ADOPTED, 0)
    assert way(heard(could=7, silent=7), ANY).result == Result.NOT_ADOPTED
    assert way(heard(could=7, agree=1), ANY).result == Result.ADOPTED


@each_way
def test_a_circle_of_nobody_decides_nothing(way):
    for quorum in (0, 3, Fraction(1, 2)):
        assert way(heard(could=0), Terms(quorum=quorum)).result == Result.NOT_ADOPTED


@each_way
def test_who_cannot_decide_is_not_heard(way):
    with pytest.raises(ValueError, match="cannot decide"):
        Heard.of({1, 2}, {1: AGREE, 3: AGREE})
    for wrong in (
        {"could": 2, "agree": 3},
        {"could": 3, "agree": 2, "silent": 2},
        {"agree": 3, "silent": -1},
        {"agree": 3, "unanswered": 1},
        {"block": 1, "unanswered": -1},
    ):
        with pytest.raises(ValueError, match=r"More were there|Only a block"):
            heard(**wrong)


def test_why():
    assert way_said(consensus, agree=7, reservation=1, stand_aside=2) == (
        "Nobody blocks it. 8 said yes, 2 stand aside."
    )
    assert way_said(majority, agree=2, silent=3) == "2 of 5 said yes. It takes more than half."
    assert way_said(majority, Terms(quorum=Fraction(1, 2)), agree=2, could=5) == (
        "2 of 5 answered, and it takes 3."
    )


def way_said(way, terms=ANY, **said):
    return way(heard(**said), terms).why


@each_way
@thorough
@given(said=said, terms=all_terms, data=st.data())
def test_who_says_what_and_when_does_not_matter(way, said, terms, data):
    could, stances = said
    answered = data.draw(st.sets(st.sampled_from([*stances]))) if stances else set()
    others = elsewhere(could)
    assert way(Heard.of(could, stances, answered=answered), terms) == way(
        Heard.of(
            {*others.values()},
            {others[seat]: stances[seat] for seat in reversed(stances)},
            answered={others[seat] for seat in answered},
        ),
        terms,
    )


@each_way
@thorough
@given(said=said, terms=all_terms)
def test_the_quorum_decides_whether_it_is_valid_and_nothing_else(way, said, terms):
    could, stances = said
    came_to = way(Heard.of(could, stances, answered=could), terms)
    assert (came_to.result == Result.NOT_VALID) == (len(stances) < terms.needed(len(could)))
    without = way(Heard.of(could, stances, answered=could), replace(terms, quorum=0))
    assert came_to.result in {Result.NOT_VALID, without.result}


@thorough
@given(could=st.integers(0, 40), terms=all_terms)
def test_a_quorum_can_always_be_met(could, terms):
    assert 0 <= terms.needed(could) <= could
    if isinstance(terms.quorum, Fraction):
        assert terms.quorum * could <= terms.needed(could) < terms.quorum * could + 1
    else:
        assert terms.needed(could) in {terms.quorum, could}


@each_way
@thorough
@given(said=said, terms=all_terms, more=st.integers(1, 9), there=st.booleans())
def test_silence_is_not_a_yes(way, said, terms, more, there):
    """Whatever holds while more sit there and say nothing holds without them, and nothing holds to
    which nobody said yes."""
    could, stances = said
    alone = Heard.of(could, stances)
    beside = replace(alone, could=alone.could + more, silent=more if there else 0)
    adopted = way(beside, terms).result == Result.ADOPTED
    assert not adopted or way(alone, terms).result == Result.ADOPTED
    assert not adopted or {AGREE, RESERVATION} & {*stances.values()}


@each_way
@thorough
@given(said=said, terms=all_terms, who=st.integers(0, 9), other=st.sampled_from(Stance))
def test_whoever_comes_to_like_it_more_does_not_undo_it(way, said, terms, who, other):
    could, stances = said
    before = way(Heard.of(could, stances, answered=could), terms)
    for seat in [*stances][who : who + 1]:
        stances[seat] = min(stances[seat], other, key=[*Stance].index)
    after = way(Heard.of(could, stances, answered=could), terms)
    assert before.result != Result.ADOPTED or after.result == Result.ADOPTED


@each_way
@thorough
@given(said=said, terms=all_terms, silent=st.booleans(), yes=st.sampled_from([AGREE, RESERVATION]))
def test_one_more_yes_does_not_undo_it(way, said, terms, silent, yes):
    """Of one who was in the room and had said nothing, or who comes in."""
    could, stances = said
    could |= {"quiet"}
    before = way(Heard.of(could, stances, silent=int(silent)), terms)
    after = way(Heard.of(could, stances | {"quiet": yes}), terms)
    assert before.result != Result.ADOPTED or after.result == Result.ADOPTED


@thorough
@given(said=said, terms=all_terms)
def test_what_holds_by_consensus_holds_by_consent(said, terms):
    heard = Heard.of(*said)
    assert (
        consensus(heard, terms).result != Result.ADOPTED
        or consent(heard, terms).result == Result.ADOPTED
    )


def test_not_so_for_who_joins_in_one_who_says_no_can_make_it_valid():
    """The price of any quorum: of ten, five say yes and it takes six. The sixth answers no."""
    half = Terms(quorum=6)
    assert reason(majority, half, could=10, agree=5) == Reason.TOO_FEW
    assert reason(majority, half, could=10, agree=5, block=1) == Reason.MAJORITY
    assert reason(consensus, half, could=10, agree=5, stand_aside=1) == Reason.CONSENSUS


@pytest.mark.parametrize(
    "wrong",
    [
        {"quorum": -1},
        {"quorum": Fraction(-1, 2)},
        {"quorum": Fraction(3, 2)},
        {"quorum": 0, "asides": Fraction(0)},
        {"quorum": 0, "asides": Fraction(5, 4)},
        {"quorum": 0, "top": 0},
    ],
)
def test_terms_under_which_nothing_could_be_decided(wrong):
    with pytest.raises(ValueError, match=r"quorum|nobody|Somebody"):
        Terms(**wrong)
