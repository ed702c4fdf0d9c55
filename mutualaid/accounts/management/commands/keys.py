import os
import time
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count

from mutualaid.accounts.breached import is_breached
from mutualaid.accounts.management.serving import refuse_while_serving
from mutualaid.sealed import backups, crypto, locked, ring
from mutualaid.sealed.keys import wrap_anew
from mutualaid.sealed.models import EMPTY, DataKey

GRACE = 600
"""Seconds after which no request is left that began before a new key came."""


class Command(BaseCommand):
    help = """The keys of this server, which open all sealed data.

status  which there are, and how many keys in the database each of them wraps
rotate  make a new one and wrap all by it, while serving goes on
forget  drop the older ones, once nothing is wrapped by them (ten minutes after rotate)
lock    seal the key file under a passphrase, which is then typed at each start
unlock  lay it open again, so that the server starts by itself
save    write them into a new file, to be kept apart from this machine and from its backups;
        a backup opens only with a key that was there when it was made
"""

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        options["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(prog_name, subcommand, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "action", choices=["status", "rotate", "forget", "lock", "unlock", "save"]
        )
        parser.add_argument("file", nargs="?", type=Path, help="where to save them")
        parser.add_argument("--saved", action="store_true", help="the older keys lie elsewhere")

    def handle(self, *, action: str, file: Path | None, saved: bool, **_: Any) -> None:
        match action:
            case "save":
                self.save(file)
            case "forget":
                self.forget(saved)
            case "rotate":
                self.rotate()
            case "lock":
                self.lock()
            case "unlock":
                self.unlock()
            case _:
                self.status()

    def status(self) -> None:
        wrapped = DataKey.objects.filter(under=None).exclude(wrapped=EMPTY).order_by()
        counts = dict(wrapped.values_list("instance_key").annotate(count=Count("pk")))
        for number, key in enumerate(ring.keys()):
            name = ring.id_of(ring.derived(key))
            state = "older" if number else "present"
            self.stdout.write(f"{name}  {state:8}  wraps {counts.pop(name, 0)}")
        for name, count in counts.items():
            self.stdout.write(f"{name}  MISSING   wraps {count}, which nothing here can open")
        if settings.LOCKED_KEYS_FILE:
            self.stdout.write("They are locked: who starts the server types the passphrase.")

    def rotate(self) -> None:
        if len(ring.keys()) == 1:
            if not settings.INSTANCE_KEY_FILE:
                raise CommandError(
                    "Put a new key and a blank before the present one in INSTANCE_KEY, start all "
                    "processes again, and repeat this."
                )
            self.write([crypto.new_key().hex(), *ring.keys()])
        while wrap_anew():
            pass
        self.stdout.write("All is wrapped by the present key. In ten minutes: keys forget")

    def forget(self, saved: bool) -> None:
        if wrap_anew():
            raise CommandError("Keys are left that an older one wraps: keys rotate")
        if not settings.INSTANCE_KEY_FILE:
            raise CommandError("Leave only the first key in INSTANCE_KEY, and start all again.")
        if time.time() - os.stat(settings.INSTANCE_KEY_FILE).st_mtime < GRACE:
            raise CommandError("Somebody may still be sealing by the older key. Wait ten minutes.")
        older = {ring.id_of(ring.derived(key)) for key in ring.keys()[1:]}
        copies = backups.copies(Path(settings.BACKUP_DIR)) if settings.BACKUP_DIR else []
        if not saved and any(backups.key_of(copy) in older for copy in copies):
            raise CommandError(
                "There are backups that only an older key opens. Save the keys apart, then: "
                "keys forget --saved"
            )
        self.write(ring.keys()[:1])
        self.stdout.write("The older keys are gone from here.")

    def write(self, told: list[str]) -> None:
        """Put keys into the file, locked anew where they are."""
        ring.write(told, passphrase=self.passphrase() if settings.LOCKED_KEYS_FILE else "")

    def passphrase(self) -> str:
        try:
            return locked.ask(Path(settings.LOCKED_KEYS_FILE))[1]
        except locked.Wrong as wrong:
            raise CommandError(str(wrong)) from wrong

    def lock(self) -> None:
        if settings.LOCKED_KEYS_FILE:
            raise CommandError("They are locked. To change the passphrase: keys unlock, keys lock")
        if not settings.INSTANCE_KEY_FILE:
            raise CommandError("Only a file can be locked, and the keys come from INSTANCE_KEY.")
        refuse_while_serving()
        try:
            passphrase = locked.typed("A passphrase, such as six words of a book: ")
            again = locked.typed("Once more: ")
        except locked.Wrong as wrong:
            raise CommandError(str(wrong)) from wrong
        if passphrase != again:
            raise CommandError("These are two different passphrases. Nothing was changed.")
        if len(passphrase) < locked.SHORTEST or is_breached(passphrase):
            raise CommandError(
                f"Take one of at least {locked.SHORTEST} characters that nobody else has. Nothing "
                "was changed."
            )
        keys = "\n".join(ring.keys()) + "\n"
        ring.replace(Path(settings.INSTANCE_KEY_FILE), locked.lock(keys, passphrase))
        self.stdout.write(
            "The keys are locked. Without the passphrase, or a copy made by keys save, all that is "
            "sealed is lost.\nThey lay open on this disk until now, and traces may be left: start "
            "the server, then keys rotate, and ten minutes later keys forget."
        )

    def unlock(self) -> None:
        if not settings.LOCKED_KEYS_FILE:
            raise CommandError("They are not locked.")
        refuse_while_serving()
        self.passphrase()
        ring.replace(Path(settings.LOCKED_KEYS_FILE), "\n".join(ring.keys()) + "\n")
        self.stdout.write("The keys lie open in their file again.")

    def save(self, file: Path | None) -> None:
        if file is None:
            raise CommandError("Say where: keys save FILE")
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as refused:
            raise CommandError(f"{file}: {refused.strerror}") from refused
        with open(descriptor, "w") as written:
            written.write("\n".join(ring.keys()) + "\n")
        self.stdout.write(f"{file} opens all sealed data: keep it apart, and let nobody see it.")
