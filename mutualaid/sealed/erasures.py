"""The list of erased keys, kept apart from the database and its backups.

A backup that is restored holds keys which were deleted since. So before it serves, the restore goes
through this list and deletes them again.
"""

from pathlib import Path

from django.conf import settings
from django.db import transaction

from .models import Erased


def note() -> None:
    """Write into the list what is not there yet. Interrupted, it writes some of it twice."""
    with transaction.atomic():
        fresh = list(Erased.objects.select_for_update().filter(noted=False))
        if not fresh:
            return
        file = Path(settings.ERASURES_FILE)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a") as written:
            written.writelines(f"{each.key} {each.made_on}\n" for each in fresh)
        Erased.objects.filter(pk__in=[each.pk for each in fresh]).update(noted=True)


def listed() -> set[int]:
    """The ids of all keys that were ever erased here."""
    file = Path(settings.ERASURES_FILE)
    lines = file.read_text().splitlines() if file.exists() else []
    return {int(line.split()[0]) for line in lines if line}
