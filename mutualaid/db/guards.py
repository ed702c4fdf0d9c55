"""Rules that a model's Meta cannot state on both engines: triggers, and what excludes overlaps.

Changing a table on SQLite makes it anew and silently drops its triggers. So they are no
migrations: an app names its tables in ``ready()``, and every migrate installs them again.
"""

from typing import NamedTuple

from django.apps import AppConfig, apps
from django.db import connections

append_only_tables: dict[str, str] = {}
"""Table → the condition in SQL under which a row, ``OLD``, may be deleted all the same."""

APPEND_ONLY = {
    "sqlite": [
        'DROP TRIGGER IF EXISTS "{table}_no_update"',
        'DROP TRIGGER IF EXISTS "{table}_no_delete"',
        """CREATE TRIGGER "{table}_no_update" BEFORE UPDATE ON "{table}"
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END""",
        """CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}"
        WHEN NOT ({unless}) BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END""",
    ],
    "postgresql": [
        """CREATE OR REPLACE FUNCTION "{table}_refuse"() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' AND ({unless}) THEN RETURN OLD; END IF;
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
        END $$""",
        """CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON "{table}"
        FOR EACH ROW EXECUTE FUNCTION "{table}_refuse"()""",
    ],
}
LIFTED = {
    "sqlite": APPEND_ONLY["sqlite"][:2],
    "postgresql": ['DROP TRIGGER IF EXISTS append_only ON "{table}"'],
}


class Apart(NamedTuple):
    """Which rows of a table may not overlap: see `no_overlap`."""

    same: tuple[str, ...]
    states: tuple[str, ...]


apart_tables: dict[str, Apart] = {}
"""Of each table, which of its rows."""

NO_OVERLAP = {
    "sqlite": [
        'DROP TRIGGER IF EXISTS "{table}_apart_{change}"',
        """CREATE TRIGGER "{table}_apart_{change}" BEFORE {change} ON "{table}"
        WHEN NEW.state IN ({states}) AND EXISTS (
            SELECT 1 FROM "{table}" WHERE {same} AND id <> NEW.id AND state IN ({states})
            AND starts < NEW.ends AND ends > NEW.starts
        ) BEGIN SELECT RAISE(ABORT, '{table} overlaps'); END""",
    ],
    # A range of one number stands for the number: so GiST needs no extension to compare it.
    "postgresql": [
        """ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{table}_apart",
        ADD CONSTRAINT "{table}_apart" EXCLUDE USING gist (
            {same}, tstzrange(starts, ends) WITH &&
        ) WHERE (state IN ({states}))""",
    ],
}
SAME = {
    "sqlite": ('"{0}" = NEW."{0}"', " AND "),
    "postgresql": ('int8range("{0}", "{0}", \'[]\') WITH &&', ", "),
}


def append_only(table: str, *, unless: str = "1 = 0") -> None:
    """Rows of this table can be added and read; to change or delete one is an IntegrityError,
    ``unless`` the condition holds for the row that is to be deleted."""
    append_only_tables[table] = unless


def no_overlap(table: str, *, same: tuple[str, ...], states: tuple[str, ...]) -> None:
    """Of rows in one of these ``states`` whose whole numbers in the columns ``same`` are the same,
    no two overlap, from ``starts`` until before ``ends``: that is an IntegrityError."""
    apart_tables[table] = Apart(same, states)


def install(sender: AppConfig, using: str, **_) -> None:
    """Guard an app's tables; the receiver of ``post_migrate``."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = {model._meta.db_table for model in sender.get_models()}
        there.intersection_update(connection.introspection.table_names(cursor))
        for table in there & append_only_tables.keys():
            for statement in APPEND_ONLY[connection.vendor]:
                cursor.execute(statement.format(table=table, unless=append_only_tables[table]))
        for table in there & apart_tables.keys():
            for statement in _apart(table, connection.vendor):
                cursor.execute(statement)


def _apart(table: str, vendor: str) -> list[str]:
    """The statements that keep its rows apart."""
    apart, (same, between) = apart_tables[table], SAME[vendor]
    told = {
        "table": table,
        "same": between.join(same.format(column) for column in apart.same),
        "states": ", ".join(f"'{state}'" for state in apart.states),
    }
    changes = ("INSERT", "UPDATE") if vendor == "sqlite" else ("",)
    return [
        statement.format(change=change, **told)
        for change in changes
        for statement in NO_OVERLAP[vendor]
    ]


def install_all(using: str) -> None:
    """Guard the tables of every app, for whoever cannot wait for each one's turn."""
    for app in apps.get_app_configs():
        install(sender=app, using=using)


def lifted(table: str, *, vendor: str) -> list[str]:
    """The statements that take the guards off a table, until the next migrate."""
    return [statement.format(table=table) for statement in LIFTED[vendor]]
