"""Survey answers, 1 + 10 rows each, from 8 people at once; and those who read meanwhile.

They sit in two processes of four threads, as in the web server. Among themselves they never pause;
beside readers each pauses between answers, else this would measure how two cores are shared.
Both engines wait for the same disk. Engines and conditions take turns, and the median counts.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import servers
from tests.installation import Installation

from . import Goal

ROUNDS = 3
PAUSE = 0.2
SECONDS = 5
OPEN_A_SURVEY = """
import django
django.setup()
from tests.needs.factories import SurveyFactory
print(SurveyFactory().code)
"""


@dataclass
class Run:
    """What some people did in one round."""

    times: list[float]
    errors: list[str]

    @property
    def rate(self) -> float:
        return (len(self.times) - len(self.errors)) / SECONDS

    @property
    def p50(self) -> float:
        return statistics.median(self.times)

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.times, n=100)[98]


class Engine:
    """An installation with one survey."""

    def __init__(self, name: str, installation: Installation) -> None:
        self.name, self.installation = name, installation
        self.survey = installation.run("-c", OPEN_A_SURVEY).strip()

    def people(self, *, pause: float = 0, **processes: int) -> dict[str, Run]:
        """A round with so many processes of four who ``write``, with a pause, and ``read``."""
        started = [
            (what, self.start(what, self.survey, 4, pause if what == "write" else 0, SECONDS))
            for what, count in processes.items()
            for _ in range(count)
        ]
        for _, process in started:
            assert process.stdout.readline() == "ready\n"
        for _, process in started:
            process.stdin.write("go\n")
            process.stdin.flush()
        runs = {what: Run([], []) for what in processes}
        for what, process in started:
            told = json.loads(process.communicate()[0])
            runs[what].times += told["times"]
            runs[what].errors += told["errors"]
        return runs

    def start(self, *arguments: object) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks._neighbors", *map(str, arguments)],
            env=self.installation.environment | {"LOG_LEVEL": "ERROR"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )


def median(ratios: Iterator[float]) -> float:
    return statistics.median(ratios)


def goals() -> Iterator[Goal]:
    with ExitStack() as stack:

        def engine(name: str, database: str = "") -> Engine:
            folder = Path(stack.enter_context(TemporaryDirectory()))
            return Engine(name, stack.enter_context(Installation(folder, database=database)))

        sqlite = engine("SQLite")
        postgresql = engine("PostgreSQL", stack.enter_context(servers.postgresql(durable=True)))
        yield from writers(sqlite, postgresql)
        for one in [sqlite, postgresql]:
            yield from readers(one)


def writers(sqlite: Engine, postgresql: Engine) -> Iterator[Goal]:
    rounds = [(sqlite.people(write=2), postgresql.people(write=2)) for _ in range(ROUNDS)]
    for engine, runs in zip([sqlite, postgresql], zip(*rounds, strict=True), strict=True):
        ours = [run["write"] for run in runs]
        answers, errors = sum(len(run.times) for run in ours), sum(len(run.errors) for run in ours)
        what = f"6 · {engine.name} · {answers} answers from 8 people"
        yield Goal(f"{what} · errors such as “database is locked”", errors, 0)
        yield Goal(f"{what} · p99 ÷ p50", median(run.p99 / run.p50 for run in ours), 4)
    rates = [(one["write"].rate, other["write"].rate) for one, other in rounds]
    told = " ÷ ".join(f"{statistics.median(rate):.0f}" for rate in zip(*rates, strict=True))
    yield Goal(
        f"6 · answers a second, SQLite ÷ PostgreSQL, {told}",
        median(one / other for one, other in rates),
        0.9,
        at_least=True,
    )


def readers(engine: Engine) -> Iterator[Goal]:
    rounds = [
        (engine.people(read=1)["read"], engine.people(read=1, write=2, pause=PAUSE)["read"])
        for _ in range(ROUNDS)
    ]
    pages = sum(len(busy.times) for _, busy in rounds)
    what = f"7 · {engine.name} · {pages} pages, while 8 write every {PAUSE} s ÷ without"
    yield Goal(
        f"{what} · pages a second",
        median(busy.rate / calm.rate for calm, busy in rounds),
        0.45,
        at_least=True,
    )
    yield Goal(f"{what} · p99", median(busy.p99 / calm.p99 for calm, busy in rounds), 2.5)
