"""Makes the list of stolen passwords that the server refuses, from a folder of text files with one
a line: python -m tools.breached FOLDER

Where ours comes from stands in mutualaid/accounts/breached.md.
"""

import struct
import sys
from pathlib import Path

from mutualaid.accounts.breached import BUCKETS, LIST, SHORTEST, place_of


def words_in(folder: Path) -> set[str]:
    """Those that are long enough to be allowed at all."""
    lines = (
        line
        for file in folder.rglob("*.txt")
        for line in file.read_text(errors="replace").split("\n")
    )
    return {line for line in lines if len(line) >= SHORTEST}


def table(words: set[str]) -> bytes:
    """How many entries lie before each bucket, and after the last; then the entries."""
    buckets: list[set[bytes]] = [set() for _ in range(BUCKETS)]
    for word in words:
        bucket, entry = place_of(word)
        buckets[bucket].add(entry)
    before = [0]
    for inside in buckets:
        before.append(before[-1] + len(inside))
    entries = b"".join(b"".join(sorted(inside)) for inside in buckets)
    return struct.pack(f"<{len(before)}I", *before) + entries


def main(folder: str) -> None:
    made = table(words_in(Path(folder)))
    LIST.write_bytes(made)
    print(f"{LIST.name}: {(len(made) - 4 * (BUCKETS + 1)) // 3} passwords, {len(made)} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
