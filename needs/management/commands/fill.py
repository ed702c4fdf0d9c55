from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mutualaid import demo, hooks
from mutualaid.networks.models import Network

FIRST = 3 / 4
"""The part of all that the first of the demo's neighborhoods gets."""


class Command(BaseCommand):
    help = "Fill the demo's neighborhoods with very much that is made up, to see how lists bear it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--needs", type=int, default=0, help="so many needs")
        parser.add_argument("--resources", type=int, default=0, help="so many things to share")

    def handle(self, *, needs: int, resources: int, **_: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "Only a demo is filled: what is made up must not get among neighbors."
            )
        try:
            demo.load()
        except demo.NotADemo as real:
            raise CommandError("There are real neighbors here.") from real
        first, second = Network.objects.filter(demo=True).order_by("-name")[:2]
        wanted = {"needs": needs, "resources": resources}
        there = {what: round(count * FIRST) for what, count in wanted.items()}
        rest = {what: count - there[what] for what, count in wanted.items()}
        for network, share in ((first, there), (second, rest)):
            for made in hooks.fill.ask(network, share):
                told = ", ".join(f"{count} {what}" for what, count in made.items())
                self.stdout.write(f"{network.name}: {told}")
