"""Rows that may not overlap, tried with raw SQL on the engine that is configured."""

import pytest
from django.db import IntegrityError, connection, models
from django.test.utils import isolate_apps

from mutualaid.db import guards
from mutualaid.fields import RandomIdField
from tests.db.test_engines import AppOf, make_tables  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
@isolate_apps("tests")
def stay(make_tables, monkeypatch):  # noqa: F811
    class Stay(models.Model):
        id = RandomIdField()
        room = models.BigIntegerField()
        bed = models.PositiveSmallIntegerField(default=1)
        starts = models.DateTimeField()
        ends = models.DateTimeField()
        state = models.CharField(max_length=8, default="held")

        class Meta:
            app_label = "tests"

    make_tables(Stay)
    monkeypatch.setattr(guards, "apart_tables", {})
    guards.no_overlap(Stay._meta.db_table, same=("room", "bed"), states=("asked", "held"))
    guards.install(AppOf([Stay]), using="default")
    return Stay


LARGE = 2**63 - 2


def stay_from(stay, starts, ends, *, pk, state="held", room=LARGE, bed=1):
    values = [pk, room, bed, f"2026-03-01 {starts}:00", f"2026-03-01 {ends}:00", state]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {stay._meta.db_table} (id, room, bed, starts, ends, state) "
            "VALUES (%s, %s, %s, %s, %s, %s)",
            values,
        )


def change(stay, words):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {stay._meta.db_table} SET {words}")


@pytest.mark.parametrize(
    ("starts", "ends"),
    [("10:00", "12:00"), ("09:00", "10:01"), ("11:59", "13:00"), ("10:30", "11:00"), ("09", "13")],
)
def test_no_two_at_once(stay, starts, ends):
    stay_from(stay, "10:00", "12:00", pk=1)
    with pytest.raises(IntegrityError):
        stay_from(stay, f"{starts}:00"[:5], f"{ends}:00"[:5], pk=2, state="asked")
    assert stay.objects.count() == 1


def test_one_after_the_other_elsewhere_and_ended_ones(stay):
    stay_from(stay, "10:00", "12:00", pk=1)
    stay_from(stay, "12:00", "13:00", pk=2)
    stay_from(stay, "09:00", "10:00", pk=3)
    stay_from(stay, "10:00", "12:00", pk=4, bed=2)
    stay_from(stay, "10:00", "12:00", pk=5, room=LARGE - 1)
    stay_from(stay, "10:00", "12:00", pk=6, state="ended")
    assert stay.objects.count() == 6


@pytest.mark.parametrize(
    "words", ["state = 'held' WHERE id = 3", "ends = '2026-03-01 12:30:00' WHERE id = 1", "bed = 1"]
)
def test_nor_by_a_change(stay, words):
    stay_from(stay, "10:00", "12:00", pk=1)
    stay_from(stay, "12:00", "13:00", pk=2)
    stay_from(stay, "11:00", "13:00", pk=3, state="ended")
    stay_from(stay, "11:00", "13:00", pk=4, bed=2)
    with pytest.raises(IntegrityError):
        change(stay, words)


def test_what_stays_where_it_is_may_change(stay):
    stay_from(stay, "10:00", "12:00", pk=1)
    change(stay, "state = 'asked', ends = '2026-03-01 11:00:00'")
    change(stay, "ends = '2026-03-01 14:00:00'")


def test_it_comes_back_after_the_table_was_changed(stay):
    field = models.CharField(max_length=20, default="held")
    field.set_attributes_from_name("state")
    with connection.schema_editor() as editor:  # on SQLite this makes the table anew
        editor.alter_field(stay, stay._meta.get_field("state"), field)
    guards.install(AppOf([stay]), using="default")
    test_no_two_at_once(stay, "11:00", "13:00")


def test_every_table_of_the_project_that_is_kept_apart():
    """After all migrations; a table that an app names is found here without being named."""
    for table in guards.apart_tables:
        if connection.vendor == "sqlite":
            query = "SELECT count(*) FROM sqlite_master WHERE name LIKE %s"
        else:
            query = "SELECT 2 * count(*) FROM pg_constraint WHERE contype = 'x' AND conname LIKE %s"
        with connection.cursor() as cursor:
            assert cursor.execute(query, [f"{table}_apart%"]).fetchone()[0] == 2, table
