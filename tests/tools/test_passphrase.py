"""A server whose keys are locked: a person types the passphrase at each start."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mutualaid.sealed import locked
from tests.servers import free_port, wait_for
from tests.tools.conftest import clean_environment
from tests.tools.terminal import terminal
from tests.tools.test_serve import START, children, status
from tools import ROOT
from tools.place import Place

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("serve")]

PASSPHRASE = "kettle violin march under lake"
MANAGE = """
import sys
from pathlib import Path
from tools import manage, place
manage.REAL = place.Place(Path(sys.argv.pop(1)), real=True)
sys.exit(manage.main(["--real", *sys.argv[1:]]))
"""


def manage(folder, *command):
    return terminal(sys.executable, "-c", MANAGE, folder / "real", *command, env=clean())


def serving(folder, port):
    arguments = [folder / "demo", folder / "real", "--real", "aid.example.org"]
    return terminal(sys.executable, "-c", START, *arguments, env=clean(PORT=str(port)))


def clean(**more):
    return clean_environment() | more


def lock(folder):
    """The keys that were locked."""
    key = (folder / "real/keys/instance_key").read_text().strip()
    with manage(folder, "keys", "lock") as person:
        for question in ("A passphrase.*: ", "Once more: "):
            person.wait_for(question)
            person.type(PASSPHRASE)
        person.wait_for("The keys are locked")
        assert person.ended() == 0
        assert PASSPHRASE not in person.seen, "it is not shown"
    return key


def files_with(folder, word):
    return [
        path for path in folder.rglob("*") if path.is_file() and word.encode() in path.read_bytes()
    ]


def told_to(pid):
    """The environment and the command line of a process and all below it."""
    family, found = [pid], b""
    for process in family:
        found += Path(f"/proc/{process}/environ").read_bytes()
        found += Path(f"/proc/{process}/cmdline").read_bytes()
        for thread in Path(f"/proc/{process}/task").iterdir():
            family += map(int, (thread / "children").read_text().split())
    assert len(family) > 3, "web, its workers, jobs"
    return found


def test_a_person_opens_it_at_each_start_and_it_lies_on_no_disk(folder):
    key, port = lock(folder), free_port()
    with serving(folder, port) as person:
        person.wait_for("Passphrase of the keys: ")
        person.type("not this one, I think")
        person.wait_for("This passphrase does not open the keys.")
        person.wait_for("Passphrase of the keys: ")
        person.type(PASSPHRASE)
        person.wait_for("https://aid.example.org")
        page = f"http://127.0.0.1:{port}/kept/"
        headers = {"Host": "aid.example.org", "X-Forwarded-Proto": "https"}
        assert status(page, **headers) == 200
        wait_for(lambda: len(children(person.process)) == 2, "no jobs", 90)
        time.sleep(1)  # until the jobs process has read its settings
        assert not files_with(folder, key)
        told = told_to(person.process.pid)
        assert key.encode() not in told
        assert PASSPHRASE.encode() not in told
        assert PASSPHRASE not in person.seen
        exchange_while_serving(folder, key)
        assert status(page, **headers) == 200
    with serving(folder, free_port()) as person:
        person.wait_for("Passphrase of the keys: ")


def exchange_while_serving(folder, key):
    """Beside the server, which reads what another process put into its memory."""
    with manage(folder, "keys", "rotate") as person:
        person.wait_for("Passphrase of the keys: ")
        person.type(PASSPHRASE)
        person.wait_for("All is wrapped by the present key")
        assert person.ended() == 0
    with manage(folder, "keys", "status") as person:
        told = person.wait_for("They are locked")
        assert told.count("wraps") == 2
        assert "MISSING" not in told
    present, older = locked.unlock(
        (folder / "real/keys/instance_key").read_text(), PASSPHRASE
    ).split()
    assert older == key != present
    assert not files_with(folder, present)


def test_three_wrong_ones_and_it_does_not_start(folder):
    lock(folder)
    with serving(folder, free_port()) as person:
        for _ in range(3):
            person.wait_for("Passphrase of the keys: ")
            person.type("not this one, I think")
        assert person.ended() == 1
        assert "bin/serve: This passphrase does not open the keys." in person.seen
        assert not children(person.process)


def test_two_that_differ_and_a_short_one_change_nothing(folder):
    file = folder / "real/keys/instance_key"
    before = file.read_text()
    for first, second, words in [
        (PASSPHRASE, f"{PASSPHRASE}s", "two different passphrases"),
        ("short", "short", "at least 16 characters"),
        ("password12345678", "password12345678", "nobody else has"),
    ]:
        with manage(folder, "keys", "lock") as person:
            person.wait_for("A passphrase.*: ")
            person.type(first)
            person.wait_for("Once more: ")
            person.type(second)
            person.wait_for(words)
            assert person.ended() == 1
    assert file.read_text() == before


def test_without_a_terminal_it_reads_an_open_file_or_says_so(folder):
    lock(folder)
    command = [sys.executable, "-c", MANAGE, folder / "real", "keys", "status"]
    refused = subprocess.run(
        command, cwd=ROOT, env=clean(), stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert refused.returncode == 1
    assert f"start from a terminal, or set {locked.FROM}" in refused.stderr
    reading, writing = os.pipe()
    os.write(writing, f"{PASSPHRASE}\n".encode())
    os.close(writing)
    opened = subprocess.run(
        command,
        cwd=ROOT,
        env=clean(**{locked.FROM: str(reading)}),
        pass_fds=[reading],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    os.close(reading)
    assert "They are locked" in opened.stdout, opened.stderr


def test_any_command_runs_behind_the_passphrase(folder):
    """As on a larger installation, which bin/serve does not start."""
    key = lock(folder)
    real = Place(folder / "real", real=True)
    command = [sys.executable, "-m", "tools.unlock", sys.executable, "manage.py", "keys", "status"]
    with terminal(*command, env=clean() | real.environment()) as person:
        person.wait_for("Passphrase of the keys: ")
        person.type(PASSPHRASE)
        person.wait_for("They are locked")
        assert person.ended() == 0
        assert key not in person.seen
