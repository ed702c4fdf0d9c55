"""What differs between SQLite and PostgreSQL, and nothing else."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, models, transaction

from .search import put_together

ALONE_WITHIN = 5000
"""For how many milliseconds a table is waited for that is written anew."""
MAY_END_LOG = """
    SELECT pg_has_role('pg_checkpoint', 'USAGE')
       AND has_function_privilege('pg_switch_wal()', 'EXECUTE')
"""


def lock_row[Row: models.Model](queryset: models.QuerySet[Row], **lookup: Any) -> Row:
    """One row that nobody else changes until this transaction ends.

    On SQLite the transaction is the only one that writes anyway. Raises the model's
    ``DoesNotExist``, and ``TransactionManagementError`` outside of a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A row is locked within atomic() only.")
    return queryset.select_for_update(of=("self",)).get(**lookup)


def lock_in_order[Row: models.Model](
    queryset: models.QuerySet[Row], pks: Iterable[int]
) -> list[Row]:
    """These rows, as in `lock_row`, though others may begin to point to them: so nobody who does
    waits. All lock them in the order of their keys, so that nobody waits in a circle."""
    rows = queryset.filter(pk__in=[*pks]).order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True))


def hold_row(
    model: type[models.Model], *fields: str, alone: bool = False, **lookup: Any
) -> tuple[Any, ...]:
    """Fields of a row that nobody changes until this transaction ends; as in `stored_row`.

    Unlike `lock_row`, many may hold it at once, unless ``alone``. Raises the model's
    ``DoesNotExist``, and ``TransactionManagementError`` outside of a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A row is held within atomic() only.")
    share = "FOR UPDATE" if alone else "FOR SHARE"
    share = share if connection.vendor == "postgresql" else ""
    row = stored_row(model, *fields, share=share, **lookup)
    if row is None:
        raise model.DoesNotExist  # type: ignore[attr-defined]
    return row


def stored_row(
    model: type[models.Model], *fields: str, share: str = "", **lookup: Any
) -> tuple[Any, ...] | None:
    """Fields of some row; these and the values of ``lookup`` are such as the database stores.

    Composed by hand, for what is asked where everybody waits for their turn to write.
    """
    quote = connection.ops.quote_name
    columns = {field.name: quote(str(field.column)) for field in model._meta.concrete_fields}
    told = ", ".join(columns[name] for name in fields)
    such = " AND ".join(f"{columns[name]} = %s" for name in lookup)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {told} FROM {quote(model._meta.db_table)} WHERE {such} LIMIT 1 {share}",
            list(lookup.values()),
        )
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def claim(queryset: models.QuerySet, **changes: Any) -> bool:
    """Change one row if it still is as the queryset asks: true for only one of all who try."""
    return queryset.update(**changes) == 1


@contextmanager
def snapshot() -> Iterator[None]:
    """Read the database as it is at one moment, while others go on writing. Nothing is written in
    it, and no transaction begun.

    On SQLite ``atomic()`` would take the turn to write. Raises ``TransactionManagementError``
    within a transaction.
    """
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("A snapshot is not taken within atomic().")
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            connection.connection.rollback()
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def along_index() -> Iterator[None]:
    """Read a list along the index that is in its order, and no further than is shown.

    Of which values there are many PostgreSQL does not know (see `samples`): it takes every list for
    short, and would rather read all of it and sort, or compare all of an index with the few keys
    that are asked for. To be used where there is such an index.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
        yield


def newest_rows[Row: models.Model](rows: models.QuerySet[Row], count: int) -> list[Row]:
    """Those with the largest keys, largest first, at most ``count``."""
    with along_index():
        return list(rows.order_by("-pk")[:count])


def newest_of(parts: Sequence[models.QuerySet], *, count: int) -> list[int]:
    """The largest keys in all these parts of a table, at most ``count``, largest first."""
    return first_of(parts, "-pk", count=count)


def first_of(parts: Sequence[models.QuerySet], *order: str, count: int) -> list[int]:
    """The keys of what comes first in all these parts of a table, in this order; at most ``count``.

    Of each part an index is read from its end, and no more of it than is asked for. Asked for with
    ``IN`` all of them would be read and sorted. SQLite merges what is unlimited; PostgreSQL does
    not, but can limit each, which SQLite cannot.
    """
    columns = dict.fromkeys(["pk", *(name.removeprefix("-") for name in order)])
    keys = [part.order_by().values_list(*columns) for part in parts]
    if connection.vendor == "postgresql":
        keys = [part.order_by(*order)[:count] for part in keys]
    with along_index():
        found = keys[0].union(*keys[1:], all=True) if keys[1:] else parts[0].values_list(*columns)
        return [key for key, *_others in found.order_by(*order)[:count]]


def rewrite_in_random_order(tables: Iterable[type[models.Model]]) -> None:
    """Forget in which order, and in which transaction together, rows came into these tables.

    SQLite finds rows by key, but lays each where there was room in its page when it came. VACUUM
    writes the whole file anew in the order of the keys, and the checkpoint empties the write-ahead
    log. Raises OperationalError where somebody reads for so long that the log cannot be emptied.

    PostgreSQL keeps rows in the order of arrival, and with each the number of the transaction
    that wrote it, the same for all that one person sent at once. Neither CLUSTER nor VACUUM
    changes that number, so first one transaction writes all rows again, then CLUSTER sorts them
    by their random keys, and leaves behind what stood in them before.

    Not within a transaction.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
        _empty_log()
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            name, key = names(table)
            cursor.execute(f"UPDATE {name} SET {key} = {key}")
    with connection.cursor() as cursor:
        for table in tables:
            name, _ = names(table)
            cursor.execute(f"CLUSTER {name} USING {primary_index(table)}")


def forget_overwritten(tables: Iterable[type[models.Model]]) -> None:
    """What was changed or deleted in these tables is not on the disk any more.

    SQLite writes zeros over it at once, so that only the write-ahead log still has it.

    PostgreSQL writes the tables anew, each alone with it meanwhile. All of them, whatever was
    changed: what was there when a transaction began that still goes on, such as a copy under way,
    is only left behind the next time. Then its own log (``pg_wal``) goes on in a new file. The
    older ones are deleted if it runs with ``wal_recycle=off``; else they stay until they are
    overwritten, as they do where we are not allowed to end them.

    What a file system keeps of a deleted file is out of our hands. Raises OperationalError where
    somebody reads for so long that it cannot be done. Not within a transaction.
    """
    if connection.vendor == "sqlite":
        put_together(tables)
        _empty_log()
        return
    with connection.cursor() as cursor:
        # Whoever comes later queues up behind us.
        cursor.execute(f"SET lock_timeout = {ALONE_WITHIN}")
        try:
            for table in tables:
                cursor.execute(f"VACUUM FULL {names(table)[0]}")
        finally:
            cursor.execute("RESET lock_timeout")
        cursor.execute(MAY_END_LOG)
        if cursor.fetchone() == (True,):
            cursor.execute("SELECT pg_switch_wal()")
            cursor.execute("CHECKPOINT")


def _empty_log() -> None:
    with connection.cursor() as cursor:
        busy, *_pages = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise OperationalError("The write-ahead log is being read; it was not emptied.")


def names(table: type[models.Model]) -> tuple[str, str]:
    quote = connection.ops.quote_name
    return quote(table._meta.db_table), quote(str(table._meta.pk.column))


def primary_index(table: type[models.Model]) -> str:
    with connection.cursor() as cursor:
        indexes = connection.introspection.get_constraints(cursor, table._meta.db_table)
    return connection.ops.quote_name(
        next(name for name, index in indexes.items() if index["primary_key"])
    )
