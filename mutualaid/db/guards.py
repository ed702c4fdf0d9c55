"""Rules that a model's Meta cannot state on both engines: triggers.

Changing a table on SQLite makes it anew and silently drops its triggers. So they are no
migrations: an app names its tables in ``ready()``, and every migrate installs them again.
"""

from django.apps import AppConfig
from django.db import connections

append_only_tables: set[str] = set()

APPEND_ONLY = {
    "sqlite": [
        """CREATE TRIGGER IF NOT EXISTS "{table}_no_update" BEFORE UPDATE ON "{table}"
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END""",
        """CREATE TRIGGER IF NOT EXISTS "{table}_no_delete" BEFORE DELETE ON "{table}"
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END""",
    ],
    "postgresql": [
        """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
        END $$""",
        """CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON "{table}"
        FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    ],
}


def append_only(table: str) -> None:
    """Rows of this table can be added and read; to change or delete one is an IntegrityError."""
    append_only_tables.add(table)


def install(sender: AppConfig, using: str, **_) -> None:
    """Guard an app's tables; the receiver of ``post_migrate``."""
    own = {model._meta.db_table for model in sender.get_models()} & append_only_tables
    connection = connections[using]
    with connection.cursor() as cursor:
        for table in own.intersection(connection.introspection.table_names(cursor)):
            for statement in APPEND_ONLY[connection.vendor]:
                cursor.execute(statement.format(table=table))


def lifted(table: str) -> list[str]:
    """The statements that take SQLite's guards off a table, which hinder even emptying it."""
    return [f'DROP TRIGGER IF EXISTS "{table}_no_{change}"' for change in ("update", "delete")]
