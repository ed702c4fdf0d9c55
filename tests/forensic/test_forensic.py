"""What is sealed is found nowhere (docs/safety.md 1): not in the database's files, its log, a copy,
the broker, or what the processes wrote; neither while people use it nor after it was purged."""

import json
import re
import subprocess
import threading
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
import redis

from tests import servers
from tests.installation import Installation
from tests.servers import free_port, wait_for
from tests.topology.test_topology import Browser, command_of

pytestmark = pytest.mark.once

UNPACK = """
import sys, django
django.setup()
from pathlib import Path
from mutualaid.sealed import backups
backups.unseal(Path(sys.argv[1]), Path(sys.argv[2]))
"""


class Place:
    """An installation with all that it leaves on disks and lines."""

    def __init__(self, folder: Path, *, database: str, broker: str) -> None:
        self.installation = Installation(folder, database=database, broker=broker)
        self.folder, self.database, self.broker = folder, database, broker
        self.backups = folder / "backups"
        self.installation.environment["MUTUALAID_BACKUPS"] = str(self.backups)
        self.said_to_broker: list[str] = []

    def listen(self) -> None:
        """Write down each command that the broker gets."""
        if self.broker:
            client = redis.Redis.from_url(self.broker, socket_timeout=None)
            heard = threading.Event()

            def write_down():
                with client.monitor() as monitor:
                    heard.set()
                    try:
                        for command in monitor.listen():
                            self.said_to_broker.append(command["command"])
                    except (redis.ConnectionError, ValueError, OSError):
                        return  # it has ended

            threading.Thread(target=write_down, daemon=True).start()
            assert heard.wait(10)

    def leaves(self) -> dict[str, bytes]:
        """All that somebody finds who takes it away, a copy of the database opened among it."""
        found = {str(path): path.read_bytes() for path in files_in(self.folder)}
        if self.database:
            with psycopg.connect(self.database) as connection:
                connection.execute("CHECKPOINT")
                data = Path(connection.execute("SHOW data_directory").fetchone()[0])
            found |= {str(path): path.read_bytes() for path in files_in(data)}
        found["what the broker got"] = "\n".join(self.said_to_broker).encode()
        self.installation.run("manage.py", "backup")
        newest = max(self.backups.glob("*.backup"))
        opened = self.folder / "opened"
        self.installation.run("-c", UNPACK, str(newest), str(opened))
        found["a copy, opened"] = opened.read_bytes()
        if self.database:
            restore = servers.program("pg_restore")
            dump = subprocess.run(
                [restore, "--file=-", str(opened)], check=True, capture_output=True
            )
            found["a copy, opened"] = dump.stdout
        opened.unlink()
        return found


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.redis])]
)
def place(request, tmp_path):
    with ExitStack() as stack:
        scaled = request.param == "postgresql"
        database = stack.enter_context(servers.postgresql()) if scaled else ""
        broker = stack.enter_context(servers.redis()) if scaled else ""
        place = Place(tmp_path, database=database, broker=broker)
        stack.enter_context(place.installation)
        place.listen()
        yield place


def start(place: Place) -> str:
    """Web and, on the larger installation, a worker; the address of the web."""
    place.installation.run("-m", "django", "collectstatic", "--noinput", "-v0")
    port = free_port()
    place.installation.start(*command_of("web"), "--port", str(port))
    if place.broker:
        place.installation.start(*command_of("worker"))
        wait_for(lambda: place.said_to_broker, "the worker did not begin")
    wait_for(lambda: servers.answers(port), "web did not start")
    return f"http://localhost:{port}"


def use(web: str, told: dict, typed: str) -> None:
    """What people do on a Saturday; ``typed`` goes into every form."""
    amina = Browser()
    amina.get(web + told["links"]["Amina"])
    amina.post(web + told["links"]["Amina"])
    network = f"{web}/n/millbrook"
    for page in ("home/", "agreed/", "hide/", "concerns/", "touch/"):
        amina.get(f"{network}/{page}")
    amina.get(f"{network}/hide/")
    amina.post(f"{network}/hide/", name=typed)
    amina.get(f"{network}/concerns/new/")
    amina.post(f"{network}/concerns/new/", named=typed, account=typed)
    amina.get(f"{network}/hide/")
    assert typed in amina.post(f"{network}/hide/names/")
    amina.get(f"{web}/me/data/")
    assert typed in amina.post(f"{web}/me/data/show/")
    stranger = Browser()
    stranger.get(f"{web}/sign-in/")
    stranger.post(f"{web}/sign-in/", email=f"{typed}@example.org")
    stranger.get(f"{web}/sign-up/")
    stranger.post(f"{web}/sign-up/", display_name=typed, email=f"{typed}@example.org")


def test_what_is_sealed_is_found_nowhere(place):
    told = json.loads(place.installation.run("-m", "tests.forensic.seed").splitlines()[-1])
    assert told["canaries"].keys() == {*told["fields"]}, "each sealed field has a canary"
    words = {**told["canaries"], "typed into forms": "canary-typed-51b0c2"}
    web = start(place)
    use(web, told, words["typed into forms"])
    look(place, words, "while it is used")
    if not place.database:
        disk = b"".join(path.read_bytes() for path in place.folder.glob("mutualaid.sqlite3*"))
        assert told["ends"][0].encode() in disk, "it lies open until then"
    place.installation.run("-m", "tests.forensic.purge")
    look(place, words, "after it was purged")
    if not place.database:  # PostgreSQL's own log goes when it is overwritten
        disk = [path.read_bytes() for path in place.folder.glob("mutualaid.sqlite3*")]
        assert any(b"Millbrook" in content for content in disk)
        for ended in told["ends"]:
            assert not any(ended.encode() in content for content in disk), (
                "what ends is off the disk"
            )


def look(place: Place, words: dict[str, str], when: str) -> None:
    leaves = place.leaves()
    open_word = [name for name, content in leaves.items() if b"Millbrook" in content]
    assert len(open_word) >= 2, "a search that finds nothing at all proves nothing"
    assert "a copy, opened" in open_word
    assert leaves["what the broker got"] or not place.broker
    for label, word in words.items():
        forms = [word.encode(), word.encode().hex().encode(), word.encode("utf-16-le")]
        if re.fullmatch("([0-9a-f]{2}){16,}", word):
            forms.append(bytes.fromhex(word))
        for said in forms:
            where = [name for name, content in leaves.items() if said in content]
            # Mail waits in the demo's own folder, which a real server does not have.
            where = [name for name in where if "/mail/" not in name]
            assert not where, f"{label}, {when}"
