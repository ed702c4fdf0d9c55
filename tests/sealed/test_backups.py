"""Backups: sealed, whole or refused, brought back without those who were erased meanwhile."""

import io
import os
import secrets
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from environ import Env
from hypothesis import given
from hypothesis import strategies as st

from mutualaid.accounts.models import User
from mutualaid.jobs.services import sweep, tend
from mutualaid.sealed import backups
from mutualaid.sealed.pieces import PIECE
from mutualaid.settings.database import database
from tests import servers
from tests.accounts.factories import UserFactory
from tests.installation import Installation
from tools import ROOT

SEED = """
from mutualaid.accounts.models import Session, User
from mutualaid.accounts.services import create_user, erase_user
from mutualaid.networks.models import Member
from mutualaid.networks.services import create_network
"""
STAYS = """
from django.test import Client
rosa = create_user(display_name="Rosa", language="en", email="canary-rosa@example.org")
create_network(by=rosa, name="Millbrook", area="By the canal", cell="", languages=["en"],
               time_zone="UTC")
Client().force_login(create_user(display_name="Eve", language="en", email="eve@example.org"))
"""
SINCE = """
erase_user(user=User.objects.get(display_name="Rosa"))
create_user(display_name="Late", language="en", email="late@example.org")
"""
NEWER = """
from django.db import connection
connection.cursor().execute("CREATE TABLE newer (id bigint REFERENCES networks_member)")
"""
TELL = """
from mutualaid.sealed.services import unseal
names = sorted(User.objects.values_list("display_name", flat=True))
eve = User.objects.get(display_name="Eve")
members = [member.name for member in Member.objects.all()]
print(names, unseal(eve, "email", key=eve.key), members, Session.objects.count())
"""
RESTORE_BROKEN = """
from pathlib import Path
from django.core.management import CommandError, call_command
copy = Path("{copy}")
whole = copy.read_bytes()
for broken in (whole[:-1], whole[: len(whole) // 2], b"x" + whole, whole + b"x", b""):
    copy.write_bytes(broken)
    try:
        call_command("restore", str(copy), "--yes")
    except CommandError as refused:
        print(str(refused).replace("\\n", " "))
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request, tmp_path):
    if request.param == "sqlite":
        with Installation(tmp_path) as installation:
            yield installation
    else:
        with servers.postgresql() as database, Installation(tmp_path, database=database) as there:
            yield there


def shell(place, code):
    return place.run("manage.py", "shell", "-v0", "-c", SEED + code)


@pytest.mark.once
def test_what_was_is_back_and_who_was_erased_is_not(place, tmp_path):
    shell(place, STAYS)
    apart = tmp_path / "apart"
    told = place.run("manage.py", "backup", str(apart))
    assert "read again and whole" in told
    [copy] = backups.copies(apart)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert b"canary" not in copy.read_bytes()
    assert b"Rosa" not in copy.read_bytes()
    assert {file.name for file in apart.iterdir()} == {copy.name, "erased"}
    shell(place, SINCE)
    if place.database:
        # What the copy does not know, and hangs on what it does.
        shell(place, NEWER)
    place.run("manage.py", "backup", str(apart))
    # The disk is lost, and the list with it; its copy lies beside the backups.
    Path(place.environment["MUTUALAID_VAR"], "erased").unlink()
    place.run("manage.py", "restore", str(copy), "--yes")
    assert shell(place, TELL).strip() == "['Eve'] eve@example.org [''] 0"
    # And once more, from a copy that was made since, with the state from before put aside.
    place.run("manage.py", "backup", str(apart))
    shell(place, 'User.objects.filter(display_name="Eve").delete()')
    place.run("manage.py", "restore", str(backups.copies(apart)[-1]), "--yes")
    assert shell(place, TELL).strip() == "['Eve'] eve@example.org [''] 0"


@pytest.mark.once
def test_it_asks_first_and_not_while_it_serves(tmp_path):
    with Installation(tmp_path) as place:
        place.run("manage.py", "backup", str(tmp_path / "apart"))
        [copy] = backups.copies(tmp_path / "apart")
        assert "--yes" in refused(place, "restore", str(copy))
        for file in (tmp_path / "apart" / "erased", tmp_path / "erased"):
            file.unlink(missing_ok=True)
        assert "--without-list" in refused(place, "restore", str(copy), "--yes")
        shell(place, "from mutualaid.jobs.services import tend; tend()")
        assert "The server is running" in refused(place, "restore", str(copy), "--yes")


@pytest.mark.once
def test_a_file_that_is_not_whole_changes_nothing(tmp_path):
    with Installation(tmp_path) as place:
        shell(place, STAYS)
        place.run("manage.py", "backup", str(tmp_path / "apart"))
        [copy] = backups.copies(tmp_path / "apart")
        *told, left = shell(place, RESTORE_BROKEN.format(copy=copy) + TELL).splitlines()
        assert len(told) == 5
        assert all("It is not whole" in line or "This is no backup" in line for line in told)
        assert "Rosa" in left


@pytest.mark.once
def test_the_last_state_stays_whole_also_what_lies_in_its_log_alone(tmp_path):
    with Installation(tmp_path) as place:
        place.run("manage.py", "backup", str(tmp_path / "apart"))
        [copy] = backups.copies(tmp_path / "apart")
        with closing(sqlite3.connect(tmp_path / "mutualaid.sqlite3")) as other:
            # Whoever has it open keeps the log from being written into the file.
            other.execute("CREATE TABLE last_words (words text)")
            other.execute("INSERT INTO last_words VALUES ('bread')")
            other.commit()
            place.run("manage.py", "restore", str(copy), "--yes")
            [aside] = tmp_path.glob("*.before-restore")
            with closing(sqlite3.connect(aside)) as before:
                assert before.execute("SELECT words FROM last_words").fetchone() == ("bread",)
        with pytest.raises(sqlite3.OperationalError, match="last_words"):
            place.ask("SELECT words FROM last_words")


def refused(place, *command):
    with pytest.raises(subprocess.CalledProcessError) as told:
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=place.environment,
            check=True,
            capture_output=True,
            text=True,
        )
    return told.value.stderr


@pytest.fixture
def sealed(tmp_path):
    """``sealed(plain)``: the bytes of a backup of that."""

    def make(plain):
        into = io.BytesIO()
        backups.seal(io.BytesIO(plain), into)
        return into.getvalue()

    return make


def opens(folder, told):
    file, plain = folder / f"{secrets.token_hex(4)}", folder / f"{secrets.token_hex(4)}"
    file.write_bytes(told)
    backups.unseal(file, plain)
    return plain.read_bytes()


@pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1, 3 * PIECE])
def test_of_any_size_it_opens_again(sealed, tmp_path, size):
    plain = os.urandom(size)
    assert opens(tmp_path, sealed(plain)) == plain


@given(place=st.floats(0, 0.999), bit=st.integers(0, 7))
def test_one_bit_changed_is_refused(sealed, tmp_path, place, bit):
    told = bytearray(sealed(b"canary" * 1000))
    told[int(place * len(told))] ^= 1 << bit
    with pytest.raises(backups.Unfit):
        opens(tmp_path, bytes(told))


@given(cut=st.floats(0, 0.999))
def test_cut_short_it_is_refused(sealed, tmp_path, cut):
    told = sealed(os.urandom(PIECE + 100))
    with pytest.raises(backups.Unfit):
        opens(tmp_path, told[: int(cut * len(told))])


def test_of_another_server_it_is_refused(sealed, tmp_path, settings):
    told = sealed(b"ours")
    settings.INSTANCE_KEY = secrets.token_hex(32)
    with pytest.raises(backups.Unfit):
        opens(tmp_path, told)


def spoil_the_copy(monkeypatch):
    """It lacks half of the file, or a table on which others hang."""
    dump = backups._dump

    def spoiled(into):
        if connection.vendor == "postgresql":
            table = "--exclude-table=accounts_user"
            backups._run("pg_dump", "--format=custom", table, f"--file={into}")
        else:
            dump(into)
            os.truncate(into, into.stat().st_size // 2)

    monkeypatch.setattr(backups, "_dump", spoiled)


def spoil_what_is_sealed(monkeypatch):
    seal = backups.seal
    monkeypatch.setattr(backups, "seal", lambda source, into: seal(io.BytesIO(b"other"), into))


@pytest.mark.parametrize("spoil", [spoil_the_copy, spoil_what_is_sealed])
def test_a_copy_that_could_not_be_brought_back_is_none(
    tmp_path, transactional_db, monkeypatch, spoil
):
    with monkeypatch.context() as spoiled:
        spoil(spoiled)
        with pytest.raises(backups.Failed):
            backups.backup(tmp_path)
        with pytest.raises(CommandError):
            call_command("backup", str(tmp_path))
    assert backups.copies(tmp_path) == []
    UserFactory()
    backups.backup(tmp_path)
    assert User.objects.exists(), "it was looked at beside what is there"


def test_every_night_one_is_made(tmp_path, transactional_db, settings, time_machine):
    settings.BACKUP_DIR = str(tmp_path / "apart")
    time_machine.move_to("2026-11-24T01:00Z")
    tend()
    sweep()
    before = len(backups.copies(tmp_path / "apart"))
    time_machine.move_to("2026-11-25T04:00Z")
    tend()
    sweep()
    [copy] = backups.copies(tmp_path / "apart")[before:]
    assert copy.name.startswith("2026-11-25-04")


def test_two_are_never_made_at_once(tmp_path, transactional_db):
    theirs = tmp_path / "2026-11-24-030000.unfinished"
    theirs.write_bytes(b"half of it")
    with ThreadPoolExecutor(1) as pool:
        with backups._alone():
            ours = pool.submit(backups.backup, tmp_path)
            with pytest.raises(TimeoutError):
                ours.result(timeout=0.5)
            assert theirs.exists(), "somebody is writing it"
        made = ours.result()
        pool.submit(connection.close)
    assert backups.copies(tmp_path) == [made]
    assert not theirs.exists(), "whoever wrote it is gone"


@pytest.mark.once
def test_the_programs_of_the_database_ask_the_server_to_prove_itself_too(tmp_path, monkeypatch):
    address = "postgres://us:word@db.example.org:5433/aid?sslmode=verify-full&sslrootcert=/ca.pem"
    monkeypatch.setenv("DATABASE_URL", address)
    config = database(Env(), tmp_path)
    assert config["OPTIONS"]["sslmode"] == "verify-full"
    assert config["OPTIONS"]["pool"]
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\nenv >&2\nexit 1\n")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(backups, "_database", lambda: config)
    with pytest.raises(backups.Failed) as told:
        backups._run("pg_dump")
    assert {
        *("PGSSLMODE=verify-full", "PGSSLROOTCERT=/ca.pem", "PGHOST=db.example.org"),
        *("PGPORT=5433", "PGUSER=us", "PGPASSWORD=word", "PGDATABASE=aid"),
    } <= {*str(told.value).splitlines()}


def test_old_copies_go(tmp_path, transactional_db):
    old = tmp_path / "2020-01-01-000000.backup"
    old.write_bytes(b"old")
    before = time.time() - (backups.KEPT + timedelta(days=1)).total_seconds()
    os.utime(old, (before, before))
    made = backups.backup(tmp_path)
    assert backups.copies(tmp_path) == [made]
