"""A list page costs little more than the plain page of someone who is signed in."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import servers
from tests.installation import Installation

from . import Goal

ROWS, LIMIT = 25, 2.7


def goals() -> Iterator[Goal]:
    with ExitStack() as stack:
        engines = {"SQLite": "", "PostgreSQL": stack.enter_context(servers.postgresql())}
        for engine, database in engines.items():
            folder = Path(stack.enter_context(TemporaryDirectory()))
            installation = stack.enter_context(Installation(folder, database=database))
            told = installation.run("-m", "tests.benchmarks._pages", str(ROWS), LOG_LEVEL="WARNING")
            for page, ratio in json.loads(told).items():
                yield Goal(f"pages {page} ÷ me · {engine}, {ROWS} rows, 1 client", ratio, LIMIT)
