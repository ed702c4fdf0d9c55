import logging

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from mutualaid.accounts.models import User
from mutualaid.networks.models import Member
from mutualaid.sealed.apps import make_first_rows
from mutualaid.sealed.crypto import Tampered
from mutualaid.sealed.keys import blind_index, new_key, opened, server_key
from mutualaid.sealed.models import Access, DataKey, LedgerEnd
from mutualaid.sealed.services import reveal, seal, unseal
from tests.accounts.factories import UserFactory
from tests.networks.factories import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    user = UserFactory()
    seal(user, "email", "amina@example.org", key=user.key)
    user.save()
    return User.objects.get(pk=user.pk)


def test_a_text_is_sealed_in_its_column_and_opens_there(user):
    assert b"amina" not in bytes(user.email_sealed)
    assert unseal(user, "email", key=user.key) == "amina@example.org"


def test_a_first_start_that_broke_off_is_made_up_for(monkeypatch):
    LedgerEnd.objects.all().delete()
    DataKey.objects.all().delete()

    def breaks_off(**_):
        raise InterruptedError

    with monkeypatch.context() as broken:
        broken.setattr(LedgerEnd.objects, "create", breaks_off)
        with pytest.raises(InterruptedError):
            make_first_rows(using="default")
    make_first_rows(using="default")
    assert LedgerEnd.objects.get().number == 0
    assert blind_index("email", "amina") == blind_index("email", "amina")
    server_key.cache_clear()  # the one that was there before is back after this test


def test_nothing_sealed_reads_as_empty():
    user = UserFactory()
    assert unseal(user, "email", key=user.key) == ""


def test_a_row_swapped_with_another_raises(user):
    other = UserFactory(email_sealed=user.email_sealed)
    with pytest.raises(Tampered):
        unseal(other, "email", key=other.key)
    with pytest.raises(Tampered):
        unseal(other, "email", key=user.key)


def test_a_key_swapped_with_another_raises(user):
    stranger = new_key()
    DataKey.objects.filter(pk=user.key.pk).update(wrapped=stranger.wrapped)
    with pytest.raises(Tampered):
        unseal(User.objects.get(pk=user.pk), "email", key=DataKey.objects.get(pk=user.key.pk))


def test_a_key_hung_under_another_network_raises(network, amina, dara):
    DataKey.objects.filter(pk=amina.key.pk).update(under=dara.network.key)
    with pytest.raises(Tampered):
        opened(DataKey.objects.get(pk=amina.key.pk))


def test_deleting_the_network_key_takes_the_keys_under_it(network):
    under = new_key(under=new_key())
    DataKey.objects.filter(pk=under.under.pk).delete()
    assert not DataKey.objects.filter(pk=under.pk).exists()


def test_blind_indexes_differ_by_purpose_and_text():
    assert blind_index("email", "a@example.org") == blind_index("email", "a@example.org")
    assert blind_index("email", "a@example.org") != blind_index("code", "a@example.org")
    assert blind_index("email", "a@example.org") != blind_index("email", "b@example.org")


def test_showing_is_noted_without_what_was_shown(user, bo):
    assert reveal(user, "email", to=bo, reason="delivery") == "amina@example.org"
    entry = Access.objects.get()
    assert entry.key == user.key_id
    assert entry.place == f"accounts_user.email.{user.pk}"
    assert entry.reader == f"networks_member.{bo.pk}"
    assert "amina" not in str(vars(entry))


@pytest.mark.parametrize(
    "change", ["UPDATE sealed_access SET reason = 'none'", "DELETE FROM sealed_access"]
)
def test_the_ledger_is_append_only(user, bo, change):
    reveal(user, "email", to=bo, reason="delivery")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert Access.objects.get().reason == "delivery"


def test_the_ledger_takes_no_sentences(user, bo):
    with pytest.raises(ValueError, match="one word"):
        reveal(user, "email", to=bo, reason="she lives at 4 Mill Road")
    assert not Access.objects.exists()


def test_what_was_changed_is_not_shown_and_not_noted(user, bo):
    *whole, last = bytes(user.email_sealed)
    user.email_sealed = bytes([*whole, last ^ 1])
    with pytest.raises(Tampered):
        reveal(user, "email", to=bo, reason="delivery")
    assert not Access.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_shown_where_the_note_could_be_rolled_back(user, bo):
    with pytest.raises(RuntimeError), transaction.atomic():
        reveal(user, "email", to=bo, reason="delivery")


def test_nothing_unseals_itself(user, caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("test").info("%s %r %s", user, user, user.key)
    shown = f"{user} {user!r} {vars(user)} {user.key!r} {vars(user.key)} {caplog.text}"
    assert "amina" not in shown
    assert opened(user.key).hex() not in shown


def test_loading_the_keys_with_the_rows_opens_them_without_a_query(network):
    for _ in range(5):
        MemberFactory(network=network)
    rows = list(Member.objects.select_related("key__under"))
    with CaptureQueriesContext(connection) as queries:
        for row in rows:
            opened(row.key)
    assert not queries
