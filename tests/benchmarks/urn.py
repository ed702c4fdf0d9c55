"""A secret vote of 5,000: filling its urn, and opening it."""

import secrets
import time
from collections.abc import Iterator

from assemblies.urn.ballots import Question, by_line, cast, empty_ballots, open_urn
from assemblies.urn.tellers import make_urn, new_paper
from mutualaid.networks.lockdown import parts

from . import Goal

BALLOTS, TELLERS, NEEDED = 5000, 7, 5
LIMIT = 2
"""Seconds of one processor."""
QUESTION = Question(id=1, version=1, lines=1, marks=4)


def goals() -> Iterator[Goal]:
    papers, tellers = zip(*(new_paper() for _teller in range(TELLERS)), strict=True)
    urn = make_urn(tellers=tellers, needed=NEEDED)
    what = f"urn · {BALLOTS} ballots · seconds of one processor"

    begun = time.process_time()
    seats = (secrets.randbits(63) for _seat in range(BALLOTS))
    ballots = empty_ballots(urn.public, question=QUESTION, ballots=seats)
    yield Goal(f"{what} to lay out empty ones", time.process_time() - begun, LIMIT)

    begun = time.process_time()
    for ballot in ballots:
        choice = [secrets.randbelow(QUESTION.marks)]
        ballots[ballot] = cast(urn.public, choice, question=QUESTION, ballot=ballot)
    yield Goal(f"{what} to cast them all", time.process_time() - begun, LIMIT)

    begun = time.process_time()
    shares = [parts.read(paper) for paper in papers[:NEEDED]]
    totals = open_urn(urn, shares, question=QUESTION, ballots=ballots, count=by_line)
    spent = time.process_time() - begun
    enough = totals.filled == BALLOTS
    yield Goal(f"{what} to open and count them", spent, LIMIT, enough=enough)
