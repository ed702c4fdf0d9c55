"""What differs between the engines, tried on the one that is configured."""

from pathlib import Path
from threading import Event, Thread

import pytest
from django.core.management.color import no_style
from django.db import (
    DataError,
    IntegrityError,
    OperationalError,
    connection,
    models,
    transaction,
)
from django.db.models.signals import post_migrate
from django.test.utils import isolate_apps

from mutualaid import db
from mutualaid.db import (
    claim,
    forget_overwritten,
    guards,
    hold_row,
    lock_row,
    rewrite_in_random_order,
    snapshot,
)
from mutualaid.fields import RandomIdField, TextsField
from mutualaid.networks.models import Network
from tests import servers
from tests.networks.factories import NetworkFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def make_tables():
    """``make_tables(model, …)``: tables that last as long as the test."""
    made = []

    def make(*tables):
        with connection.schema_editor() as editor:
            for table in tables:
                editor.create_model(table)
                made.append(table)

    yield make
    with connection.schema_editor() as editor:
        for table in reversed(made):
            editor.delete_model(table)


@pytest.fixture
@isolate_apps("tests")
def place(make_tables):
    class Place(models.Model):
        id = RandomIdField()
        name = TextsField()
        street = models.CharField(max_length=80)
        visits = models.IntegerField(default=0)

        class Meta:
            app_label = "tests"

    make_tables(Place)
    return Place


@pytest.fixture
def guarded(place, monkeypatch):
    tables = {place._meta.db_table: "OLD.street = 'The Bends'"}
    monkeypatch.setattr(guards, "append_only_tables", tables)
    monkeypatch.setattr("mutualaid.db.sqlite.base.append_only_tables", tables)
    guards.install(AppOf([place]), using="default")
    return place


class AppOf:
    """As much of an app's config as the guards look at."""

    def __init__(self, tables):
        self.get_models = lambda: tables


CHANGES = ["UPDATE {} SET street = 'x'", "DELETE FROM {}"]


@pytest.mark.parametrize("change", CHANGES)
def test_append_only_is_guarded_against_raw_sql(guarded, change):
    guarded.objects.create(street="Mill Road")
    with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(change.format(guarded._meta.db_table))
    assert guarded.objects.get().street == "Mill Road"


def test_the_named_way_through_the_guard_is_the_only_one(guarded):
    for street in ("Mill Road", "The Bends"):
        guarded.objects.create(street=street)
    guarded.objects.filter(street="The Bends").delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        guarded.objects.all().delete()
    assert guarded.objects.get().street == "Mill Road"


@pytest.mark.parametrize("change", CHANGES)
def test_guards_come_back_after_a_table_was_changed(guarded, change):
    field = models.CharField(max_length=200)
    field.set_attributes_from_name("street")
    with connection.schema_editor() as editor:  # on SQLite this makes the table anew
        editor.alter_field(guarded, guarded._meta.get_field("street"), field)
    guards.install(AppOf([guarded]), using="default")
    test_append_only_is_guarded_against_raw_sql(guarded, change)


def test_every_migrate_installs_the_guards():
    assert guards.install in [receiver() for _, receiver, *_ in post_migrate.receivers]


def test_emptying_a_guarded_table_for_the_next_test(guarded):
    guarded.objects.create(street="Mill Road")
    table = guarded._meta.db_table
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), [table]))
    assert not guarded.objects.exists()


def test_every_guarded_table_of_the_project_refuses_changes():
    """After all migrations; a table that an app guards is found here without being named."""
    for table in guards.append_only_tables:
        assert table in connection.introspection.table_names()
        if connection.vendor == "sqlite":
            query = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
        else:
            query = "SELECT 2 * count(*) FROM pg_trigger WHERE tgrelid = %s::regclass"
        with connection.cursor() as cursor:
            assert cursor.execute(query, [table]).fetchone()[0] >= 2, table


def test_a_row_is_locked_within_a_transaction_only(place):
    row = place.objects.create(street="Mill Road")
    with pytest.raises(transaction.TransactionManagementError):
        lock_row(place.objects, pk=row.pk)
    with transaction.atomic():
        assert lock_row(place.objects, pk=row.pk) == row
    with pytest.raises(place.DoesNotExist), transaction.atomic():
        lock_row(place.objects, pk=1)


def test_nobody_changes_a_row_that_is_held(place):
    row = place.objects.create(street="Mill Road")
    these = place.objects.filter(pk=row.pk)
    with pytest.raises(transaction.TransactionManagementError):
        hold_row(place, "visits", street="Mill Road")
    with pytest.raises(place.DoesNotExist), transaction.atomic():
        hold_row(place, "visits", id=1)

    def change():
        these.update(visits=5)
        connection.close()

    changing = Thread(target=change)
    with transaction.atomic():
        assert hold_row(place, "street", "visits", id=row.pk) == ("Mill Road", 0)
        changing.start()
        changing.join(0.3)
        assert changing.is_alive()
        assert these.get().visits == 0
    changing.join(10)
    assert these.get().visits == 5


