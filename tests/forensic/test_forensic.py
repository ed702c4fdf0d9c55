"""What is sealed is found nowhere (docs/safety.md 1): not in the database's files, its log, a copy,
the broker, or what the processes wrote; neither while people use it nor after it was purged."""

import json
import re
import subprocess
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
import redis

from tests import servers
from tests.deep import DEEP
from tests.installation import Installation
from tests.servers import free_port, wait_for
from tests.topology.test_topology import Browser, command_of

from .walk import SHOWN_TO_NOBODY, Walker

pytestmark = [pytest.mark.once, pytest.mark.timeout(900)]

SWEEP = """
import django
django.setup()
import time
from django.utils import timezone
from mutualaid.jobs.models import Job
from mutualaid.jobs.services import sweep
while True:
    sweep()
    if not Job.objects.filter(state__in=["due", "running"], due_at__lte=timezone.now()).exists():
        break
    time.sleep(0.5)
"""
"""What is done bears the id of its subject for another day: so nothing is in work any more."""
FORGET = """
import django
django.setup()
from mutualaid.jobs.registry import handlers
handlers["networks.forget_on_disk"].work()
"""
PATIENCE = 120
"""Seconds."""
SEVERAL = 5
"""How many rows of each kind are looked for."""
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

    def disk(self) -> dict[str, bytes]:
        """The files of the database, its own log among them."""
        files = [*self.folder.glob("mutualaid.sqlite3*")]
        if self.database:
            with psycopg.connect(self.database) as connection:
                connection.execute("CHECKPOINT")
                data = Path(connection.execute("SHOW data_directory").fetchone()[0])
                files = [*files_in(data), data.parent / "log"]  # and what the server said
        return servers.contents(files)

    def leaves(self) -> dict[str, bytes]:
        """All that somebody finds who takes it away, a copy of the database opened among it."""
        found = servers.contents(files_in(self.folder)) | self.disk()
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
        wait_for(lambda: place.said_to_broker, "the worker did not begin", seconds=120)
    wait_for(lambda: servers.answers(port), "web did not start", seconds=120)
    return f"http://localhost:{port}"


def answer(survey: str, typed: str) -> None:
    neighbor = Browser()
    neighbor.get(survey)
    neighbor.post(f"{survey}begin/")
    question = re.search(r'name="(q\d+\.[^"]+)"', neighbor.page)[1]
    assert typed in neighbor.post(neighbor.address, **{question: typed}), "it stands on the review"
    neighbor.post(f"{survey}send/")
    receipt = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", neighbor.page)[0]
    neighbor.get(f"{survey}receipt/")
    assert typed in neighbor.post(f"{survey}answers/", code=receipt)


def bare(page: str) -> str:
    """Without what stands between the words of a list, or within a code in groups."""
    return re.sub(r"<[^>]*>|[\s-]", "", page)


def use(web: str, told: dict, words: dict[str, str]) -> None:
    """What people do on a Saturday: all look at every page, and ``typed`` goes into forms."""
    typed = words["typed into forms"]
    seen: set[str] = set()
    only_posted: set[str] = set()
    amina, *others = [Walker(web, link) for link in told["links"].values()]
    network = f"{web}/n/millbrook"
    amina.get(f"{network}/hide/")
    amina.post(f"{network}/hide/", name=typed)
    amina.get(f"{network}/concerns/new/")
    amina.post(f"{network}/concerns/new/", named=typed, account=typed)
    bared = {label: bare(word) for label, word in words.items()}
    to_see = words.keys() - SHOWN_TO_NOBODY.keys()
    for person in (amina, *others):
        if seen == to_see and not DEEP:
            break
        for page in person.walk(told["pages"], only_posted):
            text = bare(page)
            seen |= {label for label, word in bared.items() if word in text}
    assert seen == to_see, "each was opened by somebody"
    answer(web + told["survey"], typed)
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
    use(web, told, words)
    look(place, words, "while it is used")
    place.installation.run("-c", SWEEP)
    before = place.disk()
    purged = json.loads(place.installation.run("-m", "tests.forensic.purge").splitlines()[-1])
    look(place, words, "after it was purged")
    assert not [what for what, took in purged["took"].items() if not took], "each rule is shown"
    marks = {
        label: [form for mark in gone[:SEVERAL] for form in forms_of(mark)]
        for label, gone in purged["gone"].items()
    } | {"what ends": [ended.encode() for ended in told["ends"]]}
    for label, forms in marks.items():
        assert any(held(before, form) for form in forms), f"{label} can be seen there"

    def left() -> set[tuple[str, str]]:
        found = place.disk()
        every = [(label, form) for label, forms in marks.items() for form in forms]
        return {(label, file) for label, form in every for file in held(found, form)}

    # PostgreSQL keeps it while a transaction of the worker goes on that began before.
    until = time.monotonic() + PATIENCE
    while left() and time.monotonic() < until:
        place.installation.run("-c", FORGET)
    assert not left()


def forms_of(mark: int | str) -> list[bytes]:
    """How it lies on a disk: as a text; the id of a row also as a number of PostgreSQL, and of
    SQLite in a column and as a key of its own."""
    if isinstance(mark, str):
        return [mark.encode()]
    key = bytes(mark >> place & 0x7F | 0x80 for place in range(57, 7, -7)) + bytes([mark & 0xFF])
    return [str(mark).encode(), mark.to_bytes(8, "little"), mark.to_bytes(8, "big"), key]


def held(disk: dict[str, bytes], word: bytes) -> list[str]:
    """Which files hold a word."""
    return [name for name, content in disk.items() if word in content]


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
