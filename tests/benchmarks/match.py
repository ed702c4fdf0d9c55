"""Who could help with one need, and with which a member could, where very much is shared."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import servers
from tests.installation import Installation

from . import Goal
from ._needs import ENGINES, SIZES

FEW, MANY = SIZES[0], SIZES[1]
LIMIT = 3
ASKED = {"need": "who could help with one need", "member": "with what a member could help"}


def goals() -> Iterator[Goal]:
    with ExitStack() as stack:
        for engine in ENGINES:
            database = stack.enter_context(servers.postgresql()) if engine == "PostgreSQL" else ""
            folder = Path(stack.enter_context(TemporaryDirectory()))
            installation = stack.enter_context(Installation(folder, database=database))
            sizes = str(FEW), str(MANY)
            told = json.loads(installation.run("-m", "tests.benchmarks._matched", *sizes))
            for name, words in ASKED.items():
                few, many = told[name]
                what = f"{engine} · {words}, {MANY} ÷ {FEW} things shared, and needs"
                yield Goal(f"match · {what} · {many:.1f} ÷ {few:.1f} ms", many / few, LIMIT)
