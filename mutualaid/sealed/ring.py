"""The keys of this server: the first wraps, the others only open what is not wrapped anew yet.

They come from the environment or from a file, which may lie in memory alone (see `locked`). A file
is read again once it has changed, so that a key which was put into it is known to all processes
while they go on serving.
"""

import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from . import crypto, locked


def present() -> bytes:
    """The key that wraps now, 32 bytes."""
    return bytes.fromhex(keys()[0])


def keys() -> list[str]:
    """All of them as hex digits, the present one first."""
    file = settings.INSTANCE_KEY_FILE
    return _in_file(file, os.stat(file).st_mtime_ns) if file else settings.INSTANCE_KEY.split()


@lru_cache(maxsize=1)
def _in_file(file: str, _changed_at: int) -> list[str]:
    return (locked.read(file) if settings.LOCKED_KEYS_FILE else Path(file).read_text()).split()


def wrapping(key_id: str = "") -> bytes:
    """What wraps under the present key, or under the one with this id. Raises `crypto.Tampered`
    if this server has no such key."""
    for key in keys():
        made = derived(key)
        if not key_id or id_of(made) == key_id:
            return made
    raise crypto.Tampered


@lru_cache(maxsize=16)
def derived(key: str) -> bytes:
    return crypto.derive(bytes.fromhex(key), "wrap")


def id_of(wrapping: bytes) -> str:
    return crypto.key_id(wrapping).hex()


def write(told: list[str], *, passphrase: str = "") -> None:
    """Put keys into the file, for our eyes only; who reads meanwhile finds the old or the new."""
    keys = "\n".join(told) + "\n"
    if settings.LOCKED_KEYS_FILE:
        replace(Path(settings.LOCKED_KEYS_FILE), locked.lock(keys, passphrase))
        locked.write_in_place(settings.INSTANCE_KEY_FILE, keys)
    else:
        replace(Path(settings.INSTANCE_KEY_FILE), keys)


def replace(file: Path, content: str) -> None:
    beside = file.with_name(f".{file.name}.new")
    beside.unlink(missing_ok=True)
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    beside.replace(file)
