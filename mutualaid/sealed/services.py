"""Keys and what is sealed under them.

Each network and each user has a key that the instance key wraps; members, needs and surveys have
keys that their network's key wraps. Erasing is deleting a key: that is why no opened key is kept
for later. Opening one costs microseconds but reads the keys above it, so lists load them with
``select_related("key__under")``.
"""

import re
from functools import cache

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from . import crypto
from .models import Access, DataKey


@cache
def instance_key(purpose: str) -> bytes:
    """The key of this server, from its environment or key file, for one purpose."""
    return crypto.derive(bytes.fromhex(settings.INSTANCE_KEY), purpose)


def blind_index(purpose: str, text: str) -> str:
    """Finds a row by something that the row does not tell: 64 hex digits."""
    return crypto.digest(instance_key("index"), f"{purpose}:{text}")


def new_key(*, under: DataKey | None = None) -> DataKey:
    """A new key in the database, wrapped by ``under`` or else by the instance key."""
    row = DataKey(under=under)
    wrapping = opened(under) if under else instance_key("wrap")
    row.instance_key = "" if under else crypto.key_id(wrapping).hex()
    row.wrapped = crypto.seal(wrapping, crypto.new_key(), f"sealed_datakey.wrapped.{row.pk}")
    row.save(force_insert=True)
    return row


def opened(key: DataKey) -> bytes:
    """The key itself, 32 bytes. Never store, log or send it. Raises `crypto.Tampered`."""
    wrapping = opened(key.under) if key.under else instance_key("wrap")
    return crypto.unseal(wrapping, key.wrapped, f"sealed_datakey.wrapped.{key.pk}")


def place(row: Model, column: str) -> str:
    """``table.column.pk``: what a sealed value is bound to."""
    return f"{row._meta.db_table}.{column}.{row.pk}"


def seal(row: Model, column: str, text: str, *, key: DataKey) -> None:
    """Seal a text into ``row.<column>_sealed``; the row is not saved."""
    setattr(row, f"{column}_sealed", crypto.seal(opened(key), text.encode(), place(row, column)))


def unseal(row: Model, column: str, *, key: DataKey) -> str:
    """The text in ``row.<column>_sealed``, empty if there is none. Raises `crypto.Tampered`.

    For words meant for many readers, and for the machine's own use (to send a mail). What is
    about one person is shown to another with `reveal`.
    """
    sealed = getattr(row, f"{column}_sealed")
    return crypto.unseal(opened(key), sealed, place(row, column)).decode() if sealed else ""


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
        Access.objects.create(
            place=place(row, column),
            key=key.pk,
            reader=f"{to._meta.db_table}.{to.pk}",
            reason=reason,
        )
        return unseal(row, column, key=key)
