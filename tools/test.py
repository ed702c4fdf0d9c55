"""Lints, then runs the suite on every database of this machine, and says what ran on what."""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

from tests import servers
from tests.browser import CHROMIUM

from . import ROOT, VAR

REAL_FORMS = ROOT.parent / "shared" / "data"
REPORTS = VAR / "tests"
SERVERS = {"DATABASE_URL", "BROKER_URL"}
NEEDED = {
    "browser": ("chromium", lambda: CHROMIUM is not None),
    "postgres": ("PostgreSQL", lambda: has("postgres", "initdb")),
    "redis": ("Redis", lambda: has("redis-server")),
    "real_forms": ("the real forms in ../shared/data", REAL_FORMS.is_dir),
}
"""Marker → what its tests need, and whether that is here."""


def has(*programs: str) -> bool:
    try:
        return all(map(servers.program, programs))
    except servers.Missing:
        return False


@contextmanager
def scaled() -> Iterator[dict[str, str]]:
    """The environment of an installation on PostgreSQL, and on Redis where it is here."""
    with servers.postgresql() as database:
        if has("redis-server"):
            with servers.redis() as broker:
                yield {"DATABASE_URL": database, "BROKER_URL": broker}
        else:
            yield {"DATABASE_URL": database}


class Suite:
    """Runs of pytest, and what they came to."""

    def __init__(self, arguments: list[str], *, deep: bool) -> None:
        self.arguments = arguments
        self.environment = {k: v for k, v in os.environ.items() if k not in SERVERS}
        if deep:
            self.environment["MUTUALAID_DEEP"] = "1"
            self.arguments = ["--timeout=1800", *arguments]
        self.lines: list[str] = []
        self.left_out: list[str] = []
        self.failed = False

    def run(self, where: str, markers: str, *, workers: int, **environment: str) -> None:
        print(f"\n── {where}", flush=True)
        report = REPORTS / f"{where}.xml"
        report.unlink(missing_ok=True)
        started = time.monotonic()
        parallel = [] if {"-n", "--pdb", "-s"} & set(self.arguments) else ["-n", str(workers)]
        code = subprocess.run(
            [
                *[sys.executable, "-m", "pytest", f"--junitxml={report}", "-m", markers],
                *[*parallel, "--dist=loadgroup", *self.arguments],
            ],
            cwd=ROOT,
            env=self.environment | environment,
        ).returncode
        # 5: nothing was selected, as when a browser test is named and this is PostgreSQL.
        self.failed |= code not in {0, 5}
        counts = count(report)
        self.lines.append(f"{where}: {counts} in {time.monotonic() - started:.0f} s")
        if "skipped" in counts:
            self.left_out.append(f"skipped on {where}: {counts}")


def count(report: Path) -> str:
    """What a report of pytest says, as "12 passed, 1 failed"."""
    if not report.exists():
        return "did not run"
    suite = ElementTree.parse(report).getroot()[0]
    told = {
        name: int(suite.get(key, 0))
        for name, key in [("failed", "failures"), ("broken", "errors"), ("skipped", "skipped")]
    }
    passed = int(suite.get("tests", 0)) - sum(told.values())
    return ", ".join([f"{passed} passed", *(f"{n} {name}" for name, n in told.items() if n)])


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="bin/test", description=__doc__, epilog="Further arguments go to pytest."
    )
    parser.add_argument("--all", action="store_true", help="fail if anything is left out")
    parser.add_argument("--deep", action="store_true", help="the costly tests at full counts")
    parser.add_argument("--sqlite", action="store_true", help="no lint, no browser, SQLite alone")
    options, arguments = parser.parse_known_args()

    suite = Suite(arguments, deep=options.deep)
    if not options.sqlite:
        suite.failed = subprocess.run([sys.executable, "-m", "tools.lint"], cwd=ROOT).returncode > 0
        suite.lines.append(f"Lint: {'failed' if suite.failed else 'clean'}")

    absent = [marker for marker, (_, here) in NEEDED.items() if not here()]
    suite.left_out += [f"what needs {NEEDED[marker][0]}" for marker in absent]
    if options.sqlite:
        absent = [marker for marker in NEEDED if marker != "real_forms" or marker in absent]
    unfit = " or ".join(absent)
    where = "SQLite" if "browser" in absent else "SQLite and chromium"
    # Half of what a browser's tests take, they wait for it.
    workers = 2 if "browser" in absent else 4
    suite.run(where, f"not ({unfit})" if unfit else "", workers=workers)
    if "postgres" not in absent:
        with scaled() as environment:
            where = "PostgreSQL and Redis" if "BROKER_URL" in environment else "PostgreSQL"
            once = " or ".join(["once", *NEEDED])
            suite.run(where, f"not ({once})", workers=2, **environment)

    print()
    print(*suite.lines, sep="\n")
    print(f"Left out: {'; '.join(suite.left_out) or 'nothing'}.")
    return suite.failed or (options.all and bool(suite.left_out))


if __name__ == "__main__":
    sys.exit(main())
