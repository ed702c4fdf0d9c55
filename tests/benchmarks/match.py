"""Who could help with one need costs little more where very much is shared."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import servers
from tests.installation import Installation

from . import Goal

FEW, MANY, LIMIT = 10_000, 100_000, 3


def goals() -> Iterator[Goal]:
    with ExitStack() as stack:
        engines = {"SQLite": "", "PostgreSQL": stack.enter_context(servers.postgresql())}
        for name, database in engines.items():
            folder = Path(stack.enter_context(TemporaryDirectory()))
            installation = stack.enter_context(Installation(folder, database=database))
            sizes = [str(size) for size in (FEW, MANY)]
            told = json.loads(installation.run("-m", "tests.benchmarks._matched", *sizes))
            what = f"match · {name}, {MANY} ÷ {FEW} things shared"
            yield Goal(f"{what} · who could help with one need", told["need"], LIMIT)
