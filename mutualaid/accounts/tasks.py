"""What is forgotten and copied at night, and the jobs of all rooms."""

from pathlib import Path

from django.conf import settings

from mutualaid.jobs.registry import nightly
from mutualaid.sealed import backups, erasures, ledger

from .helpers import tasks as helpers
from .services import forget_what_ended
from .signing_in import tasks as signing_in

__all__ = ["helpers", "signing_in"]


@nightly("accounts.forget_what_ended")
def forget() -> None:
    forget_what_ended()


@nightly("accounts.fold_ledger")
def fold_ledger() -> None:
    ledger.fold()


@nightly("accounts.back_up", outside=True)
def back_up() -> None:
    if settings.BACKUP_DIR:
        backups.backup(Path(settings.BACKUP_DIR))


@nightly("accounts.note_erasures")
def note_erasures() -> None:
    """Those that an interrupted process left out."""
    erasures.note()
