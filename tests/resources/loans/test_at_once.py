"""Many ask at the same moment, each over a connection of their own: nothing is booked twice."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from django.utils import timezone

from resources.items.models import Item
from resources.loans import services
from resources.loans.models import Loan
from resources.loans.queries import nearest_free
from resources.loans.slots import Slot
from tests.networks.factories import MemberFactory
from tests.resources.factories import ItemFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(7200)]

CLIENTS = 16


def at_once(work, clients=CLIENTS):
    """What each of so many clients came to, who begin together."""
    together = Barrier(clients)

    def begin(number):
        # A process keeps eight connections to PostgreSQL: here nobody waits for one.
        mine = connections["default"]
        options = {
            key: kept for key, kept in mine.settings_dict["OPTIONS"].items() if key != "pool"
        }
        mine.settings_dict = mine.settings_dict | {"OPTIONS": options}
        together.wait()
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(clients) as pool:
        return [*pool.map(begin, range(clients))]


def clashes():
    """Pairs of loans that have one thing at one time, asked of the database itself."""
    table = Loan._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT count(*) FROM {table} one JOIN {table} other
            ON one.item_id = other.item_id AND one.unit = other.unit AND one.id < other.id
            AND one.starts < other.ends AND other.starts < one.ends
            WHERE one.state IN ('asked', 'agreed', 'handed')
            AND other.state IN ('asked', 'agreed', 'handed')"""
        )
        return cursor.fetchone()[0]


def ask(item, by, slot):
    return services.ask_for(item=item, by=by, slot=slot, circle=None, words="", contact="555")


def test_16_clients_at_overlapping_times(amina, deep, monkeypatch):
    """They ask for a room, a van and two tables, think better of half of it, and ask again."""
    attempts = deep(12, 1000)
    members = MemberFactory.create_batch(CLIENTS, network=amina.network)
    monkeypatch.setattr(services, "AT_ONCE", attempts)
    items = [
        ItemFactory(by=amina, kind=Item.Kind.SPACE),
        ItemFactory(by=amina, kind=Item.Kind.VEHICLE),
        ItemFactory(by=amina, kind=Item.Kind.VEHICLE, quantity=2),
    ]
    tomorrow = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)

    def client(number):
        chance, kept, refused, mine = random.Random(number), 0, 0, []
        for _attempt in range(attempts):
            starts = tomorrow + timedelta(hours=chance.randrange(24 * 7))
            slot = Slot(starts, starts + timedelta(hours=chance.randrange(1, 9)))
            try:
                mine.append(ask(chance.choice(items), members[number], slot))
                kept += 1
            except services.NotFree:
                refused += 1
            if mine and chance.random() < 0.5:
                services.take_back(loan=mine.pop(chance.randrange(len(mine))))
        return kept, refused

    came_to = at_once(client)
    assert clashes() == 0
    assert sum(kept + refused for kept, refused in came_to) == CLIENTS * attempts
    assert sum(kept for kept, _ in came_to) >= Loan.objects.count() > 0
    assert sum(refused for _, refused in came_to) > 0


def test_one_last_place_for_16(amina, deep):
    """As often as stated, all of them ask for just the same hour: one gets it, the others are told
    when it is free."""
    members = MemberFactory.create_batch(CLIENTS, network=amina.network)
    for number in range(deep(2, 1000)):
        room = ItemFactory(by=amina, kind=Item.Kind.SPACE, name=f"Room {number}")
        starts = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
        slot = Slot(starts, starts + timedelta(hours=1))

        def client(number, room=room, slot=slot):
            try:
                ask(room, members[number], slot)
            except services.NotFree:
                return nearest_free(room, slot, by=members[number])
            return None

        came_to = at_once(client)
        assert came_to.count(None) == 1
        assert not any(nearest.overlaps(slot) for nearest in came_to if nearest)
        assert Loan.objects.count() == 1
        Loan.objects.all().delete()


def test_without_a_look_before_the_database_keeps_them_apart(amina, monkeypatch):
    """Whatever the code looks at is taken away: what lies beneath is enough."""
    monkeypatch.setattr(services, "free_units", lambda *_, **__: [1])
    monkeypatch.setattr(services, "locked_item", lambda item: item)
    members = MemberFactory.create_batch(CLIENTS, network=amina.network)
    room = ItemFactory(by=amina, kind=Item.Kind.SPACE)
    starts = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    slot = Slot(starts, starts + timedelta(hours=2))

    def client(number):
        try:
            ask(room, members[number], slot)
        except services.NotFree:
            return False
        return True

    assert at_once(client).count(True) == 1
    assert clashes() == 0


def test_renewed_and_asked_for_at_once(amina, bo, chen):
    """Of one who may keep it longer and one who asks for that time, one gets it."""
    room = ItemFactory(by=amina, kind=Item.Kind.SPACE)
    hour = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    loan = ask(room, chen, Slot(hour, hour + timedelta(hours=1)))
    services.agree(loan=loan, by=amina, words="", contact="555")
    services.hand_over(loan=loan, by=chen)
    later = hour + timedelta(hours=2)
    services.ask_to_keep(loan=loan, until=later)

    def client(number):
        try:
            if number:
                return bool(ask(room, bo, Slot(hour + timedelta(hours=1), later)))
            return services.renew(loan=loan, until=later)
        except (services.NotFree, PermissionDenied) as refusal:
            return type(refusal).__name__

    came_to = at_once(client, 2)
    assert came_to.count(True) == 1
    assert {*came_to} - {True} <= {"NotFree", "PermissionDenied"}
    assert clashes() == 0
