"""A results page over many responses costs little more than over few, and is right after each
five that come in."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import servers
from tests.installation import Installation

from . import Goal

QUESTIONS, FEW, MANY = 30, 100, 10_000


def goals() -> Iterator[Goal]:
    with ExitStack() as stack:
        engines = {"SQLite": "", "PostgreSQL": stack.enter_context(servers.postgresql())}
        for name, database in engines.items():
            folder = Path(stack.enter_context(TemporaryDirectory()))
            installation = stack.enter_context(Installation(folder, database=database))
            sizes = [str(size) for size in (QUESTIONS, FEW, MANY)]
            told = json.loads(installation.run("-m", "tests.benchmarks._answered", *sizes))
            what = f"{name} · {QUESTIONS} questions, {MANY} ÷ {FEW} responses"
            yield Goal(f"{what} · results page", told["page"], 3)
            yield Goal(f"{what} · five more are counted", told["five"], 3)
            yield Goal(f"{what} · wrong after five more", told["wrong"], 0)
