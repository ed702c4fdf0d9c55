"""Writers of one SQLite file wait in a queue, and for nothing else."""

import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from environ import Env

from mutualaid.settings.database import database

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def file(tmp_path, monkeypatch):
    """``file()``: a new connection to the same file."""
    opened = []
    monkeypatch.delenv("DATABASE_URL", raising=False)

    def connect():
        opened.append(ConnectionHandler({"default": database(Env(), tmp_path)})["default"])
        opened[-1].inc_thread_sharing()
        return opened[-1]

    with connect().cursor() as cursor:
        cursor.execute("CREATE TABLE note (id integer PRIMARY KEY, words text UNIQUE)")
    yield connect
    for one in opened:
        one.close()


@pytest.fixture
def queue_is_free(tmp_path):
    def try_it():
        with open(tmp_path / "mutualaid.sqlite3-queue", "a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

    return try_it


def write(database, words):
    with database.cursor() as cursor:
        cursor.execute("INSERT INTO note (words) VALUES (%s)", [words])


def count(database):
    with database.cursor() as cursor:
        return cursor.execute("SELECT count(*) FROM note").fetchone()[0]


@pytest.fixture(autouse=True)
def by_itself(monkeypatch):
    """``atomic()`` takes a connection that Django does not know by name."""
    known = transaction.get_connection

    def get_connection(using=None):
        return using if isinstance(using, BaseDatabaseWrapper) else known(using)

    monkeypatch.setattr(transaction, "get_connection", get_connection)


def within(database):
    return transaction.Atomic(database, savepoint=True, durable=False)


def test_the_pragmas(file):
    pragmas = {
        "journal_mode": "wal",
        "synchronous": 1,  # and see the test of the power failure
        "wal_autocheckpoint": 4000,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": int(sqlite3.sqlite_version_info < (3, 46)),
        "busy_timeout": 20_000,
    }
    with file().cursor() as cursor:
        for name, value in pragmas.items():
            assert cursor.execute(f"PRAGMA {name}").fetchone()[0] == value, name


def test_the_turn_lasts_from_the_first_statement_to_the_commit(file, queue_is_free):
    one = file()
    with within(one):
        assert queue_is_free()
        assert count(one) == 0
        assert not queue_is_free()
        write(one, "bread")
        assert not queue_is_free()
    assert queue_is_free()
    assert count(file()) == 1


def test_rows_inserted_first_wait_for_the_turn_together(file, queue_is_free):
    one = file()
    with within(one):
        write(one, "bread")
        write(one, "milk")
        assert queue_is_free()
        with one.cursor() as cursor:
            cursor.execute("UPDATE note SET words = 'oat milk' WHERE words = 'milk'")
            assert cursor.rowcount == 1
        assert not queue_is_free()
    assert queue_is_free()
    assert count(file()) == 2
    with within(one):
        write(one, "rice")
    assert queue_is_free()
    assert count(file()) == 3


def test_rows_that_waited_go_with_their_transaction(file, queue_is_free):
    one = file()

    def think_better_of_it():
        with within(one):
            write(one, "bread")
            raise KeyError

    with pytest.raises(KeyError):
        think_better_of_it()
    with within(one):
        assert count(one) == 0
    assert count(file()) == 0
    assert queue_is_free()


@pytest.mark.parametrize("look", [count, lambda _: None])
def test_what_is_wrong_with_a_row_that_waited_shows_in_its_transaction(file, queue_is_free, look):
    one = file()
    write(one, "bread")

    def write_again():
        with within(one):
            write(one, "milk")
            write(one, "bread")
            look(one)

    with pytest.raises(IntegrityError):
        write_again()
    assert queue_is_free()
    assert count(file()) == 1


def test_nobody_takes_it_for_a_problem_of_their_own(file, queue_is_free):
    """The savepoint shows it, but the row was the outer transaction's."""
    one = file()

    def write_all():
        with within(one):
            write(one, "milk")
            write(one, "milk")
            with suppress(IntegrityError), within(one):
                write(one, "rice")

    with pytest.raises(IntegrityError):
        write_all()
    assert queue_is_free()
    with within(one):
        write(one, "bread")
    assert count(file()) == 1


def test_an_error_that_is_not_the_databases_keeps_nothing(file, queue_is_free):
    one = file()

    def write_nonsense():
        with within(one):
            write(one, "milk")
            write(one, "\ud800")

    with pytest.raises(UnicodeEncodeError):
        write_nonsense()
    assert queue_is_free()
    with within(one):
        write(one, "bread")
    assert count(file()) == 1


def test_a_turn_that_could_not_be_taken_leaves_nothing_behind(file, queue_is_free, monkeypatch):
    one = file()

    def out_of_locks(*_):
        raise OSError("No locks available")

    def write_it():
        with within(one):
            write(one, "milk")

    with monkeypatch.context() as broken:
        broken.setattr(fcntl, "flock", out_of_locks)
        with pytest.raises(OSError, match="No locks"):
            write_it()
    assert count(one) == 0
    assert not one.connection.in_transaction
    assert queue_is_free()
    write_it()
    assert count(file()) == 1


def test_a_disk_that_does_not_write_is_an_error(file, queue_is_free, monkeypatch):
    one = file()

    def broken_disk(_):
        raise OSError("Input/output error")

    def write_it():
        with within(one):
            write(one, "milk")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", broken_disk)
        with pytest.raises(OperationalError, match="not written"):
            write_it()
    assert queue_is_free()
    write(one, "bread")


def test_a_link_to_the_file_leads_to_the_same_queue(file, tmp_path, queue_is_free):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mutualaid.sqlite3").symlink_to(tmp_path / "mutualaid.sqlite3")
    one = ConnectionHandler({"default": database(Env(), elsewhere)})["default"]
    with within(one):
        write(one, "milk")
        assert count(one) == 1
        assert not queue_is_free()
    one.close()
    assert count(file()) == 1


def test_a_row_that_tells_its_key_does_not_wait(file):
    one = file()
    with within(one), one.cursor() as cursor:
        cursor.execute("INSERT INTO note (words) VALUES ('bread') RETURNING id")
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize("together", [True, False])
def test_a_power_failure_loses_nothing_that_was_told_to_be_kept(
    file, tmp_path, queue_is_free, monkeypatch, together
):
    """The log goes to the disk before the writer goes on, and while the next may write."""
    one, other, at_disk, sync = file(), file(), [], os.fsync

    def look_and_sync(descriptor):
        name = os.readlink(f"/proc/self/fd/{descriptor}")
        at_disk.append((name, queue_is_free(), count(other)))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", look_and_sync)
    with within(one) if together else nullcontext():
        write(one, "bread")
    assert at_disk == [(f"{tmp_path}/mutualaid.sqlite3-wal", True, 1)]
    assert count(one) == 1
    assert len(at_disk) == 1


def test_a_transaction_that_could_not_begin_still_is_one(file):
    one, stranger = file(), file()
    one.cursor().execute("PRAGMA busy_timeout = 10")
    stranger.ensure_connection()
    sqlite3.Connection.execute(stranger.connection, "BEGIN IMMEDIATE")  # without queueing

    def write_after_all():
        with within(one):
            with pytest.raises(OperationalError, match="locked"):
                count(one)
            sqlite3.Connection.execute(stranger.connection, "ROLLBACK")
            write(one, "bread")
            assert count(one) == 1
            raise KeyError

    with pytest.raises(KeyError):
        write_after_all()
    assert count(one) == 0


@pytest.mark.parametrize("problem", [None, ValueError])
def test_a_transaction_without_a_statement_takes_no_turn(file, queue_is_free, problem):
    one = file()
    with suppress(ValueError), within(one):
        if problem:
            raise problem
    assert count(one) == 0
    assert queue_is_free()


def test_the_turn_ends_with_a_rollback(file, queue_is_free):
    one = file()
    write(one, "bread")

    def write_both():
        with within(one):
            assert count(one) == 1
            write(one, "milk")
            write(one, "bread")

    with pytest.raises(IntegrityError):
        write_both()
    assert queue_is_free()
    assert count(file()) == 1


def test_the_turn_ends_when_the_connection_closes(file, queue_is_free):
    one = file()
    with within(one):
        write(one, "bread")
        assert count(one) == 1
        one.connection.close()
        assert queue_is_free()
        one.connection = None
    assert count(file()) == 0


def test_a_single_write_takes_one_turn(file, queue_is_free):
    one = file()
    write(one, "bread")
    assert queue_is_free()
    with pytest.raises(IntegrityError):
        write(one, "bread")
    assert queue_is_free()
    with one.cursor() as cursor:
        cursor.executemany("INSERT INTO note (words) VALUES (%s)", [["milk"], ["rice"]])
    assert queue_is_free()
    assert count(file()) == 3


def test_a_failed_statement_keeps_the_turn_of_its_transaction(file, queue_is_free):
    one = file()
    with within(one):
        assert count(one) == 0
        write(one, "bread")
        with pytest.raises(IntegrityError):
            write(one, "bread")
        assert not queue_is_free()
    assert queue_is_free()


def test_readers_never_wait(file):
    one, two = file(), file()
    with within(one):
        write(one, "bread")
        assert count(one) == 1
        assert count(two) == 0


def test_a_second_writer_waits_for_its_turn(file):
    one, order = file(), []

    def second():
        write(file(), "milk")
        order.append("second")

    with within(one):
        write(one, "bread")
        assert count(one) == 1
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.2)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_a_forked_child_leaves_the_turn_to_its_parent(file, queue_is_free):
    one = file()
    with within(one):
        write(one, "bread")
        assert count(one) == 1
        child = os.fork()
        if child == 0:
            one.connection.make_way()
            os._exit(0)
        os.waitpid(child, 0)
        assert not queue_is_free()
    assert queue_is_free()


