"""Pictures that people send: none is kept as it came.

A picture can be made to break what decodes it. So that happens in a process of its own (`decode`),
without our keys in its environment, with a limit of memory and time; one at a time on a computer,
since one may need half a gigabyte.
"""

import fcntl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from . import decode

PROGRAM = Path(decode.__file__)
PATIENCE = 20
"""Seconds to wait until the pictures of others are done."""


class Unfit(Exception):
    """Nothing can be drawn from this: damaged, poisoned, or none of JPEG, PNG and WebP."""


class TooManyPixels(Unfit):
    """More than 24 megapixels."""


class Busy(Exception):
    """Others sent so many pictures that it did not get its turn."""


def made_anew(content: bytes, *sides: int) -> list[bytes]:
    """JPEGs of what is seen on a picture, each of at most so many pixels a side, the largest first.

    They hold pixels alone: no place, camera or date, and nothing that was hidden in the file.
    Takes up to some seconds. Raises `Unfit` and `Busy`.
    """
    command = [sys.executable, "-I", str(PROGRAM), *map(str, sides)]
    with _turn():
        try:
            done = subprocess.run(
                command, input=content, capture_output=True, env={}, timeout=2 * decode.SECONDS
            )
        except subprocess.TimeoutExpired as slow:
            raise Unfit from slow
    if done.returncode:
        raise TooManyPixels if done.returncode == decode.TOO_MANY_PIXELS else Unfit
    return list(_parts(done.stdout))


def _parts(told: bytes) -> Iterator[bytes]:
    while told:
        end = 4 + int.from_bytes(told[:4], "big")
        yield told[4:end]
        told = told[end:]


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for the others on this computer. However a process ends, its turn ends with it."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + PATIENCE
    with open(settings.VAR_DIR / "picture-turn", "w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Busy from None
                time.sleep(0.05)
        yield
