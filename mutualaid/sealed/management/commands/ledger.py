from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mutualaid.sealed import ledger


class Command(BaseCommand):
    help = "Look whether the access ledger, across its checkpoints, is what was written."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["verify"])

    def handle(self, **_: Any) -> None:
        try:
            count = ledger.verify()
        except ledger.Broken as broken:
            raise CommandError(str(broken)) from broken
        self.stdout.write(f"{count} entries, each as it was written.")
