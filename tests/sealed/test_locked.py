"""A key file under a passphrase, and the keys that it opened, in memory alone."""

import os
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from django.core.management import CommandError, call_command

from mutualaid.sealed import crypto, locked, ring
from mutualaid.sealed.keys import opened
from mutualaid.sealed.models import DataKey

PASSPHRASE = "six words of a book, été"


@pytest.fixture(autouse=True)
def quick(monkeypatch, request):
    """Tests wait for no thief."""
    if "costs" not in request.node.name:
        monkeypatch.setattr(locked, "MEMORY", 1024)
        monkeypatch.setattr(locked, "ROUNDS", 1)


@pytest.fixture
def keys():
    return f"{secrets.token_hex(32)}\n"


@pytest.fixture
def locked_keys(settings, tmp_path):
    """As bin/serve leaves it: the file on the disk is locked, the keys lie in memory."""
    file = tmp_path / "instance_key"
    file.write_text(locked.lock(settings.INSTANCE_KEY, PASSPHRASE))
    settings.LOCKED_KEYS_FILE = str(file)
    settings.INSTANCE_KEY_FILE = path = locked.in_memory(settings.INSTANCE_KEY)
    yield file
    os.close(int(path.rpartition("/")[2]))


@pytest.fixture
def told(monkeypatch):
    """``told(words)``: the next command reads them as the passphrase."""

    def tell(words):
        reading, writing = os.pipe()
        os.write(writing, f"{words}\n".encode())
        os.close(writing)
        monkeypatch.setenv(locked.FROM, str(reading))

    return tell


def test_only_the_passphrase_opens_it(keys):
    content = locked.lock(keys, PASSPHRASE)
    assert locked.is_locked(content)
    assert keys.strip() not in content
    assert locked.unlock(content, PASSPHRASE) == keys
    for wrong in ("", "six words of a book", PASSPHRASE.upper(), f"{PASSPHRASE} "):
        with pytest.raises(crypto.Tampered):
            locked.unlock(content, wrong)


def test_a_keyboard_that_writes_accents_otherwise_opens_it_too(keys):
    content = locked.lock(keys, PASSPHRASE)
    assert locked.unlock(content, PASSPHRASE.replace("é", "e\N{COMBINING ACUTE ACCENT}")) == keys


def test_the_same_keys_are_locked_otherwise_each_time(keys):
    assert locked.lock(keys, PASSPHRASE) != locked.lock(keys, PASSPHRASE)


def test_it_costs_a_thief_much_memory_a_try(keys):
    memory, rounds, _salt = locked.lock(keys, PASSPHRASE).split("\n")[0].split()[-3:]
    assert (int(memory), int(rounds)) == (128 * 1024, 3)


def test_what_was_changed_in_it_is_refused(keys):
    content = locked.lock(keys, PASSPHRASE)
    for changed in (
        content.replace(f" {locked.MEMORY} ", " 1023 "),
        content.strip()[:-1] + ("0" if content.strip()[-1] != "0" else "1") + "\n",
    ):
        with pytest.raises(crypto.Tampered):
            locked.unlock(changed, PASSPHRASE)


def test_keys_in_memory_are_for_our_eyes_and_on_no_disk(keys):
    path = locked.in_memory(keys)
    try:
        assert locked.read(path) == keys
        assert os.stat(path).st_mode & 0o777 == 0o600
        assert os.readlink(path) == f"/memfd:{locked.NAME} (deleted)"
    finally:
        os.close(int(path.rpartition("/")[2]))


def test_the_passphrase_comes_from_an_open_file_once(keys, tmp_path, told):
    file = tmp_path / "instance_key"
    file.write_text(locked.lock(keys, PASSPHRASE))
    told("another one altogether")
    with pytest.raises(locked.Wrong, match="does not open"):
        locked.ask(file)
    told(PASSPHRASE)
    assert locked.ask(file) == (keys, PASSPHRASE)
    assert locked.FROM not in os.environ


