from django.conf import settings
from django.core.management import BaseCommand, CommandError

from mutualaid import demo
from mutualaid.accounts.signing_in.services import sign_in_link


class Command(BaseCommand):
    help = "Makes the demo networks if they are not here; prints sign-in links of their people."

    def handle(self, **_options):
        try:
            demo.load()
        except demo.NotADemo:
            raise CommandError("This is for real neighbors; a demo needs its own place.") from None
        self.stdout.write("Sign in as somebody of the demo; each link works once:")
        for member in demo.people():
            link = settings.ORIGIN + sign_in_link(user=member.user)
            self.stdout.write(f"  {member.name}, {member.network.name}: {link}")
