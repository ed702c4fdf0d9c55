"""A person at a terminal, who reads what a program asks and types."""

import os
import pty
import re
import select
import subprocess
import time
from contextlib import contextmanager

from tools import ROOT


class Terminal:
    def __init__(self, process: subprocess.Popen, end: int) -> None:
        self.process, self.end, self.seen, self.read_to = process, end, "", 0

    def wait_for(self, words: str, seconds: float = 90) -> str:
        """What came until then, since the last time."""
        until = time.monotonic() + seconds
        while not (found := re.search(words, self.seen[self.read_to :])):
            if time.monotonic() > until or not self.more():
                raise AssertionError(f"no {words!r} in:\n{self.seen}")
        told = self.seen[self.read_to : self.read_to + found.end()]
        self.read_to += found.end()
        return told

    def more(self) -> bool:
        """Read on; false once nobody can write any more."""
        if not select.select([self.end], [], [], 1)[0]:
            return self.process.poll() is None
        try:
            self.seen += os.read(self.end, 4096).decode()
        except OSError:  # the other end is closed
            return False
        return True

    def type(self, words: str) -> None:
        os.write(self.end, f"{words}\n".encode())

    def ended(self) -> int:
        while self.more():
            pass
        return self.process.wait(30)


@contextmanager
def terminal(*command: object, env: dict[str, str]):
    end, theirs = pty.openpty()
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env=env,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield Terminal(process, end)
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(30)
        os.close(end)