HOLD = """
import sys
from environ import Env
from pathlib import Path
import django
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from mutualaid.settings.database import database
settings.configure()
one = ConnectionHandler({"default": database(Env(), Path(sys.argv[1]))})["default"]
one.cursor().execute("BEGIN IMMEDIATE")
one.cursor().execute("INSERT INTO note (words) VALUES ('bread')")
print("holding", flush=True)
sys.stdin.read()
"""


def test_a_killed_writer_holds_nobody_up(file, tmp_path, queue_is_free):
    writer = subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": "."},
    )
    assert writer.stdout.readline() == b"holding\n"
    assert not queue_is_free()
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    write(file(), "milk")
    assert count(file()) == 1


def test_no_update_is_lost_between_eight_writers(file):
    write(file(), "0")

    def add(_):
        one = file()
        for _ in range(25):
            with within(one), one.cursor() as cursor:
                (so_far,) = cursor.execute("SELECT words FROM note").fetchone()
                cursor.execute("UPDATE note SET words = %s", [int(so_far) + 1])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(8)))
    with file().cursor() as cursor:
        assert cursor.execute("SELECT words FROM note").fetchone()[0] == "200"


def test_a_copy_of_the_whole_file_holds_up_no_writer(file, tmp_path, queue_is_free):
    one, other, meanwhile = file(), file(), []
    for number in range(2000):
        write(one, f"{number} loaves")

    def look():
        if not meanwhile:
            meanwhile.append(queue_is_free())
            write(other, "bread")

    one.connection.set_progress_handler(look, 1000)
    with one.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(tmp_path / "copy")])
    assert meanwhile == [True]
    assert count(file()) == 2001
    with sqlite3.connect(tmp_path / "copy") as copy:
        assert copy.execute("SELECT count(*) FROM note").fetchone() == (2000,)


def test_a_database_in_memory_has_no_queue(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    config = database(Env(), Path()) | {"NAME": ":memory:"}
    one = ConnectionHandler({"default": config})["default"]
    with within(one):
        assert one.connection.place is None