def test_only_one_of_many_claims(place):
    row = place.objects.create(street="Mill Road")
    free = place.objects.filter(pk=row.pk, visits=0)
    assert [claim(free, visits=1) for _ in range(3)] == [True, False, False]


def test_foreign_keys_hold():
    network = NetworkFactory()
    with pytest.raises(IntegrityError), connection.cursor() as cursor, transaction.atomic():
        cursor.execute("DELETE FROM sealed_datakey WHERE id = %s", [network.key_id])


@pytest.fixture
@isolate_apps("tests")
def sheet(make_tables):
    class Sheet(models.Model):
        id = RandomIdField()
        place = models.BigIntegerField(unique=True)

        class Meta:
            app_label = "tests"

    make_tables(Sheet)
    return Sheet


def test_rewriting_forgets_what_came_when_and_together(place, sheet):
    for visit in range(20):
        with transaction.atomic():
            sheet.objects.create(place=place.objects.create(visits=visit).pk)

    rewrite_in_random_order([place, sheet])

    for table in [place, sheet]:
        with connection.cursor() as cursor:
            name = connection.ops.quote_name(table._meta.db_table)
            if connection.vendor == "postgresql":
                writers = cursor.execute(f"SELECT DISTINCT xmin FROM {name}").fetchall()
                assert len(writers) == 1
                stored = cursor.execute(f"SELECT id FROM {name} ORDER BY ctid").fetchall()
            else:
                stored = cursor.execute(f"SELECT rowid FROM {name} ORDER BY rowid").fetchall()
                assert stored == cursor.execute(f"SELECT id FROM {name} ORDER BY id").fetchall()
        assert stored == sorted(stored)
        assert table.objects.count() == 20


def on_the_disk() -> bytes:
    """The database as it lies there, and its own log."""
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        files = file.parent.glob(f"{file.name}*")
    else:
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
            (data,) = cursor.execute("SHOW data_directory").fetchone()
        files = (path for path in Path(data).rglob("*") if path.is_file())
    return b"".join(servers.contents(files).values())


def test_what_was_changed_or_deleted_is_off_the_disk(place):
    place.objects.create(street="canary-changed-31d9")
    place.objects.update(street="canary-deleted-c07e")
    assert b"canary-changed-31d9" in on_the_disk()
    place.objects.all().delete()
    place.objects.create(street="canary-still-there-5b12")

    def forgotten():
        forget_overwritten([place])
        disk = on_the_disk()
        return b"canary-changed-31d9" not in disk and b"canary-deleted-c07e" not in disk

    # PostgreSQL keeps it while a transaction goes on that began before, also in another database,
    # as those of the tests that run beside this one.
    servers.wait_for(forgotten, "it is still there", seconds=120)
    assert b"canary-still-there-5b12" in on_the_disk()


def sampled() -> list[tuple[str]]:
    """Columns of which the database keeps values to plan by."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE 'sqlite_stat%'")
        else:
            cursor.execute("ANALYZE")
            cursor.execute("SELECT attname FROM pg_stats WHERE schemaname = 'public'")
        return cursor.fetchall()


def test_nothing_of_what_stands_in_a_table_is_sampled(amina):
    assert sampled() == [], "it would stay there after the row is gone"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE networks_member ALTER name SET STATISTICS -1")
        assert sampled() == [("name",)]


def test_no_plan_is_compiled():
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW jit")
            assert cursor.fetchone() == ("off",)


def test_while_somebody_reads_for_long_it_is_not_done_and_nobody_waits(place, monkeypatch):
    monkeypatch.setattr(db, "ALONE_WITHIN", 100)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 100")
    reading, enough = Event(), Event()

    def read():
        with snapshot():
            place.objects.count()
            reading.set()
            enough.wait(10)
        connection.close()

    reader = Thread(target=read)
    reader.start()
    reading.wait(10)
    place.objects.create(street="Mill Road")
    with pytest.raises(OperationalError):
        forget_overwritten([place])
    assert place.objects.count() == 1
    enough.set()
    reader.join()
    forget_overwritten([place])
    connection.close()  # the next test waits as long as ever


def test_a_snapshot_shows_one_moment_and_holds_up_nobody():
    network = NetworkFactory(name="Before")

    def write():
        try:
            with transaction.atomic():
                Network.objects.filter(pk=network.pk).update(name="After")
                NetworkFactory(name="Later")
        finally:
            connection.close()

    with snapshot():
        assert [each.name for each in Network.objects.iterator()] == ["Before"]
        writer = Thread(target=write)
        writer.start()
        writer.join(5)
        assert not writer.is_alive(), "it waited"
        assert [each.name for each in Network.objects.iterator()] == ["Before"]
    assert {each.name for each in Network.objects.all()} == {"After", "Later"}
    with transaction.atomic():
        network.save()


def test_a_snapshot_ends_with_what_went_wrong_in_it():
    with pytest.raises(DataError, match="odd"), snapshot():
        raise DataError("odd")
    with snapshot():
        pass
    NetworkFactory()
    with transaction.atomic(), pytest.raises(transaction.TransactionManagementError), snapshot():
        pass
