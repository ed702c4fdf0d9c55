"""Throwaway PostgreSQL and Redis servers: never as root, on free ports, gone afterwards."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

NOBODY = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
LOCAL = "127.0.0.1"


class Missing(Exception):
    """A server's program is not on this machine."""


def program(name: str) -> str:
    """Where a server's program lies. Raises `Missing`."""
    found = shutil.which(name) or max(
        map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), default=None
    )
    if not found:
        raise Missing(name)
    return found


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind((LOCAL, 0))
        return listener.getsockname()[1]


def unprivileged(*command: str) -> list[str]:
    """The command as nobody when we are root, and in any case one that dies with us."""
    as_whom = NOBODY if os.getuid() == 0 else ["setpriv"]
    return [*as_whom, "--pdeathsig=KILL", *command]


@contextmanager
def folder() -> Iterator[str]:
    """A temporary folder of the user that runs the servers."""
    with tempfile.TemporaryDirectory(prefix="mutualaid-") as path:
        if os.getuid() == 0:
            shutil.chown(path, "nobody", "nogroup")
        yield path


def wait_for(ready: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Raises TimeoutError."""
    until = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > until:
            raise TimeoutError(what)
        time.sleep(0.02)


def answers(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex((LOCAL, port)) == 0


def contents(files: Iterable[Path]) -> dict[str, bytes]:
    """What they hold, by their paths; without those that a server takes away meanwhile."""
    found = {}
    for path in files:
        with suppress(FileNotFoundError):
            found[str(path)] = path.read_bytes()
    return found


@contextmanager
def running(*command: str, port: int, cwd: str) -> Iterator[subprocess.Popen]:
    """A server from when it answers on its port until it has ended."""
    with open(f"{cwd}/log", "ab") as log:
        server = subprocess.Popen(unprivileged(*command), cwd=cwd, stdout=log, stderr=log)
    try:
        wait_for(lambda: answers(port) or server.poll() is not None, f"{command[0]} did not start")
        if server.poll() is not None:
            raise RuntimeError(Path(cwd, "log").read_text())
        yield server
    finally:
        server.send_signal(signal.SIGINT)  # PostgreSQL waits for its clients on TERM
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextmanager
def postgresql(*, durable: bool = False, user: str = "mutualaid") -> Iterator[str]:
    """The ``DATABASE_URL`` of an empty database, for a user who may do all. Raises `Missing`.

    Only a ``durable`` one waits for the disk, as a real one does: benchmarks need that.
    """
    initdb, postgres, port = program("initdb"), program("postgres"), free_port()
    with folder() as path:
        subprocess.run(
            unprivileged(
                *[initdb, "--pgdata=data", f"--username={user}", "--auth=trust", "--no-sync"],
                *["--encoding=UTF8", "--locale=C.UTF-8"],
            ),
            cwd=path,
            check=True,
            capture_output=True,
        )
        options = {
            "listen_addresses": LOCAL,
            "port": port,
            "unix_socket_directories": path,
            "fsync": "on" if durable else "off",
            # As in docker-compose.yml.
            "wal_recycle": "off",
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }
        flags = [f"--{name}={value}" for name, value in options.items()]
        with running(postgres, "-D", "data", *flags, port=port, cwd=path):
            yield f"postgres://{user}@{LOCAL}:{port}/postgres"


@contextmanager
def redis_server(port: int, *options: str) -> Iterator[subprocess.Popen]:
    """An empty Redis that keeps nothing on disk. Raises `Missing`."""
    with folder() as path:
        command = [program("redis-server"), "--port", str(port), "--bind", LOCAL, "--save", ""]
        command += options
        with running(*command, port=port, cwd=path) as server:
            yield server


@contextmanager
def redis() -> Iterator[str]:
    """The ``BROKER_URL`` of an empty Redis. Raises `Missing`."""
    port = free_port()
    with redis_server(port):
        yield f"redis://{LOCAL}:{port}/0"
