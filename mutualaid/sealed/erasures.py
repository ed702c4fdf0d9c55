"""The list of erased keys, kept apart from the database; a copy of it lies beside the backups.

A backup that is restored holds keys which were deleted since. So each start of a server goes
through the list, before it serves, and erases them again.
"""

import os
from pathlib import Path

from django.conf import settings
from django.db import transaction

from .models import DataKey, Erased

NAME = "erased"


def note() -> None:
    """Write into the list what is not there yet. Interrupted, it writes some of it twice."""
    with transaction.atomic():
        fresh = list(Erased.objects.select_for_update().filter(noted=False))
        if fresh:
            write(Path(settings.ERASURES_FILE), {each.key for each in fresh})
            Erased.objects.filter(pk__in=[each.pk for each in fresh]).update(noted=True)


def copy(folder: Path) -> None:
    """Put what is not there yet into the copy that lies beside the backups."""
    write(folder / NAME, listed() - read(folder / NAME))


def write(file: Path, keys: set[int]) -> None:
    """Add keys to a list, which is there afterwards even if there are none.

    Each begins a line: what an interruption cut short stands on a line of its own.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as written:
        written.writelines(f"\n{key}\n" for key in sorted(keys))
        written.flush()
        os.fsync(written.fileno())


def read(file: Path) -> set[int]:
    return {int(line) for line in file.read_text().split()} if file.exists() else set()


def listed() -> set[int]:
    """The ids of all keys that were ever erased here."""
    return read(Path(settings.ERASURES_FILE))


def came_back() -> set[int]:
    """The ids of keys that are there although they were erased."""
    erased = listed()
    return erased & set(DataKey.objects.values_list("pk", flat=True)) if erased else set()
