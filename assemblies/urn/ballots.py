"""Ballots: sealed as they are cast, and nothing but sums once they are read."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from shamir_mnemonic import Share

from . import hpke
from .tellers import Urn, private_half

FEWEST = 5
"""Among fewer who can vote, a result tells most of them what each of the others chose."""

Choice = Sequence[int]
"""A mark for each line of the question."""


class TooFew(Exception):
    """Too few can vote for it to be secret; the message says so."""


@dataclass(frozen=True)
class Question:
    """What is voted on. Each of its lines gets one of its marks, from 0 on.

    One of four stances is one line and four marks; up to five points for each of three proposals
    are three lines and six marks.
    """

    id: int
    version: int
    lines: int
    marks: int


@dataclass(frozen=True)
class Totals[Counts]:
    """All that is ever known of what was chosen."""

    counts: Counts
    filled: int
    empty: int
    """Ballots of who never voted, and of who took their vote back: nobody can tell which."""
    refused: int
    """Ballots that were changed, or copied from another place: they count for nothing."""


def empty_ballots(public: bytes, *, question: Question, ballots: Iterable[int]) -> dict[int, bytes]:
    """A ballot for each of those who can vote, by its random id. Raises `TooFew`.

    They are there before anybody votes, so that no row tells who has.
    """
    sealed = {each: cast(public, None, question=question, ballot=each) for each in ballots}
    if len(sealed) < FEWEST:
        told = _("A secret vote takes at least %(fewest)s people. Among fewer, you could guess.")
        raise TooFew(told % {"fewest": FEWEST})
    return sealed


def cast(public: bytes, choice: Choice | None, *, question: Question, ballot: int) -> bytes:
    """The ballot with that choice in it, or an empty one: all of a question are equally long.

    It opens for that question, that version and that ballot's id alone. Raises ValueError.
    """
    if choice is not None and not _answers(choice, question):
        raise ValueError("That is no answer to this question.")
    return hpke.seal(_plain(choice, question), to=public, place=_place(question, ballot))


def open_urn[Counts](
    urn: Urn,
    papers: Sequence[Share],
    *,
    question: Question,
    ballots: Mapping[int, bytes],
    count: Callable[[Sequence[Choice], Question], Counts],
) -> Totals[Counts]:
    """Count all ballots, by their ids; give ``b""`` for one whose outer seal is broken.

    Only ``count`` sees what each chose, in no order: `by_line`, or what must know it whole, and
    keeps no more of it than sums. Raises `tellers.DoesNotOpen`, in which case no ballot was read.
    """
    private = private_half(urn, papers)
    choices: list[Choice] = []
    empty = refused = 0
    for ballot, sealed in ballots.items():
        try:
            choice = _read(sealed, by=private, question=question, ballot=ballot)
        except hpke.Shut:
            refused += 1
            continue
        if choice is None:
            empty += 1
        else:
            choices.append(choice)
    secrets.SystemRandom().shuffle(choices)
    return Totals(count(choices, question), filled=len(choices), empty=empty, refused=refused)


def by_line(choices: Sequence[Choice], question: Question) -> list[list[int]]:
    """For each line, how many gave it each mark."""
    lines = [Counter(choice[line] for choice in choices) for line in range(question.lines)]
    return [[line[mark] for mark in range(question.marks)] for line in lines]


def _read(sealed: bytes, *, by: hpke.Private, question: Question, ballot: int) -> Choice | None:
    plain = hpke.unseal(sealed, by=by, place=_place(question, ballot))
    if plain == _plain(None, question):
        return None
    # Whoever can write into the database can seal what they like.
    if plain[:1] != b"\1" or not _answers(plain[1:], question):
        raise hpke.Shut
    return plain[1:]


def _plain(choice: Choice | None, question: Question) -> bytes:
    return bytes([choice is not None, *(choice or [0] * question.lines)])


def _answers(choice: Choice, question: Question) -> bool:
    return len(choice) == question.lines and all(0 <= mark < question.marks for mark in choice)


def _place(question: Question, ballot: int) -> bytes:
    asked = f"{question.id} {question.version} {question.lines} {question.marks}"
    return f"ballot {ballot} on {asked}".encode()
