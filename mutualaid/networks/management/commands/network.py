from argparse import RawDescriptionHelpFormatter
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mutualaid.db import snapshot
from mutualaid.networks.models import Network
from mutualaid.networks.moving import file as network_file
from mutualaid.networks.moving.arriving import arrive
from mutualaid.networks.moving.file import Unfit
from mutualaid.networks.moving.leaving import lines
from mutualaid.sealed import crypto


class Command(BaseCommand):
    help = """Move a network to another server.

export SLUG FILE  write all of it into one file, sealed under a passphrase, while it goes on here
import FILE       bring it up from such a file, all of it or nothing
"""

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        options["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(prog_name, subcommand, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        leaving = actions.add_parser("export", help="write a network into a file")
        leaving.add_argument("slug", help="the network: what follows /n/ in its address")
        arriving = actions.add_parser("import", help="bring a network in from a file")
        arriving.add_argument("--slug", default="", help="another address, if its own is taken")
        for action in (leaving, arriving):
            action.add_argument("file", type=Path)
            action.add_argument("--passphrase-file", type=Path, help="what it is sealed under")

    def handle(
        self, *, action: str, file: Path, slug: str, passphrase_file: Path | None, **_: Any
    ) -> None:
        try:
            told = passphrase_file.read_text() if passphrase_file else ""
            if action == "export":
                self.leave(slug, file, told)
            else:
                self.arrive(slug, file, told or getpass("Passphrase: "))
        except (Unfit, OSError, UnicodeDecodeError) as refused:
            raise CommandError(str(refused)) from refused
        except EOFError as nobody:
            raise CommandError("Nobody typed the passphrase: --passphrase-file FILE") from nobody
        except crypto.Tampered as locked:
            raise CommandError("No key of this server opens what is sealed here.") from locked

    def leave(self, slug: str, file: Path, told: str) -> None:
        network = Network.objects.filter(slug=slug).first()
        if network is None:
            raise CommandError(f"There is no network at /n/{slug}/ here.")
        if told and len(network_file.clean_passphrase(told)) < network_file.SHORTEST:
            raise CommandError(
                f"A passphrase has at least {network_file.SHORTEST} signs, blanks not counted."
            )
        passphrase = told or network_file.new_passphrase()
        with snapshot():
            network_file.keep(lines(network), file, passphrase)
        content = network_file.opened(file, passphrase)
        self.stdout.write(f"{file} ({len(content) / 1_000_000:.1f} MB, read again and whole)")
        if not told:
            self.stdout.write(f"Its passphrase, shown only now: {passphrase}")
        self.stdout.write(NEXT.format(name=network.name))

    def arrive(self, slug: str, file: Path, told: str) -> None:
        network = arrive(network_file.opened(file, told), slug=slug)
        members = network.members.present().count()
        self.stdout.write(f"{network.name} is here: /n/{network.slug}/, {members} members.")
        self.stdout.write(THERE)


NEXT = """
Next:
1. Bring the file and the passphrase to the other server, each on a way of its own, and run there:
   manage.py network import FILE
2. Look whether all is there. What is written here from now on does not come along: so tell
   everybody where to go, and best do it when nobody is about.
3. When {name} stands there, end it here, and destroy the file: whoever has both it and its
   passphrase can read all of it, also what people erase later."""

THERE = """
Everybody signs in anew, as before: by e-mail, password or card. Passkeys work if the name of the
server moved along. Links that invite one person ended; posters work, printed anew if the name is
another."""
