"""A network's file: sealed under a passphrase, whole or refused."""

import os
import secrets
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw

from mutualaid.codes import clean_code, new_code, spaced
from mutualaid.sealed import crypto, pieces

HEAD = b"mutualaid network 1\n"
KIND = b"mutualaid network "
SALT = 16
LENGTH = 26
"""Signs of a passphrase that we make: 130 bits."""
SHORTEST = 20
"""Signs of one that people bring: the file may lie where anyone can try for years."""


class Unfit(Exception):
    """This file brings nothing in, or this network cannot leave; nothing was changed."""


def new_passphrase() -> str:
    return spaced(new_code(LENGTH))


def clean_passphrase(typed: str) -> str:
    """However it is typed: blanks, hyphens, small and capital letters do not matter."""
    return clean_code(unicodedata.normalize("NFKC", typed))


def key_of(passphrase: str, salt: bytes) -> bytes:
    """Argon2id as RFC 9106, section 4, wants it where memory is short."""
    return hash_secret_raw(
        *(clean_passphrase(passphrase).encode(), salt),
        time_cost=3,
        memory_cost=64 * 1024,
        parallelism=4,
        hash_len=32,
        type=Type.ID,
    )


def keep(plain: Iterable[bytes], file: Path, passphrase: str) -> None:
    """Write a new file, all of it or nothing. Raises OSError."""
    beside = file.with_name(f".{file.name}.unfinished")
    beside.unlink(missing_ok=True)
    salt = secrets.token_bytes(SALT)
    try:
        with pieces.private(beside) as into:
            into.write(HEAD + salt)
            pieces.write(into, plain, key=key_of(passphrase, salt), name="network")
            into.flush()
            os.fsync(into.fileno())
        if file.exists():
            raise FileExistsError(f"{file} is there already.")
        beside.rename(file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def opened(file: Path, passphrase: str) -> bytes:
    """What a file holds, once it is known to be whole. Raises `Unfit`."""
    try:
        with file.open("rb") as sealed:
            head = sealed.read(len(HEAD))
            if head != HEAD:
                raise Unfit(
                    "Another version of mutualaid made this file."
                    if head.startswith(KIND)
                    else "This is no network's file."
                )
            key = key_of(passphrase, sealed.read(SALT).ljust(SALT, b"\0"))
            return b"".join(pieces.read(pieces.records(sealed), key=key, name="network"))
    except crypto.Tampered as wrong:
        raise Unfit("The passphrase is another, or the file is not whole.") from wrong
    except OSError as wrong:
        raise Unfit(str(wrong)) from wrong
