"""Copies of the whole database in one sealed file each, and bringing one back.

A file opens only with a key that this server had when it was made: so keep the keys apart from the
copies (`manage.py keys save`).
"""

import fcntl
import filecmp
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connections
from django.utils import timezone

from . import crypto, erasures, pieces, ring

HEAD = b"mutualaid backup 1\n"
KEPT = timedelta(days=30)
"""How long a copy is kept; erased people are in none that is older."""
ENDING = ".backup"
PLAIN = "not-sealed-"
"""How folders begin that hold for a moment what is not sealed."""
BEFORE = "before_restore"
"""The schema in which PostgreSQL keeps the state from before the last restore."""


class Unfit(Exception):
    """This file is no backup, or not whole, or no key here opens it; nothing was changed."""


class Failed(Exception):
    """The database could not be copied, or brought back; the message is its own."""


def backup(folder: Path) -> Path:
    """A new copy of the database, looked at once more after writing. Raises `Failed`."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    erasures.note()
    erasures.copy(folder)
    with _alone():
        _sweep(folder)
        return _copy_into(folder)


def _copy_into(folder: Path) -> Path:
    made = folder / f"{timezone.now():%Y-%m-%d-%H%M%S}{ENDING}"
    sealed = made.with_suffix(".unfinished")
    # What is not sealed yet never lies where the copies do.
    with TemporaryDirectory(dir=_room(), prefix=PLAIN) as beside:
        plain, again = Path(beside, "plain"), Path(beside, "again")
        _dump(plain)
        with pieces.private(sealed) as into, plain.open("rb") as source:
            seal(source, into)
            into.flush()
            os.fsync(into.fileno())
        unseal(sealed, again)
        if not filecmp.cmp(plain, again, shallow=False):
            raise Failed("What was written reads otherwise.")
        _look_at(again)
    sealed.rename(made)
    return made


@contextmanager
def _alone() -> Iterator[None]:
    """Wait until whoever else copies or brings back is done."""
    with Path(_room(), "backups.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _sweep(folder: Path) -> None:
    """Take out what is too old, and what an end amid a copy left behind."""
    forget_old(folder)
    for unfinished in folder.glob("*.unfinished"):
        unfinished.unlink()
    for plain in Path(_room()).glob(f"{PLAIN}*"):
        shutil.rmtree(plain)


def forget_old(folder: Path) -> None:
    for old in copies(folder):
        if age(old) > KEPT:
            old.unlink(missing_ok=True)


def copies(folder: Path) -> list[Path]:
    """The copies in a folder, the newest last."""
    return sorted(folder.glob(f"*{ENDING}"))


def restore(file: Path) -> str:
    """Put a copy in the place of the database; where its last state lies now.

    Nothing may serve meanwhile. Raises `Unfit` and `Failed`, and then nothing was changed.
    """
    with _alone(), TemporaryDirectory(dir=_room(), prefix=PLAIN) as beside:
        plain = Path(beside, "plain")
        unseal(file, plain)
        _look_at(plain)
        # Both lists: the disk that is lost may have held one of them.
        erasures.write(Path(settings.ERASURES_FILE), erasures.read(file.with_name(erasures.NAME)))
        connections.close_all()
        return _put_back_sqlite(plain) if _on_sqlite() else _put_back_postgresql(plain)


def listed_beside(file: Path) -> bool:
    """Whether there is a list of who was erased since, here or beside the copy."""
    lists = [Path(settings.ERASURES_FILE), file.with_name(erasures.NAME)]
    return any(each.exists() for each in lists)


def key_of(copy: Path) -> str:
    """The id of the server's key that opens a copy."""
    with copy.open("rb") as sealed:
        sealed.read(len(HEAD))
        return sealed.readline(100).decode(errors="replace").strip()


def seal(source: BinaryIO, into: BinaryIO) -> None:
    key = crypto.new_key()
    wrapping = ring.wrapping()
    into.write(HEAD + ring.id_of(wrapping).encode() + b"\n")
    pieces.write_record(into, crypto.seal(wrapping, key, "backup.key"))
    plain = iter(lambda: source.read(pieces.PIECE), b"")
    pieces.write(into, plain, key=key, name="backup")


def unseal(file: Path, into: Path) -> None:
    """Raises `Unfit`."""
    try:
        with file.open("rb") as sealed, pieces.private(into) as plain:
            if sealed.read(len(HEAD)) != HEAD:
                raise Unfit("This is no backup.")
            wrapping = ring.wrapping(sealed.readline(100).decode().strip())
            records = pieces.records(sealed)
            key = crypto.unseal(wrapping, next(records, b""), "backup.key")
            plain.writelines(pieces.read(records, key=key, name="backup"))
    except (crypto.Tampered, UnicodeDecodeError) as wrong:
        raise Unfit("It is not whole, was changed, or no key here opens it.") from wrong
    except OSError as wrong:
        raise Unfit(str(wrong)) from wrong


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
        # The state from before a restore may hold people who were erased.
        _run("pg_dump", "--format=custom", f"--exclude-schema={BEFORE}", f"--file={into}")
    into.chmod(0o600)


def _look_at(plain: Path) -> None:
    """Raises `Failed` if the copy could not be brought back.

    PostgreSQL brings it back into an empty schema, within a transaction that nobody sees the inside
    of and that is taken back.
    """
    if _on_sqlite():
        try:
            with closing(sqlite3.connect(plain)) as copy:
                told = copy.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as wrong:
            raise Failed(str(wrong)) from wrong
        if told != "ok":
            raise Failed(told)
    else:
        script = plain.with_suffix(".sql")
        _run("pg_restore", "--no-owner", f"--file={script}", str(plain))
        _run(
            *("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--command=BEGIN"),
            *(
                "--command=ALTER SCHEMA public RENAME TO meanwhile",
                "--command=CREATE SCHEMA public",
            ),
            *(f"--file={script}", "--command=ROLLBACK", f"--output={os.devnull}"),
        )


def _put_back_sqlite(plain: Path) -> str:
    present = Path(_database()["NAME"])
    aside = present.with_name(f"{present.name}.{timezone.now():%Y-%m-%d-%H%M%S}.before-restore")
    for end in ("", "-wal", "-shm"):  # the last writes may lie in its log alone
        with suppress(FileNotFoundError):
            present.with_name(present.name + end).rename(aside.with_name(aside.name + end))
    plain.rename(present)
    return str(aside)


def _put_back_postgresql(plain: Path) -> str:
    """Into an empty schema, since there may be tables by now that the copy does not know."""
    with connections["default"].cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {BEFORE} CASCADE")
        cursor.execute(f"ALTER SCHEMA public RENAME TO {BEFORE}")
        cursor.execute("CREATE SCHEMA public")
    try:
        place = f"--dbname={_database()['NAME']}"
        _run("pg_restore", "--no-owner", "--single-transaction", place, str(plain))
    except Failed:
        with connections["default"].cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute(f"ALTER SCHEMA {BEFORE} RENAME TO public")
        raise
    finally:
        connections.close_all()
    return f"the schema {BEFORE}"


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program) or max(
        map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{program}")), default=""
    )
    if not found:
        raise Failed(f"{program} is not on this machine.")
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    names |= {"NAME": "PGDATABASE", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    known = _database() | _database()["OPTIONS"]
    told = {ours: str(known[theirs]) for theirs, ours in names.items() if known.get(theirs)}
    done = subprocess.run(
        [found, "--no-password", *arguments],
        env=os.environ | told,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Failed(done.stderr.strip() or program)
