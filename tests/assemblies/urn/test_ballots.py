"""Ballots tell nothing until they are sums; what was changed, copied or made up counts for none."""

import secrets
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assemblies.urn import hpke
from assemblies.urn.ballots import Question, TooFew, cast, empty_ballots, open_urn
from assemblies.urn.tellers import DoesNotOpen, private_half

from .conftest import opened, with_tellers

points = Question(id=5, version=1, lines=3, marks=6)
"""Up to five points for each of three proposals."""
pairs = Question(id=6, version=1, lines=2, marks=60)
choices = st.none() | st.lists(st.integers(0, 5), min_size=3, max_size=3)


@given(voted=st.dictionaries(st.integers(0, 2**63 - 1), st.lists(choices, min_size=1, max_size=4)))
def test_sums_are_of_what_each_chose_last(urn, enough, voted):
    """However often anybody chose anew, or took their vote back."""
    ballots = {
        ballot: cast(urn.public, chosen, question=points, ballot=ballot)
        for ballot, all_chosen in voted.items()
        for chosen in all_chosen
    }
    totals = opened(urn, enough, points, ballots)
    last = [all_chosen[-1] for all_chosen in voted.values() if all_chosen[-1] is not None]
    lines = [Counter(chosen[line] for chosen in last) for line in range(3)]
    assert totals.counts == [[line[mark] for mark in range(6)] for line in lines]
    assert (totals.filled, totals.empty) == (len(last), len(voted) - len(last))
    assert totals.refused == 0


@given(one=choices, other=choices)
def test_no_choice_is_told_by_its_length(urn, one, other):
    sealed = [cast(urn.public, each, question=points, ballot=1) for each in (one, other)]
    assert len(sealed[0]) == len(sealed[1])
    assert sealed[0] != sealed[1], "nor by being the same as another"


def test_nobody_can_show_what_they_chose(urn, stances):
    """The same choice is never sealed alike, and what it takes to seal it alike is not kept."""
    sealed = {cast(urn.public, [0], question=stances, ballot=1) for _time in range(100)}
    assert len(sealed) == 100
    for place in range(1120, len(min(sealed))):
        assert len({each[place] for each in sealed}) > 20, "no byte of it stays the same"


def test_a_vote_taken_back_is_as_if_it_had_never_been(urn, enough, stances):
    ballots = empty_ballots(urn.public, question=stances, ballots=range(6))
    before = opened(urn, enough, stances, ballots)
    ballots[2] = cast(urn.public, [3], question=stances, ballot=2)
    ballots[2] = cast(urn.public, None, question=stances, ballot=2)
    assert opened(urn, enough, stances, ballots) == before
    assert before.counts == [[0, 0, 0, 0]]
    assert (before.filled, before.empty, before.refused) == (0, 6, 0)


def test_each_changed_byte_is_found(urn, enough, stances):
    sealed = cast(urn.public, [1], question=stances, ballot=7)
    private = private_half(urn, enough)
    place = b"ballot 7 on 812 2 1 4"
    assert hpke.unseal(sealed, by=private, place=place) == b"\1\1"
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1 << secrets.randbelow(8)
        # X25519 leaves out the last bit of its 32 bytes, but what it sent is part of the key.
        with pytest.raises(hpke.Shut):
            hpke.unseal(bytes(changed), by=private, place=place)


@given(st.data())
def test_changed_cut_or_grown_ones_are_refused_and_the_rest_counted(urn, enough, stances, data):
    ballots = {
        ballot: cast(urn.public, [ballot % 4], question=stances, ballot=ballot)
        for ballot in range(8)
    }
    broken = data.draw(st.sets(st.integers(0, 7)))
    for ballot in broken:
        sealed = ballots[ballot]
        at = data.draw(st.integers(0, len(sealed) - 1))
        by = data.draw(st.integers(1, 255))
        ways = [
            sealed[:at],
            sealed + data.draw(st.binary(min_size=1, max_size=9)),
            sealed[:at] + bytes([sealed[at] ^ by]) + sealed[at + 1 :],
            data.draw(st.binary(max_size=1200)),
            secrets.token_bytes(len(sealed)),
        ]
        ballots[ballot] = data.draw(st.sampled_from(ways))
    totals = opened(urn, enough, stances, ballots)
    kept = Counter(ballot % 4 for ballot in ballots if ballot not in broken)
    assert totals.counts == [[kept[mark] for mark in range(4)]]
    assert (totals.refused, totals.empty) == (len(broken), 0)


