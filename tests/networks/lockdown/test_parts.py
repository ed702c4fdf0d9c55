"""Words on paper: any k of n make the secret, fewer or other ones never do."""

import secrets
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shamir_mnemonic import generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from mutualaid.networks.lockdown import parts
from mutualaid.networks.lockdown.forms import PartsForm


def read(lines):
    return [parts.read(line) for line in lines]


@given(st.data())
def test_any_k_of_n_make_the_secret_and_fewer_never_do(data):
    given_out = data.draw(st.integers(2, parts.MOST))
    needed = data.draw(st.integers(2, min(5, given_out)))
    secret = secrets.token_bytes(parts.SIZE)
    lines = parts.split(secret, needed=needed, given=given_out)
    some = data.draw(st.permutations(lines))[: data.draw(st.integers(1, given_out))]
    if len(some) >= needed:
        assert parts.join(read(some), needed=needed) == secret
    else:
        with pytest.raises(parts.DoNotFit):
            parts.join(read(some), needed=needed)


@given(st.data())
def test_the_library_is_told_how_many_are_needed(data):
    """Which keeps as many points of a line of that degree: so fewer fit any other secret too."""
    given_out = data.draw(st.integers(2, parts.MOST))
    needed = data.draw(st.integers(2, min(5, given_out)))
    secret = secrets.token_bytes(parts.SIZE)
    shares = read(parts.split(secret, needed=needed, given=given_out))
    assert {share.member_threshold for share in shares} == {needed}
    assert len({share.index for share in shares}) == given_out
    again = read(parts.split(secret, needed=needed, given=given_out))
    assert not {share.value for share in shares} & {share.value for share in again}


def test_every_subset_of_a_small_one():
    secret = secrets.token_bytes(parts.SIZE)
    lines = parts.split(secret, needed=3, given=5)
    for size in range(1, 6):
        for some in combinations(lines, size):
            if size >= 3:
                assert parts.join(read(some), needed=3) == secret
            else:
                with pytest.raises(parts.DoNotFit):
                    parts.join(read(some), needed=3)


@given(st.integers(0, parts.WORDS - 1), st.integers(1, 1023))
def test_one_word_changed_is_refused(place, by):
    words = parts.split(b"0123456789abcdef", needed=2, given=2)[0].split()
    words[place] = WORDLIST[(WORDLIST.index(words[place]) + by) % len(WORDLIST)]
    with pytest.raises(parts.NoPart, match="wrong"):
        parts.read(" ".join(words))


def test_it_is_read_however_it_was_typed():
    line = parts.split(b"0123456789abcdef", needed=2, given=2)[0]
    words = line.split()
    ways = [
        line.upper(),
        "\n".join(words),
        " ".join(word[:4] for word in words),
        "\n".join(f"{number}. {word.title()}," for number, word in enumerate(words, start=1)),
        line.replace("e", "é"),
    ]
    for way in ways:
        assert parts.read(way) == parts.read(line)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("academic " * 19, "20 words. Here are 19"),
        ("academic " * 21, "20 words. Here are 21"),
        ("academic " * 6 + "xylophone " + "academic " * 13, "Word 7, “xylophone”"),
        ("aca " + "academic " * 19, "Word 1, “aca”"),
        ("كلمة " * 20, "Word 1"),
    ],
)
def test_it_says_what_to_look_at(typed, told):
    with pytest.raises(parts.NoPart, match=told):
        parts.read(typed)


def test_what_a_part_says_of_itself_is_not_believed():
    """One that says that it alone is enough, and one that would keep the server busy for hours."""
    [alone] = generate_mnemonics(1, [(1, 1)], b"0123456789abcdef", iteration_exponent=0)
    [slow] = generate_mnemonics(1, [(2, 2)], b"0123456789abcdef", iteration_exponent=3)
    [two, three] = generate_mnemonics(2, [(2, 2), (2, 3)], b"0123456789abcdef")
    for lines in (alone, slow, two[:2], [two[0], three[0]]):
        with pytest.raises(parts.DoNotFit):
            parts.join(read(lines), needed=2)


def test_a_part_of_another_set_among_them_is_noticed():
    """Also where there are enough without it."""
    ours = parts.split(b"0123456789abcdef", needed=2, given=4)
    other = parts.split(b"fedcba9876543210", needed=2, given=4)
    with pytest.raises(parts.DoNotFit):
        parts.join(read([ours[0], ours[1], other[2]]), needed=2)


def test_one_paper_twice_counts_once():
    """The form says so at the second."""
    one, other = parts.split(b"0123456789abcdef", needed=2, given=2)
    twice = PartsForm({"part_1": one, "part_2": one.upper()})
    assert list(twice.errors) == ["part_2"]
    assert PartsForm({"part_1": one, "part_2": other}).is_valid()
    assert list(PartsForm({}).errors) == ["part_1"]