def test_where_nobody_can_type_it_says_so(keys, tmp_path):
    file = tmp_path / "instance_key"
    file.write_text(locked.lock(keys, PASSPHRASE))
    with open(os.devnull) as nobody, pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", nobody)
        with pytest.raises(locked.Wrong, match="from a terminal"):
            locked.ask(file)


@pytest.mark.django_db
def test_locked_keys_are_exchanged_too(locked_keys, amina, told, settings):
    before, old = opened(amina.key), ring.keys()
    told(PASSPHRASE)
    call_command("keys", "rotate")
    assert ring.keys()[1:] == old
    assert locked.unlock(locked_keys.read_text(), PASSPHRASE).split() == ring.keys()
    past = os.stat(settings.INSTANCE_KEY_FILE).st_mtime - 601
    os.utime(settings.INSTANCE_KEY_FILE, (past, past))
    told(PASSPHRASE)
    call_command("keys", "forget")
    assert len(ring.keys()) == 1
    assert ring.keys() != old
    assert locked.unlock(locked_keys.read_text(), PASSPHRASE).split() == ring.keys()
    assert opened(DataKey.objects.get(pk=amina.key_id)) == before


@pytest.mark.django_db
def test_with_a_wrong_passphrase_nothing_is_exchanged(locked_keys, told):
    before, keys = locked_keys.read_text(), ring.keys()
    told("another one altogether")
    with pytest.raises(CommandError, match="does not open"):
        call_command("keys", "rotate")
    assert (locked_keys.read_text(), ring.keys()) == (before, keys)


def test_whoever_reads_while_they_change_finds_the_old_or_the_new(locked_keys, settings):
    """Read again and again by some, while another writes."""
    path, done = settings.INSTANCE_KEY_FILE, Event()
    rings = [[digit * 64 for digit in digits] for digits in ("ab", "c", "def")]
    locked.write_in_place(path, "\n".join(rings[0]))

    def read():
        found = []
        while not done.is_set():
            found.append(ring.keys())
        return [keys for keys in found if keys not in rings], ring.keys()

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        for number in range(500):
            locked.write_in_place(path, "\n".join(rings[number % 3]))
        time.sleep(0.05)  # a file's time of change is no finer than the clock of the system
        locked.write_in_place(path, "\n".join(rings[0]))
        done.set()
    for reader in readers:
        torn, last = reader.result()
        assert not torn
        assert last == rings[0]


@pytest.mark.django_db
def test_only_a_file_that_is_not_locked_is_locked(locked_keys, settings):
    with pytest.raises(CommandError, match="They are locked"):
        call_command("keys", "lock")
    settings.LOCKED_KEYS_FILE = settings.INSTANCE_KEY_FILE = ""
    with pytest.raises(CommandError, match="Only a file"):
        call_command("keys", "lock")
    with pytest.raises(CommandError, match="not locked"):
        call_command("keys", "unlock")


@pytest.mark.django_db
def test_they_are_laid_open_again(locked_keys, told, settings):
    told(PASSPHRASE)
    call_command("keys", "unlock")
    assert locked_keys.read_text().split() == settings.INSTANCE_KEY.split()
    assert locked_keys.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_everyone_may_read_whether_a_passphrase_is_needed(client, locked_keys):
    assert "A passphrase opens them" in client.get("/kept/").text


def test_a_locked_file_without_its_passphrase_refuses_the_start(keys, tmp_path):
    from tests.sealed.test_settings import STRONG, start

    file = tmp_path / "instance_key"
    file.write_text(locked.lock(keys, PASSPHRASE))
    file.chmod(0o600)
    told = {name: value for name, value in STRONG.items() if name != "INSTANCE_KEY"}
    refused = start(INSTANCE_KEY_FILE=str(file), **told)
    assert refused.returncode != 0
    assert f"{file} is locked by a passphrase" in refused.stderr
    assert Path(file).exists()