def test_a_copy_in_another_place_is_refused(urn, enough, stances):
    """Of another seat, another question, or its text before it was amended; and two that change
    places."""
    mine = cast(urn.public, [0], question=stances, ballot=1)
    yours = cast(urn.public, [3], question=stances, ballot=2)
    earlier = replace(stances, version=1)
    for asked in (earlier, replace(stances, id=813), replace(stances, marks=5)):
        assert opened(urn, enough, asked, {1: mine}).refused == 1
    replayed = opened(urn, enough, stances, {1: mine, 2: yours, 3: mine})
    assert (replayed.counts, replayed.refused) == ([[1, 0, 0, 1]], 1)
    assert opened(urn, enough, stances, {1: yours, 2: mine}).refused == 2


def test_a_ballot_of_another_urn_is_refused(urn, enough, stances):
    other, _papers = with_tellers(2, needed=2)
    foreign = cast(other.public, [0], question=stances, ballot=1)
    assert opened(urn, enough, stances, {1: foreign}).refused == 1


@pytest.mark.parametrize(
    "plain", [b"", b"\0", b"\1", b"\1\4", b"\0\1", b"\2\0", b"\1\0\0", b"\xff\xff", b"\0" * 64]
)
def test_what_somebody_else_sealed_is_looked_at(urn, enough, stances, plain):
    """The key to seal with is no secret: whoever writes into the database could use it."""
    forged = hpke.seal(plain, to=urn.public, place=b"ballot 1 on 812 2 1 4")
    totals = opened(urn, enough, stances, {1: forged})
    assert (totals.filled, totals.empty, totals.refused) == (0, 0, 1)


@pytest.mark.parametrize("choice", [[], [4], [-1], [0, 0], [257], [1000]])
def test_what_is_no_answer_is_not_cast(urn, stances, choice):
    """And the error does not tell what it was: it could stand in a log."""
    with pytest.raises(ValueError, match=r"^That is no answer to this question\.$"):
        cast(urn.public, choice, question=stances, ballot=1)


def test_among_few_it_is_no_secret(urn, stances):
    with pytest.raises(TooFew, match="at least 5 people"):
        empty_ballots(urn.public, question=stances, ballots=range(4))
    assert len(empty_ballots(urn.public, question=stances, ballots=range(5))) == 5


def test_no_row_tells_who_has_voted(urn, stances):
    ballots = empty_ballots(urn.public, question=stances, ballots=range(5))
    ballots[1] = cast(urn.public, [2], question=stances, ballot=1)
    assert len({len(sealed) for sealed in ballots.values()}) == 1


def test_too_few_papers_read_no_ballot(urn, enough, stances):
    """They are counted before any ballot is looked at, be it sound or not."""
    with pytest.raises(DoesNotOpen):
        opened(urn, enough[:2], stances, {1: None})


def test_what_counts_whole_ballots_sees_no_order(urn, enough, stances):
    """Such as what needs to know who wants which of several together."""
    ballots = {
        ballot: cast(urn.public, [0, ballot], question=pairs, ballot=ballot)
        for ballot in range(pairs.marks)
    }
    seen = [
        open_urn(
            urn,
            enough,
            question=pairs,
            ballots=ballots,
            count=lambda choices, _question: [tuple(choice) for choice in choices],
        ).counts
        for _time in range(2)
    ]
    assert seen[0] != seen[1], "or once in 60! times"
    assert sorted(seen[0]) == sorted(seen[1]) == [(0, mark) for mark in range(pairs.marks)]
