"""Copies of the whole database in one sealed file each, and bringing one back.

A file opens only with a key that this server had when it was made: so keep the keys apart from the
copies (`manage.py keys save`). It is a row of sealed pieces, each bound to its place, so that one
that is cut short, changed or put together anew is refused whole.
"""

import filecmp
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connections
from django.utils import timezone

from . import crypto, ring

HEAD = b"mutualaid backup 1\n"
PIECE = 1 << 20
KEPT = timedelta(days=30)
"""How long a copy is kept; erased people are in none that is older."""
ENDING = ".backup"


class Unfit(Exception):
    """This file is no backup, or not whole, or no key here opens it; nothing was changed."""


class Failed(Exception):
    """The database could not be copied, or brought back; the message is its own."""


def backup(folder: Path) -> Path:
    """A new copy of the database, looked at once more after writing. Raises `Failed`."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = folder / f"{timezone.now():%Y-%m-%d-%H%M%S}{ENDING}"
    sealed = made.with_suffix(".unfinished")
    # What is not sealed yet never lies where the copies do.
    with TemporaryDirectory(dir=_room()) as beside:
        plain, again = Path(beside, "plain"), Path(beside, "again")
        _dump(plain)
        with _private(sealed) as into, plain.open("rb") as source:
            seal(source, into)
        unseal(sealed, again)
        if not filecmp.cmp(plain, again, shallow=False):
            raise Failed("What was written reads otherwise.")
        _look_at(again)
    sealed.rename(made)
    for old in copies(folder):
        if age(old) > KEPT:
            old.unlink()
    return made


def copies(folder: Path) -> list[Path]:
    """The copies in a folder, the newest last."""
    return sorted(folder.glob(f"*{ENDING}"))


def restore(file: Path) -> None:
    """Put a copy in the place of the database, whose last state stays beside it on SQLite.

    Nothing may serve meanwhile. Raises `Unfit` and `Failed`.
    """
    with TemporaryDirectory(dir=_room()) as beside:
        plain = Path(beside, "plain")
        unseal(file, plain)
        _look_at(plain)
        connections.close_all()
        _put_back(plain)


def seal(source: BinaryIO, into: BinaryIO) -> None:
    key = crypto.new_key()
    wrapping = ring.wrapping()
    into.write(HEAD + ring.id_of(wrapping).encode() + b"\n")
    _write(into, crypto.seal(wrapping, key, "backup.key"))
    pieces = iter(lambda: source.read(PIECE), b"")
    number, piece = 0, next(pieces, b"")
    for following in pieces:
        _write(into, crypto.seal(key, piece, f"backup.{number}"))
        number, piece = number + 1, following
    _write(into, crypto.seal(key, piece, f"backup.{number}.last"))


def unseal(file: Path, into: Path) -> None:
    """Raises `Unfit`."""
    try:
        with file.open("rb") as sealed, _private(into) as plain:
            if sealed.read(len(HEAD)) != HEAD:
                raise Unfit("This is no backup.")
            wrapping = ring.wrapping(sealed.readline(100).decode().strip())
            records = _read(sealed)
            key = crypto.unseal(wrapping, next(records), "backup.key")
            number, piece = 0, next(records)
            for following in records:
                plain.write(crypto.unseal(key, piece, f"backup.{number}"))
                number, piece = number + 1, following
            plain.write(crypto.unseal(key, piece, f"backup.{number}.last"))
    except (crypto.Tampered, StopIteration, UnicodeDecodeError) as wrong:
        raise Unfit("It is not whole, was changed, or no key here opens it.") from wrong
    except OSError as wrong:
        raise Unfit(str(wrong)) from wrong


def _write(into: BinaryIO, record: bytes) -> None:
    into.write(len(record).to_bytes(4, "big") + record)


def _read(sealed: BinaryIO) -> Iterator[bytes]:
    while size := sealed.read(4):
        record = sealed.read(int.from_bytes(size, "big"))
        if len(size) < 4 or len(record) < int.from_bytes(size, "big"):
            raise crypto.Tampered
        yield record


def _private(file: Path) -> BinaryIO:
    return open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def age(copy: Path) -> timedelta:
    """How long ago it was made."""
    return timedelta(seconds=timezone.now().timestamp() - copy.stat().st_mtime)


def _database() -> dict[str, Any]:
    return connections["default"].settings_dict


def _on_sqlite() -> bool:
    return connections["default"].vendor == "sqlite"


def _room() -> str:
    """Where a copy of the database can lie for a moment: beside it, or in our own folder."""
    return str(Path(_database()["NAME"]).parent if _on_sqlite() else settings.VAR_DIR)


def _dump(into: Path) -> None:
    if _on_sqlite():
        with connections["default"].cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(into)])
    else:
        _run("pg_dump", "--format=custom", f"--file={into}")
    into.chmod(0o600)


def _look_at(plain: Path) -> None:
    """Raises `Failed` if the copy could not be brought back."""
    if _on_sqlite():
        with closing(sqlite3.connect(plain)) as copy:
            told = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if told != "ok":
            raise Failed(told)
    else:
        _run("pg_restore", f"--file={os.devnull}", str(plain))


def _put_back(plain: Path) -> None:
    if _on_sqlite():
        present = Path(_database()["NAME"])
        if present.exists():
            present.rename(present.with_name(f"{present.name}.before-restore"))
        for end in ("-wal", "-shm"):
            present.with_name(present.name + end).unlink(missing_ok=True)
        plain.rename(present)
    else:
        place = f"--dbname={_database()['NAME']}"
        _run("pg_restore", "--clean", "--if-exists", "--single-transaction", place, str(plain))


def _run(program: str, *arguments: str) -> None:
    database = _database()
    found = shutil.which(program) or max(
        map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{program}")), default=""
    )
    if not found:
        raise Failed(f"{program} is not on this machine.")
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    told = {ours: str(database[theirs]) for theirs, ours in names.items() if database.get(theirs)}
    if program == "pg_dump":
        told["PGDATABASE"] = database["NAME"]
    done = subprocess.run(
        [found, "--no-password", *arguments],
        env=os.environ | told,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Failed((done.stderr.splitlines() or [program])[-1])
