import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import RequestFactory

from mutualaid.accounts.limits import TooMany, allowed, client, limit
from mutualaid.accounts.models import Count
from tests import servers
from tests.installation import Installation

pytestmark = pytest.mark.django_db


def test_so_many_in_an_hour_and_no_more(time_machine):
    now = datetime(2026, 11, 24, 9, 59, tzinfo=UTC)
    time_machine.move_to(now, tick=False)
    assert [allowed("join", "a", per_hour=3) for _ in range(5)] == [True] * 3 + [False] * 2
    assert allowed("join", "b", per_hour=3)
    assert allowed("code", "a", per_hour=3)
    time_machine.move_to(now + timedelta(minutes=2), tick=False)
    assert allowed("join", "a", per_hour=3)
    with pytest.raises(TooMany):
        limit("join", "c", per_hour=0)


def test_who_tried_is_not_kept():
    limit("join", "203.0.113.7", per_hour=3)
    row = Count.objects.get()
    assert set(vars(row)) == {"_state", "id", "count", "day"}


@pytest.mark.django_db(transaction=True)
def test_tries_at_once_are_all_counted():
    let_in = []

    def go():
        let_in.extend(allowed("join", "a", per_hour=5) for _ in range(4))
        connection.close()

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(let_in) == 5


TRY = """
from mutualaid.accounts.limits import allowed
print(sum(allowed("join", "a", per_hour=5) for _ in range(4)))
"""


@pytest.mark.once
@pytest.mark.parametrize(
    "engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def test_they_are_counted_across_processes(engine, tmp_path):
    database = servers.postgresql() if engine == "postgresql" else nullcontext("")
    with (
        database as url,
        Installation(tmp_path, database=url) as place,
        ThreadPoolExecutor(3) as pool,
    ):
        tries = [
            pool.submit(place.run, "manage.py", "shell", "-v0", "-c", TRY) for _process in range(3)
        ]
        assert sum(int(each.result()) for each in tries) == 5


def test_only_a_known_proxy_says_where_a_request_comes_from(settings):
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="198.51.100.9, 203.0.113.7")
    assert client(request) == "127.0.0.1"
    settings.BEHIND_PROXY = True
    assert client(request) == "203.0.113.7"


@pytest.mark.parametrize("by_proxy", [True, False])
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::7", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::7", "2001:db8:1:3::7", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("::ffff:203.0.113.7", "::ffff:203.0.113.8", False),
        ("203.0.113.7", "203.0.113.8", False),
        ("unknown", "", False),
    ],
)
def test_a_household_with_many_addresses_is_one_place(settings, by_proxy, one, other, same):
    settings.BEHIND_PROXY = by_proxy
    name = "HTTP_X_FORWARDED_FOR" if by_proxy else "REMOTE_ADDR"
    here, there = (client(RequestFactory().get("/", **{name: each})) for each in (one, other))
    assert (here == there) == same
