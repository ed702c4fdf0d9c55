"""The access ledger: what was changed in it shows, and old entries fold without a trace of whom."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from mutualaid.db import guards
from mutualaid.sealed import ledger
from mutualaid.sealed.models import Access, Checkpoint, LedgerEnd
from mutualaid.sealed.services import reveal, seal

# It is verified outside of any transaction.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def look(amina, bo):
    """``look()``: Bo is shown Amina's address."""
    seal(amina.user, "email", "amina@example.org", key=amina.user.key)
    amina.user.save()
    return lambda: reveal(amina.user, "email", to=bo, reason="delivery")


@pytest.fixture
def unguarded(db):
    """The ledger without its triggers, as for someone who has the database itself."""
    tables = [Access._meta.db_table, Checkpoint._meta.db_table]
    with connection.cursor() as cursor:
        for table in tables:
            for statement in guards.lifted(table, vendor=connection.vendor):
                cursor.execute(statement)


def verify():
    told = StringIO()
    call_command("ledger", "verify", stdout=told)
    return told.getvalue()


def test_what_was_written_is_verified(look):
    for _ in range(4):
        look()
    assert "4 entries" in verify()
    assert [entry.number for entry in Access.objects.order_by("number")] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sealed_access SET reason = 'visit' WHERE number = 2",
        "UPDATE sealed_access SET reader = 'networks_member.7' WHERE number = 3",
        "UPDATE sealed_access SET link = 'a' WHERE number = 2",
        "DELETE FROM sealed_access WHERE number = 2",
        "DELETE FROM sealed_access WHERE number = 4",
        "DELETE FROM sealed_access WHERE number = 1",
        "DELETE FROM sealed_access",
        "INSERT INTO sealed_access SELECT 5, link, at, place, key, reader, reason"
        " FROM sealed_access WHERE number = 4",
    ],
)
def test_what_was_changed_shows(unguarded, look, change):
    for _ in range(4):
        look()
    with connection.cursor() as cursor:
        cursor.execute(change)
    with pytest.raises(CommandError):
        verify()


def test_old_entries_fold_and_the_rest_is_still_verified(look):
    with time_machine.travel(timezone.now() - timedelta(days=91)):
        look()
        look()
    look()
    assert ledger.fold() == 2
    assert Access.objects.get().number == 3
    assert Checkpoint.objects.get().upto == 2
    assert "1 entries" in verify()
    look()
    assert "2 entries" in verify()
    assert ledger.fold() == 0
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        assert ledger.fold() == 2
    assert "0 entries" in verify()
    look()
    assert Access.objects.get().number == 5


def test_a_checkpoint_that_somebody_else_made_shows(look):
    look()
    last = Access.objects.get()
    Checkpoint.objects.create(upto=1, link=last.link, proof="0" * 64)
    Access.objects.all().delete()
    with pytest.raises(CommandError, match="checkpoint"):
        verify()


@pytest.mark.parametrize("table", ["sealed_access", "sealed_checkpoint"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET link = 'x'"])
def test_it_is_append_only_but_for_what_is_folded(look, table, change):
    with time_machine.travel(timezone.now() - timedelta(days=91)):
        look()
    ledger.fold()
    look()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))
    assert "1 entries" in verify()


def test_what_is_folded_while_it_is_verified_raises_no_alarm(look, monkeypatch):
    with time_machine.travel(timezone.now() - timedelta(days=91)):
        look()
        look()
    look()
    proof = ledger._proof
    with time_machine.travel(timezone.now() - timedelta(days=91)):
        Checkpoint.objects.create(upto=0, link="", proof=proof(ledger._secret(), 0, ""))

    def fold_meanwhile(*told):
        """After the checkpoints were read, and before the entries are."""
        monkeypatch.undo()
        with ThreadPoolExecutor(1) as pool:
            pool.submit(elsewhere, ledger.fold).result()
        return proof(*told)

    monkeypatch.setattr(ledger, "_proof", fold_meanwhile)
    assert "3 entries" in verify()
    assert Access.objects.get().number == 3
    assert "1 entries" in verify()


def elsewhere(work):
    try:
        return work()
    finally:
        connection.close()


def test_two_at_once_get_two_numbers(look):
    def one(_):
        try:
            look()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(20)))
    assert LedgerEnd.objects.get().number == 20
    assert "20 entries" in verify()
