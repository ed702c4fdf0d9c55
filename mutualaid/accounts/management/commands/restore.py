from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from mutualaid import hooks
from mutualaid.jobs.queries import swept_lately
from mutualaid.sealed import backups, erasures
from mutualaid.sealed.models import DataKey


class Command(BaseCommand):
    help = """Put a backup in the place of the database. What was written since is lost, and whoever
was erased since is erased again before anything serves. On SQLite the last state stays beside it,
as ….before-restore; delete that file once all is well."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="lose what was written since")

    def handle(self, *, file: Path, yes: bool, **_: Any) -> None:
        if not yes:
            raise CommandError("What was written since is lost. If that is right: --yes")
        if serving():
            raise CommandError("The server is running. End it, wait a minute, and repeat this.")
        try:
            backups.restore(file)
        except (backups.Unfit, backups.Failed) as problem:
            raise CommandError(str(problem)) from problem
        call_command("migrate", verbosity=0)
        erased = erasures.listed()
        hooks.forgetting.ask(erased)
        DataKey.objects.filter(pk__in=erased).delete()
        self.stdout.write("All is back. It can serve again.")


def serving() -> bool:
    try:
        return swept_lately()
    except DatabaseError:  # none, or a broken one: all the more reason to restore
        return False
