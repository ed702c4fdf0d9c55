"""Sealing a text, showing it to somebody, locking it away, and erasing it for good."""

import re

from django.db import transaction
from django.db.models import Model

from mutualaid.db import claim

from . import crypto, erasures, ledger
from .keys import opened, place, row_name, wrap
from .models import EMPTY, Access, DataKey, Erased


def seal(row: Model, column: str, content: str | bytes, *, key: DataKey | None) -> None:
    """Seal a text, or bytes, into ``row.<column>_sealed``; the row is not saved. Raises ValueError
    without a key: nothing is kept any more about who left."""
    if key is None:
        raise ValueError("There is no key to seal under.")
    plain = content.encode() if isinstance(content, str) else content
    setattr(row, f"{column}_sealed", crypto.seal(opened(key), plain, place(row, column)))


def unseal(row: Model, column: str, *, key: DataKey) -> str:
    """The text in ``row.<column>_sealed``, empty if there is none. Raises `crypto.Tampered`.

    For words meant for many readers, and for the machine's own use (to send a mail). What is
    about one person is shown to another with `reveal`.
    """
    return unseal_bytes(row, column, key=key).decode()


def unseal_bytes(row: Model, column: str, *, key: DataKey) -> bytes:
    """As `unseal`, for what is no text."""
    sealed = getattr(row, f"{column}_sealed")
    return crypto.unseal(opened(key), sealed, place(row, column)) if sealed else b""


def reveal(row: Model, column: str, *, to: Model, reason: str, key: DataKey | None = None) -> str:
    """What is sealed about one person, for the eyes of ``to``; the access ledger notes it.

    ``reason`` is a word such as "delivery", not a sentence; ``key`` is ``row.key`` unless given.
    Raises RuntimeError inside a transaction, whose rollback would forget that it was read, and
    `crypto.Tampered`, in which case nothing was shown and nothing is noted.
    """
    if not re.fullmatch("[a-z-]{1,40}", reason):
        raise ValueError("The reason is one word: the ledger holds no content.")
    key = key or row.key  # type: ignore[attr-defined]
    with transaction.atomic(durable=True):
        ledger.note(
            Access(
                place=place(row, column),
                key=key.pk,
                reader=row_name(to),
                reason=reason,
            )
        )
        return unseal(row, column, key=key)


def lock(key: DataKey) -> bool:
    """Take the key that the instance key wraps out of the database; false if it was taken out.

    Whoever reads it from now on gets `keys.Locked`. Its bytes are on the disk until
    `mutualaid.db.forget_overwritten` was run.
    """
    wrapped = DataKey.objects.filter(pk=key.pk, under=None).exclude(wrapped=EMPTY)
    return claim(wrapped, wrapped=EMPTY, instance_key="")


def unlock(key: DataKey, secret: bytes) -> bool:
    """Put it back, wrapped by the present instance key; false if it is there."""
    wrap(key, secret)
    locked = DataKey.objects.filter(pk=key.pk, wrapped=EMPTY)
    return claim(locked, wrapped=key.wrapped, instance_key=key.instance_key)


@transaction.atomic
def erase(key: DataKey) -> None:
    """Delete a person's or a network's key: what it sealed is gone, here and in any backup.

    Rows that point to the key let go of it first.
    """
    Erased.objects.get_or_create(key=key.pk)
    key.delete()
    transaction.on_commit(erasures.note, robust=True)  # at night it is tried again
