"""What is forgotten and copied at night, and the jobs of all rooms."""

from pathlib import Path

from django.conf import settings

from mutualaid import hooks
from mutualaid.jobs.registry import nightly
from mutualaid.jobs.services import do_all
from mutualaid.sealed import backups, erasures

from .helpers import tasks as helpers
from .signing_in import tasks as signing_in

__all__ = ["helpers", "signing_in"]


# Outside: some reach files, and what one took out stays out, whatever is wrong with another.
@nightly("accounts.forget", outside=True)
def forget() -> None:
    """All that has come to its end, of whichever app: what the page of what is kept says."""
    do_all(dict.fromkeys(row.purge for row in hooks.all_kept() if row.purge))


@nightly("accounts.back_up", outside=True)
def back_up() -> None:
    if settings.BACKUP_DIR:
        backups.backup(Path(settings.BACKUP_DIR))


@nightly("accounts.note_erasures")
def note_erasures() -> None:
    """Those that an interrupted process left out."""
    erasures.note()
