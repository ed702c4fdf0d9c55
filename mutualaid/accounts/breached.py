"""The list of stolen passwords. Where it comes from stands in breached.md."""

import hashlib
import mmap
import struct
from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("breached.bin")
SHORTEST = 12
"""Characters of the shortest in it: none is allowed that has fewer."""
BUCKETS = 1 << 16
ENTRY = 3
"""Bytes that stand for a password in its bucket."""


def is_breached(password: str) -> bool:
    bucket, entry = place_of(password)
    first, end = struct.unpack_from("<II", _list(), 4 * bucket)
    head = 4 * (BUCKETS + 1)
    found = _list()[head + ENTRY * first : head + ENTRY * end]
    return entry in {found[at : at + ENTRY] for at in range(0, len(found), ENTRY)}


@cache
def _list() -> mmap.mmap:
    """Mapped, so that of its four megabytes only the pages that are asked for take memory."""
    with LIST.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def place_of(password: str) -> tuple[int, bytes]:
    """The bucket of a password, and what stands for it there: 40 bits of a hash in all.

    Of a million others, one or two share them by chance.
    """
    digest = hashlib.sha256(password.lower().encode()).digest()
    return int.from_bytes(digest[:2]), digest[2 : 2 + ENTRY]
