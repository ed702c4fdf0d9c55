"""Keys and what is sealed under them.

Each network and each user has a key that the instance key wraps; members, needs and surveys have
keys that their network's key wraps. Erasing is deleting a key.
"""

from functools import cache
from typing import Any

from django.conf import settings

from . import crypto
from .models import DataKey


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


def place(row: Any, column: str) -> str:
    """``table.column.pk``: what a sealed value is bound to."""
    return f"{row._meta.db_table}.{column}.{row.pk}"


def seal(row: Any, column: str, text: str, *, key: DataKey) -> None:
    """Seal a text into ``row.<column>_sealed``; the row is not saved."""
    setattr(
        row, f"{column}_sealed", crypto.seal(opened(key), text.encode(), place(row, column))
    )


def unseal(row: Any, column: str, *, key: DataKey) -> str:
    """The text in ``row.<column>_sealed``, empty if there is none. Raises `crypto.Tampered`.

    For words meant for many readers. What is about one person is read with `reveal`.
    """
    sealed = getattr(row, f"{column}_sealed")
    return crypto.unseal(opened(key), sealed, place(row, column)).decode() if sealed else ""
