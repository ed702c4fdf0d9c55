"""Rules that a model's Meta cannot state on both engines: triggers.

Changing a table on SQLite makes it anew and silently drops its triggers. So they are no
migrations: an app names its tables in ``ready()``, and every migrate installs them again.
"""

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


def append_only(table: str, *, unless: str = "1 = 0") -> None:
    """Rows of this table can be added and read; to change or delete one is an IntegrityError,
    ``unless`` the condition holds for the row that is to be deleted."""
    append_only_tables[table] = unless


def install(sender: AppConfig, using: str, **_) -> None:
    """Guard an app's tables; the receiver of ``post_migrate``."""
    own = {model._meta.db_table for model in sender.get_models()} & append_only_tables.keys()
    connection = connections[using]
    with connection.cursor() as cursor:
        for table in own.intersection(connection.introspection.table_names(cursor)):
            for statement in APPEND_ONLY[connection.vendor]:
                cursor.execute(statement.format(table=table, unless=append_only_tables[table]))


def install_all(using: str) -> None:
    """Guard the tables of every app, for whoever cannot wait for each one's turn."""
    for app in apps.get_app_configs():
        install(sender=app, using=using)


def lifted(table: str, *, vendor: str) -> list[str]:
    """The statements that take the guards off a table, until the next migrate."""
    return [statement.format(table=table) for statement in LIFTED[vendor]]
