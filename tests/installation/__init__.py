"""An installation of its own: real processes on a real database, beside the tests."""

import atexit
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).parents[2]


@cache
def empty_database() -> Path:
    """SQLite's file as every installation has it at first; to make it takes seconds."""
    folder = tempfile.mkdtemp(prefix="mutualaid-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    installation = Installation(Path(folder))
    installation.migrate()
    return installation.folder / "mutualaid.sqlite3"


class Installation:
    """Processes that share a folder, a database and perhaps a broker.

    Its settings are the demo's, with the app ``probe``, whose jobs show what became of them.
    """

    def __init__(self, folder: Path, *, database: str = "", broker: str = "") -> None:
        self.folder = folder
        (folder / "static").mkdir(exist_ok=True)
        self.database = database
        self.processes: list[subprocess.Popen] = []
        own = {
            "DJANGO_SETTINGS_MODULE": "tests.installation.settings",
            "MUTUALAID_DEMO": "1",
            "MUTUALAID_VAR": str(folder),
            "DATABASE_URL": database,
            "BROKER_URL": broker,
            "PYTHONPATH": str(ROOT),  # which a command like celery does not add by itself
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }
        self.environment = os.environ | {name: value for name, value in own.items() if value}
        for name in {"DATABASE_URL", "BROKER_URL"} - {name for name, value in own.items() if value}:
            self.environment.pop(name, None)

    def __enter__(self) -> "Installation":
        # With a key of its own it has to wrap anew what is there at first.
        if self.database or "INSTANCE_KEY" in self.environment:
            self.migrate()
        else:
            shutil.copy(empty_database(), self.folder)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            self.kill(process)

    def migrate(self) -> None:
        self.run("-m", "django", "migrate", "--run-syncdb", "-v0")

    def run(self, *arguments: str, **environment: str) -> str:
        """Run python to its end; what it printed."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment | environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    def start(self, *command: str, **environment: str) -> subprocess.Popen:
        """Start a process, as the head of a group of its own."""
        with open(self.folder / "log", "ab") as log:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment | environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def kill(self, process: subprocess.Popen) -> None:
        """kill -9 the whole group."""
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of its database."""
        connect = psycopg.connect if self.database else sqlite3.connect
        with closing(connect(self.database or self.folder / "mutualaid.sqlite3")) as connection:
            return connection.execute(query).fetchall()

    def enqueue_probes(self, count: int) -> None:
        self.run("-m", "django", "enqueue_probes", str(count))

    def probes(self) -> dict[str, int]:
        """How many probes are in each state."""
        return dict(
            self.ask(
                "SELECT state, count(*) FROM jobs_job WHERE kind LIKE 'probe.%' GROUP BY state"
            )
        )

    def effects(self) -> list[int]:
        """The subject of every effect in the database, twice if it happened twice."""
        return [subject for (subject,) in self.ask("SELECT subject FROM probe_effect ORDER BY 1")]
