"""A file as a row of sealed pieces, each bound to its place: one that is cut short, changed or put
together anew is refused whole."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from . import crypto

PIECE = 1 << 20
LONGEST = 2 * PIECE
"""Bytes of a record; whoever changes its length must not make us ask for gigabytes of memory."""


def write(into: BinaryIO, plain: Iterable[bytes], *, key: bytes, name: str) -> None:
    """Seal what comes, in whatever portions."""
    pieces = cut(plain)
    number, piece = 0, next(pieces, b"")
    for following in pieces:
        write_record(into, crypto.seal(key, piece, f"{name}.{number}"))
        number, piece = number + 1, following
    write_record(into, crypto.seal(key, piece, f"{name}.{number}.last"))


def read(records: Iterator[bytes], *, key: bytes, name: str) -> Iterator[bytes]:
    """What was sealed, piece by piece: only the end says that it was whole. Raises
    `crypto.Tampered`."""
    number, piece = 0, next(records, b"")
    for following in records:
        yield crypto.unseal(key, piece, f"{name}.{number}")
        number, piece = number + 1, following
    yield crypto.unseal(key, piece, f"{name}.{number}.last")


def cut(plain: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for some in plain:
        held += some
        while len(held) > PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    yield bytes(held)


def write_record(into: BinaryIO, record: bytes) -> None:
    into.write(len(record).to_bytes(4, "big") + record)


def records(sealed: BinaryIO) -> Iterator[bytes]:
    """Raises `crypto.Tampered`."""
    while size := sealed.read(4):
        length = int.from_bytes(size, "big")
        record = sealed.read(length) if length <= LONGEST else b""
        if len(size) < 4 or not length or len(record) < length:
            raise crypto.Tampered
        yield record


def private(file: Path) -> BinaryIO:
    """A new file, for our eyes only."""
    return open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
