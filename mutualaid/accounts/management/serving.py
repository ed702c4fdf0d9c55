"""What must not be done while the server runs."""

from django.core.management.base import CommandError
from django.db import DatabaseError

from mutualaid.jobs.queries import swept_lately


def refuse_while_serving() -> None:
    if _serving():
        raise CommandError("The server is running. End it, wait a minute, and repeat this.")


def _serving() -> bool:
    try:
        return swept_lately()
    except DatabaseError:  # none, or a broken one: all the more reason to restore
        return False
