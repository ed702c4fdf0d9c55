"""Django's SQLite, whose writers wait in a queue.

SQLite lets a writer that finds the database locked sleep and try again, ever longer, so that the
unlucky wait a hundred times as long as the others. Here a writer first takes an exclusive lock on
the file ``<database>-queue``, where the kernel wakes the next one. The lock is held exactly as
long as the connection has a transaction open, or for the one statement of an autocommit. Nothing
depends on it for correctness: whoever does not queue waits as SQLite waits. But a transaction
that never ends holds up every writer, so nothing slow, such as the network, belongs in one.

A turn is kept short in three ways:

* A transaction begins with its first statement, not with ``atomic()``: what Python does before
  that holds up nobody.
* Rows that it inserts before it reads or changes anything wait in memory until then: Python gave
  them their keys, so the database has nothing to tell. What is wrong with them comes to light at
  that later statement, or at the commit.
* To write to the disk for good takes as long as all the rest. With ``synchronous=NORMAL`` SQLite
  commits without it. The writer does it after its turn, and before it goes on: if the power fails,
  nothing is lost that its writer was told is kept, as with ``FULL``, but one such write serves all
  who wait for it.
"""

import fcntl
import os
import sqlite3
from contextlib import contextmanager

from django.db.backends.sqlite3 import base, operations

from mutualaid.db.guards import append_only_tables, lifted

READS = ("SELECT", "WITH", "PRAGMA", "EXPLAIN", "VACUUM INTO")


class Connection(sqlite3.Connection):
    file = ""
    """The database's path; empty where nobody else can write: in memory."""
    place: int | None = None
    """The descriptor of the locked ``-queue``, while this connection's turn lasts."""
    beginning = ""
    """The statement that begins the transaction, until it has begun."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.inserts = []

    def begin(self):
        """Begin the transaction that is still to begin, if there is one."""
        if not self.beginning:
            return
        with self.turn():
            self.execute(self.beginning)
            try:
                for query, params in self.inserts:
                    base.SQLiteCursorWrapper(self).execute(query, params)
            except BaseException:
                super().rollback()  # still to begin, so that whatever comes next fails like this
                raise
            self.beginning = ""
            self.inserts.clear()

    @contextmanager
    def turn(self):
        """Wait for the turn to write; it ends with the transaction."""
        if self.file and self.place is None:
            place = os.open(f"{self.file}-queue", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(place, fcntl.LOCK_EX)
            except BaseException:
                os.close(place)
                raise
            self.place, self.owner = place, os.getpid()
        try:
            yield
        finally:
            self.end_turn()

    def end_turn(self):
        if self.place is not None and not self.in_transaction:
            self.make_way()
            try:
                with open(f"{self.file}-wal", "rb") as log:
                    os.fsync(log.fileno())
            except OSError as problem:
                raise sqlite3.OperationalError(f"not written to the disk: {problem}") from problem

    def make_way(self):
        if self.place is None:
            return
        # A forked child shares the lock: closing its copy leaves the parent's turn alone.
        if self.owner == os.getpid():
            fcntl.flock(self.place, fcntl.LOCK_UN)
        os.close(self.place)
        self.place = None

    def commit(self):
        try:
            if self.inserts:
                self.begin()
            self.beginning = ""
            super().commit()
            self.end_turn()
        except BaseException:
            self.rollback()  # which Django does for errors of the database only
            raise

    def rollback(self):
        self.inserts.clear()
        self.beginning = ""
        super().rollback()
        self.end_turn()

    def close(self):
        super().close()
        self.make_way()


class Cursor(base.SQLiteCursorWrapper):
    def execute(self, query, params=None):
        if self.connection.beginning and query.startswith("INSERT") and "RETURNING" not in query:
            self.connection.inserts.append((query, params))
            return self
        self.connection.begin()
        if query.lstrip().upper().startswith(READS):
            return super().execute(query, params)
        with self.connection.turn():
            return super().execute(query, params)

    def executemany(self, query, param_list):
        self.connection.begin()
        with self.connection.turn():
            return super().executemany(query, param_list)


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, style, tables, **options):
        """Tests empty all tables; the migrate signal that follows guards them again."""
        guarded = append_only_tables.keys() & set(tables)
        guards = [sql for table in guarded for sql in lifted(table, vendor="sqlite")]
        return [*guards, *super().sql_flush(style, tables, **options)]


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    # Only a key of the very type "integer" is the rowid. Beside any other, SQLite keeps a rowid
    # that counts the order of arrival.
    data_types = base.DatabaseWrapper.data_types | {"BigIntegerField": "integer"}
    # With trusted_schema off, older SQLite counts JSON_VALID() in a CHECK as unsafe.
    data_type_check_constraints = {
        field: check
        for field, check in base.DatabaseWrapper.data_type_check_constraints.items()
        if field != "JSONField"
    }

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params | {"factory": Connection})
        if not self.is_in_memory_db():
            connection.file = os.path.realpath(self.settings_dict["NAME"])  # as SQLite does
        return connection

    def _start_transaction_under_autocommit(self):
        self.connection.beginning = f"BEGIN {self.transaction_mode or ''}"

    def create_cursor(self, name=None):  # noqa: ARG002
        return self.connection.cursor(factory=Cursor)
