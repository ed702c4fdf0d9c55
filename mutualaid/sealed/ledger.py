"""The access ledger: each entry vouches for all before it, and old ones fold into checkpoints.

Whoever changes, leaves out or puts in an entry would have to know a key of this server to make the
links after it anew. Cut off at its end, it lacks entries without a trace: that only a copy shows.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from mutualaid.db import hold_row, snapshot

from . import crypto
from .keys import server_key
from .models import Access, Checkpoint, LedgerEnd

FOLDED_AFTER = timedelta(days=90)
"""By then those concerned had time to read who was shown what."""


class Broken(Exception):
    """The ledger is not what was written; the message says from which entry on."""


def note(entry: Access) -> None:
    """Write an entry behind the last one, in the caller's transaction."""
    last, before = hold_row(LedgerEnd, "number", "link", alone=True, id=1)
    entry.number = last + 1
    entry.link = _link(_secret(), before, entry)
    entry.save(force_insert=True)
    LedgerEnd.objects.filter(pk=1).update(number=entry.number, link=entry.link)


@transaction.atomic
def fold() -> int:
    """Fold the entries that are old enough into a checkpoint; how many."""
    old = Access.objects.filter(at__lt=timezone.now() - FOLDED_AFTER)
    last = old.order_by("number").last()
    if last is None:
        return 0
    Checkpoint.objects.create(
        upto=last.number, link=last.link, proof=_proof(_secret(), last.number, last.link)
    )
    return Access.objects.filter(number__lte=last.number).delete()[0]


def verify() -> int:
    """Follow the ledger from its newest checkpoint to its end; how many entries stand there.

    Raises `Broken`.
    """
    secret, number, link = _secret(), 0, ""
    with snapshot():
        for checkpoint in Checkpoint.objects.order_by("upto"):
            number, link = checkpoint.upto, checkpoint.link
            if checkpoint.proof != _proof(secret, number, link):
                raise Broken(f"The checkpoint at {number} was not made by this server.")
        first = number
        for entry in Access.objects.order_by("number").iterator():
            if entry.number != number + 1 or entry.link != _link(secret, link, entry):
                raise Broken(f"From entry {number + 1} on, this is not what was written.")
            number, link = entry.number, entry.link
        end = LedgerEnd.objects.get(pk=1)
    if (end.number, end.link) != (number, link):
        raise Broken(f"It ends with entry {number}, and was written up to {end.number}.")
    return number - first


def _secret() -> bytes:
    return crypto.derive(server_key(), "ledger")


def _link(secret: bytes, before: str, entry: Access) -> str:
    at = int(entry.at.timestamp() * 1_000_000)
    told = [before, entry.number, at, entry.place, entry.key, entry.reader, entry.reason]
    return crypto.digest(secret, "|".join(map(str, told)))


def _proof(secret: bytes, upto: int, link: str) -> str:
    return crypto.digest(secret, f"checkpoint|{upto}|{link}")
