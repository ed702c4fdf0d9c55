from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mutualaid.sealed import backups


class Command(BaseCommand):
    help = "Copy the whole database into one sealed file, and look whether it can be brought back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, help="where to, if not as every night")

    def handle(self, *, folder: Path | None, **_: Any) -> None:
        if folder is None and not settings.BACKUP_DIR:
            raise CommandError("Say where to: backup FOLDER, or set MUTUALAID_BACKUPS.")
        try:
            made = backups.backup(folder or Path(settings.BACKUP_DIR))
        except (backups.Failed, OSError) as failed:
            raise CommandError(str(failed)) from failed
        size = made.stat().st_size / 1_000_000
        self.stdout.write(f"{made} ({size:.1f} MB, read again and whole)")
        self.stdout.write("It opens only with the keys of this server: keys save FILE")
