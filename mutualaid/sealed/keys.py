"""Keys in the database, and what hangs on them.

Each network and each user has a key that the instance key wraps; members, needs and surveys have
keys that their network's key wraps. Erasing is deleting a key, and locking is emptying what is
wrapped: that is why no opened key is kept for later, and why each request reads them anew. Opening
one costs microseconds but reads the keys above it, so lists load them with
``select_related("key__under")``.

What finds a row without telling (a blind index) hangs on such a key too, never on the instance key
itself: so that one can be exchanged while serving, and a network can move to another server.
"""

from functools import cache

from django.db.models import Model

from . import crypto, ring
from .models import EMPTY, SERVER, DataKey


class Locked(Exception):
    """Nothing that hangs on this key can be opened now."""

    def __init__(self, key: DataKey) -> None:
        super().__init__()
        self.key = key


def instance_key(purpose: str) -> bytes:
    """The present key of this server for one purpose; another one after it was exchanged."""
    return crypto.derive(ring.present(), purpose)


def blind_index(purpose: str, text: str, *, key: DataKey | None = None) -> str:
    """Finds a row by something that the row does not tell: 64 hex digits.

    Under ``key``, or else under the server's own.
    """
    secret = opened(key) if key else server_key()
    return crypto.digest(crypto.derive(secret, "index"), f"{purpose}:{text}")


@cache
def server_key() -> bytes:
    """The key under which this server finds people. It is never erased, so it may be kept."""
    return opened(DataKey.objects.get(pk=SERVER))


def new_key(*, under: DataKey | None = None, **fields: int) -> DataKey:
    """A new key in the database, wrapped by ``under`` or else by the instance key."""
    row = DataKey(under=under, **fields)
    wrap(row, crypto.new_key())
    row.save(force_insert=True)
    return row


def wrap(row: DataKey, key: bytes) -> None:
    """Wrap a key into its row, which is not saved."""
    wrapping = opened(row.under) if row.under else ring.wrapping()
    row.instance_key = "" if row.under else ring.id_of(wrapping)
    row.wrapped = crypto.seal(wrapping, key, place(row, "wrapped"))


def opened(key: DataKey) -> bytes:
    """The key itself, 32 bytes. Never store, log or send it.

    Raises `Locked` and `crypto.Tampered`.
    """
    heed_lock(key)
    wrapping = opened(key.under) if key.under else ring.wrapping(key.instance_key)
    return crypto.unseal(wrapping, key.wrapped, place(key, "wrapped"))


def heed_lock(key: DataKey | None) -> None:
    """Raises `Locked` if this key, or one above it, was emptied."""
    while key:
        if not key.wrapped:
            raise Locked(key)
        key = key.under


def wrap_anew(*, at_once: int = 200) -> int:
    """Wrap some of the keys that an older key of this server wraps by the present one; how many
    are left. Each is a short transaction of its own, so that nobody waits."""
    wrapped = DataKey.objects.filter(under=None).exclude(wrapped=EMPTY)
    old = wrapped.exclude(instance_key=ring.id_of(ring.wrapping()))
    for row in old[:at_once]:
        before = row.wrapped
        wrap(row, opened(row))
        DataKey.objects.filter(pk=row.pk, wrapped=before).update(
            wrapped=row.wrapped, instance_key=row.instance_key
        )
    return old.count()


def row_name(row: Model) -> str:
    """``table.pk``."""
    return f"{row._meta.db_table}.{row.pk}"


def place(row: Model, column: str) -> str:
    """``table.column.pk``: what a sealed value is bound to."""
    return f"{row._meta.db_table}.{column}.{row.pk}"
