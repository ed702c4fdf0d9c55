"""GET changes nothing and never waits to write: it executes SELECT alone, and opens no transaction.

Built from the URLconf. Three exceptions: once a day a session is renewed by its first request, so
that whoever comes by stays signed in; a wrong invitation code is counted, so that nobody can go on
guessing; and the quick exit ends one's own session, so that it works as a plain link.
"""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mutualaid.accounts.models import Session
from mutualaid.fields import random_id
from mutualaid.networks.joining.services import make_link
from tests.matrix import load_samples, pages, together, undone
from tests.needs.answering.samples import survey_of

pytestmark = pytest.mark.once
load_samples()


READS = ("SELECT ", "WITH near AS ")


@pytest.fixture
def written(monkeypatch):
    """``written(client, address)``: what a GET did besides reading."""
    begun = []
    enter = transaction.Atomic.__enter__

    def get(client, address):
        begun.clear()
        with monkeypatch.context() as patch, CaptureQueriesContext(connection) as captured:
            patch.setattr(
                transaction.Atomic, "__enter__", lambda self: begun.append("BEGIN") or enter(self)
            )
            client.get(address)
        asked = [query["sql"] for query in captured]
        return begun + [sql for sql in asked if not sql.startswith(READS)]

    return get


@together([url for url in pages() if url.name != "accounts:quick_exit"])
def test_reading_writes_nothing(urls, client, amina, dara, written, subtests):
    client.post(reverse("needs:answer_begin", args=[survey_of(amina).code]))
    for url in urls:
        with subtests.test(url.name), undone():
            reader, address = Client(), url.address(amina)
            assert written(reader, address) == [], "as a visitor"
            reader.cookies.update(client.cookies)
            assert written(reader, address) == [], "in the middle of answering"
            for member in (amina, dara):
                reader.force_login(member.user)
                assert written(reader, address) == [], f"as {member.name}"


def test_a_session_is_renewed_once_a_day_and_nothing_else(amina, browse, written):
    client, address = browse(amina), reverse("accounts:me")
    yesterday = Session.objects.get().used_on - timedelta(days=1)
    Session.objects.update(used_on=yesterday)
    [renewed] = written(client, address)
    assert renewed.startswith('UPDATE "accounts_session"')
    assert written(client, address) == []


def test_a_wrong_code_is_counted_and_a_right_one_is_not(client, amina, written):
    assert any("accounts_count" in sql for sql in written(client, "/join/ABCDEFGH/"))
    _, code = make_link(by=amina, once=random_id())
    assert written(client, f"/join/{code}/") == []


def test_a_write_would_be_seen(amina, written):
    class Writes:
        def get(self, address):
            with transaction.atomic(savepoint=False):
                Session.objects.update(user=None)

    assert [done.split()[0] for done in written(Writes(), "/")] == ["BEGIN", "UPDATE"]
