from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from mutualaid.accounts.management.serving import refuse_while_serving
from mutualaid.accounts.models import Code, Session, SignInLink
from mutualaid.sealed import backups, erasures


class Command(BaseCommand):
    help = """Put a backup in the place of the database. What was written since is lost; the last
state stays aside until you delete it. Whoever was erased since is erased again before anything
serves, and everybody signs in anew."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="lose what was written since")
        parser.add_argument(
            "--without-list", action="store_true", help="bring back also those who were erased"
        )

    def handle(self, *, file: Path, yes: bool, without_list: bool, **_: Any) -> None:
        if not yes:
            raise CommandError("What was written since is lost. If that is right: --yes")
        refuse_while_serving()
        if not (without_list or backups.listed_beside(file)):
            raise CommandError(
                "The list of who was erased since is neither here nor beside the copy. Find it, or "
                "bring back also those: --without-list"
            )
        with suppress(DatabaseError):  # if the present one can still be read
            erasures.note()
        try:
            aside = backups.restore(file)
        except (backups.Unfit, backups.Failed) as problem:
            raise CommandError(str(problem)) from problem
        call_command("migrate", verbosity=0)  # which erases again whoever came back
        for ended in (Session, Code, SignInLink):
            ended.objects.all().delete()
        self.stdout.write(f"All is back. The last state is in {aside}: delete it once all is well.")
        self.stdout.write("Cards and passkeys are as they were when the copy was made.")
