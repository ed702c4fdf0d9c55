"""Which function does which kind of job; filled by each app's ``tasks.py``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

TRIES = 12

type Work = Callable[..., None]


@dataclass(frozen=True)
class Handler:
    work: Work
    outside: bool
    lease: timedelta
    tries: int


handlers: dict[str, Handler] = {}
nightly_kinds: list[str] = []


def handler(
    kind: str,
    *,
    outside: bool = False,
    lease: timedelta = timedelta(minutes=2),
    tries: int = TRIES,
) -> Callable[[Work], Work]:
    """Register a function that takes the job's subject and does one kind of job.

    What it writes to the database is kept together with the job's end, or not at all, so it
    happens once. If it reaches ``outside`` the database (mail, network, files) it runs in no
    transaction and may, after a crash, run again. A worker that has not ended it within its
    ``lease`` is taken for dead. After so many ``tries`` it is given up.
    """

    def register(work: Work) -> Work:
        handlers[kind] = Handler(work, outside, lease, tries)
        return work

    return register


def nightly(
    kind: str, *, outside: bool = False, lease: timedelta = timedelta(hours=1)
) -> Callable[[Work], Work]:
    """Register a function without arguments for every night at three; see `handler`."""

    def register(work: Work) -> Work:
        nightly_kinds.append(kind)
        return handler(kind, outside=outside, lease=lease)(work)

    return register
