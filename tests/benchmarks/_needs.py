"""Demos full of needs on both engines, made once for all benchmarks that ask for them."""

import atexit
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests import servers
from tests.installation import Installation

FEW, MOST = 10_000, 1_000_000
SIZES = [size for size in (FEW, 100_000, MOST) if size <= int(os.environ.get("BENCH_ROWS", MOST))]
"""With ``BENCH_ROWS=100000`` it takes minutes instead of an hour, and falls short."""
ENGINES = os.environ.get("BENCH_ENGINES", "SQLite PostgreSQL").split()
ROUNDS, REQUESTS = 7, 20
HOME = "/n/millbrook/needs/"
kept = ExitStack()
atexit.register(kept.close)


@cache
def filled(engine: str, rows: int) -> Installation:
    database = kept.enter_context(servers.postgresql()) if engine == "PostgreSQL" else ""
    folder = Path(kept.enter_context(TemporaryDirectory()))
    installation = kept.enter_context(Installation(folder, database=database))
    installation.run("-m", "django", "fill", f"--needs={rows}", LOG_LEVEL="WARNING")
    return installation


class Reader:
    """A process that asks for pages of one of them."""

    def __init__(self, engine: str, rows: int, pages: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks._board", json.dumps(pages), str(REQUESTS)],
            env=filled(engine, rows).environment | {"LOG_LEVEL": "ERROR"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout.readline() == "ready\n"

    def ask(self, page: str) -> tuple[float, int]:
        """CPU of a batch, and statements of one."""
        self.process.stdin.write(f"{page}\n")
        self.process.stdin.flush()
        cpu, statements = json.loads(self.process.stdout.readline())
        return cpu, statements

    def close(self) -> None:
        self.process.communicate()


def measured(
    engine: str, sizes: Iterable[int], pages: dict[str, str]
) -> Iterator[tuple[str, int, float, int]]:
    """Page, rows, milliseconds of CPU for one request, statements. All take turns."""
    readers = {rows: Reader(engine, rows, pages) for rows in sizes}
    costs: dict[tuple[str, int], list[tuple[float, int]]] = {}
    for _ in range(ROUNDS):
        for page in pages:
            for rows, reader in readers.items():
                costs.setdefault((page, rows), []).append(reader.ask(page))
    for reader in readers.values():
        reader.close()
    for (page, rows), found in costs.items():
        times, statements = zip(*found, strict=True)
        yield page, rows, 1000 * median(times) / REQUESTS, statements[-1]
