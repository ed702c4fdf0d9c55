import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assemblies.ways.lots import Draw, NotThatSeed, Seed, lot
from assemblies.ways.outcomes import Reason, Result
from assemblies.ways.terms import Terms
from tests.assemblies.ways.examples import CHOICES, all_terms, thorough

words = st.lists(st.text(max_size=5), max_size=6)
secrets = st.text(min_size=1, max_size=5)
some_choices = st.sets(st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=3))


def drawn(seed, choices=CHOICES, *, places=1, could=9, quorum=0):
    terms = Terms(quorum=quorum, seal=seed.seal)
    return lot(Draw(could=could, choices=choices, places=places, seed=seed), terms)


def test_anybody_draws_it_again():
    """As the page tells people to."""
    seed = Seed.of("0f1e", ["  two\tsnails ", "pear", "Äpfel"])
    tickets = {
        hashlib.sha256(f"0f1e\npear\ntwo snails\nÄpfel\n{choice}".encode()).hexdigest(): choice
        for choice in CHOICES
    }
    outcome = drawn(seed, places=4)
    assert outcome.chosen == tuple(tickets[ticket] for ticket in sorted(tickets))
    assert (outcome.result, outcome.did) == (Result.ADOPTED, 3)
    assert seed.seal == hashlib.sha256(b"0f1e").hexdigest()


def test_another_secret_than_was_sealed_draws_nothing():
    terms = Terms(quorum=0, seal=Seed.of("one").seal)
    with pytest.raises(NotThatSeed):
        lot(Draw(could=3, choices=CHOICES, seed=Seed.of("another")), terms)
    with pytest.raises(NotThatSeed):
        lot(Draw(could=3, choices=CHOICES, seed=Seed.of("none")), Terms(quorum=0))


def test_who_throws_in_a_word_counts_for_the_quorum():
    assert drawn(Seed.of("s", ["a"]), could=5, quorum=2).reason == Reason.TOO_FEW
    assert drawn(Seed.of("s", ["a"]), could=5, quorum=2).chosen == ()
    assert drawn(Seed.of("s", ["a", "a"]), could=5, quorum=2).reason == Reason.LOT
    assert drawn(Seed.of("s"), could=0).reason == Reason.LOT, "of a quorum of zero nobody need"


def test_places_and_choices():
    assert drawn(Seed.of("s"), []).reason == Reason.NOTHING_DRAWN
    assert drawn(Seed.of("s"), ["only"], places=3).chosen == ("only",)
    assert len(drawn(Seed.of("s"), places=3).chosen) == 3


@thorough
@given(secret=secrets, words=words, choices=some_choices, terms=all_terms, chance=st.randoms())
def test_who_threw_in_what_and_when_does_not_matter(secret, words, choices, terms, chance):
    others, mixed = [*words], sorted(choices)
    chance.shuffle(others)
    chance.shuffle(mixed)
    assert drawn(Seed.of(secret, words), choices, quorum=terms.quorum) == drawn(
        Seed.of(secret, others), mixed, quorum=terms.quorum
    )


@thorough
@given(secret=secrets, words=words, choices=some_choices, places=st.integers(1, 5))
def test_more_places_keep_those_who_were_drawn(secret, words, choices, places):
    fewer, more = (
        drawn(Seed.of(secret, words), choices, places=number).chosen
        for number in (places, places + 1)
    )
    assert more[:places] == fewer
    assert len({*more}) == len(more) == min(places + 1, len(choices))


def test_no_name_is_drawn_more_than_others(deep):
    """Each of four in each place: of 12,000 lots 3,000 times, and 250 more or fewer by chance once
    in millions."""
    lots = deep(1200, 12_000)
    places = Counter()
    for number in range(lots):
        drawn_in = Seed.of("secret", [str(number)])
        places.update(enumerate(drawn_in.order(CHOICES, Terms(quorum=0, seal=drawn_in.seal))))
    for place in range(4):
        for choice in CHOICES:
            assert abs(places[place, choice] - lots / 4) < 5.3 * (lots * 3 / 16) ** 0.5


def test_each_word_moves_the_lot():
    """So nobody who cannot know all the others' words steers it."""
    before = {tuple(drawn(Seed.of("s", ["a", str(n)]), places=4).chosen) for n in range(200)}
    assert len(before) == 24
