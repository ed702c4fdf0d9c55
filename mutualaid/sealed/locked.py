"""The keys of this server under a passphrase: a computer that is switched off opens nothing.

The file then holds them sealed. Who starts the server types the passphrase; what it opens lies in
memory alone, as a file without a name that the processes of this start read. Source: Argon2id is
RFC 9106.

Needs no settings, since those need the keys.
"""

import fcntl
import getpass
import os
import secrets
import sys
import unicodedata
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw

from . import crypto

HEAD = "mutualaid locked keys"
MEMORY, ROUNDS = 131_072, 3
"""KiB and passes of Argon2id, some seconds on a small computer: twice what RFC 9106 asks for where
memory is short."""
TRIES = 3
SHORTEST = 16
PROMPT = "Passphrase of the keys: "
NAME = "mutualaid-keys"
FROM = "MUTUALAID_PASSPHRASE_FD"
"""In the environment: the number of an open file that the passphrase is read from."""


class Wrong(Exception):
    """It was not opened; the message says why."""


def is_locked(content: str) -> bool:
    return content.startswith(HEAD)


def lock(keys: str, passphrase: str) -> str:
    """The content of a key file that only the passphrase opens."""
    head = f"{HEAD} {MEMORY} {ROUNDS} {secrets.token_hex(16)}"
    return f"{head}\n{crypto.seal(_stretched(head, passphrase), keys.encode(), head).hex()}\n"


def unlock(content: str, passphrase: str) -> str:
    """The keys. Raises `crypto.Tampered`."""
    head, sealed = content.split("\n")[:2]
    return crypto.unseal(_stretched(head, passphrase), bytes.fromhex(sealed), head).decode()


def _stretched(head: str, passphrase: str) -> bytes:
    memory, rounds, salt = head.removeprefix(HEAD).split()
    # Keyboards write é in two ways.
    typed = unicodedata.normalize("NFC", passphrase).encode()
    return hash_secret_raw(
        typed,
        bytes.fromhex(salt),
        time_cost=int(rounds),
        memory_cost=int(memory),
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    )


def ask(file: Path) -> tuple[str, str]:
    """The keys in a locked file, and the passphrase that opened it. Raises `Wrong`."""
    content = file.read_text()
    if descriptor := os.environ.pop(FROM, ""):
        return _tried(content, _line(int(descriptor)))
    for _again in range(TRIES - 1):
        passphrase = typed(PROMPT)
        try:
            return _tried(content, passphrase)
        except Wrong as wrong:
            print(wrong, file=sys.stderr)
    return _tried(content, typed(PROMPT))


def _tried(content: str, passphrase: str) -> tuple[str, str]:
    try:
        return unlock(content, passphrase), passphrase
    except crypto.Tampered:
        raise Wrong("This passphrase does not open the keys.") from None


def _line(descriptor: int) -> str:
    with open(descriptor) as told:
        return told.readline().rstrip("\n")


def typed(prompt: str) -> str:
    """What somebody types, without showing it. Raises `Wrong` where nobody can."""
    if not sys.stdin.isatty():
        raise Wrong(f"The keys are locked: start from a terminal, or set {FROM}.")
    return getpass.getpass(prompt)


def in_memory(keys: str) -> str:
    """The path of a file that lies in memory alone, and is there as long as this process is."""
    descriptor = os.memfd_create(NAME)
    os.fchmod(descriptor, 0o600)
    path = f"/proc/{os.getpid()}/fd/{descriptor}"
    write_in_place(path, keys)
    return path


def write_in_place(path: str, keys: str) -> None:
    """Whoever reads meanwhile, with `read`, waits, and finds the new ones."""
    with open(path, "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(keys)
        file.truncate()


def read(path: str) -> str:
    with open(path) as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        return file.read()
