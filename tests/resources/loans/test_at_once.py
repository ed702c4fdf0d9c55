"""Many ask at the same moment, each over a connection of their own: nothing is booked twice."""

import random
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.utils import timezone

from mutualaid.networks.models import Member
from mutualaid.networks.nights import InEach
from mutualaid.networks.services import leave
from resources.asks import services as asks
from resources.asks.models import Ask
from resources.imports.services import undo
from resources.items.models import NEVER, Item
from resources.loans.models import Loan, Wait
from resources.loans.queries import nearest_free
from resources.loans.services import asking, handing, renewing, states, waiting
from resources.loans.slots import Slot
from tests.at_once import CLIENTS, at_once, meanwhile, slowly
from tests.networks.factories import MemberFactory
from tests.resources.factories import ItemFactory, slot_of
from tests.resources.imports.factories import brought_in_by

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(7200)]


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


def each_of(client, count=CLIENTS):
    return [partial(client, number) for number in range(count)]


def ask(item, by, slot):
    return asking.ask_for(item=item, by=by, slot=slot, circle=None, words="", contact="555")


def test_16_clients_at_overlapping_times(amina, deep, monkeypatch):
    """They ask for a room, a van and two tables, think better of half of it, and ask again."""
    attempts = deep(12, 1000)
    members = MemberFactory.create_batch(CLIENTS, network=amina.network)
    monkeypatch.setattr(asking, "AT_ONCE", attempts)
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
            except asking.NotFree:
                refused += 1
            if mine and chance.random() < 0.5:
                asking.take_back(loan=mine.pop(chance.randrange(len(mine))))
        return kept, refused

    came_to = at_once(*each_of(client))
    assert clashes() == 0
    assert sum(kept + refused for kept, refused in came_to) == CLIENTS * attempts
    assert sum(kept for kept, _ in came_to) >= Loan.objects.count() > 0
    assert sum(refused for _, refused in came_to) > 0


def test_one_last_place_for_16(amina, deep, monkeypatch):
    """As often as stated, all of them ask for just the same hour: one gets it, the others are told
    when it is free."""
    rounds = deep(2, 1000)
    members = MemberFactory.create_batch(CLIENTS, network=amina.network)
    monkeypatch.setattr(asking, "AT_ONCE", rounds)
    rooms = ItemFactory.create_batch(rounds, by=amina, kind=Item.Kind.SPACE)
    starts = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    slot, together = Slot(starts, starts + timedelta(hours=1)), Barrier(CLIENTS, timeout=300)

    def client(number):
        told = []
        for room in rooms:
            together.wait()
            try:
                ask(room, members[number], slot)
                told.append(None)
            except asking.NotFree:
                told.append(nearest_free(room, slot, by=members[number]))
        return told

    for came_to in zip(*at_once(*each_of(client)), strict=True):
        assert came_to.count(None) == 1
        assert not any(nearest.overlaps(slot) for nearest in came_to if nearest)
    assert {*Loan.objects.values_list("item", flat=True)} == {room.pk for room in rooms}
    assert Loan.objects.count() == rounds


def test_without_a_look_before_the_database_keeps_them_apart(amina, monkeypatch):
    """Whatever the code looks at is taken away: what lies beneath is enough."""
    monkeypatch.setattr(asking, "free_units", lambda *_, **__: [1])
    monkeypatch.setattr(asking, "locked_item", lambda item: item)
    members = MemberFactory.create_batch(CLIENTS, network=amina.network)
    room = ItemFactory(by=amina, kind=Item.Kind.SPACE)
    starts = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    slot = Slot(starts, starts + timedelta(hours=2))

    def client(number):
        try:
            ask(room, members[number], slot)
        except (asking.NotFree, OperationalError):  # PostgreSQL calls it a deadlock, maybe
            return False
        return True

    assert at_once(*each_of(client)).count(True) == 1
    assert clashes() == 0


def test_renewed_and_asked_for_at_once(amina, bo, chen):
    """Of one who may keep it longer and one who asks for that time, one gets it."""
    room = ItemFactory(by=amina, kind=Item.Kind.SPACE)
    hour = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    loan = ask(room, chen, Slot(hour, hour + timedelta(hours=1)))
    asking.agree(loan=loan, by=amina, words="", contact="555")
    handing.hand_over(loan=loan, by=chen)
    later = hour + timedelta(hours=2)
    renewing.ask_to_keep(loan=loan, until=later)

    def client(number):
        try:
            if number:
                return bool(ask(room, bo, Slot(hour + timedelta(hours=1), later)))
            return renewing.renew(loan=loan, until=later)
        except (asking.NotFree, PermissionDenied) as refusal:
            return type(refusal).__name__

    came_to = at_once(*each_of(client, 2))
    assert came_to.count(True) == 1
    assert {*came_to} - {True} <= {"NotFree", "PermissionDenied"}
    assert clashes() == 0


def late_loans(of, by):
    """Of two things of this owner; what was shared first was asked for last."""
    items = ItemFactory.create_batch(2, by=of)
    hour = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    for item in reversed(items):
        ask(item, by, Slot(hour, hour + timedelta(days=1)))
    Loan.objects.update(changed_on=of.network.today() - timedelta(days=9))
    Item.objects.update(asked_on=NEVER)
    return items


def test_the_night_and_who_asks_for_one_thing_of_many(amina, bo, chen, monkeypatch):
    """All that is hers is noted, while the night goes through the loans of it."""
    late_loans(amina, bo)
    letters = ItemFactory(by=amina, kind=Item.Kind.SKILL, category="language")
    monkeypatch.setattr(states, "tell_next", slowly(waiting.tell_next))
    told = {"words": "", "contact": "555", "wanted_on": amina.network.today()}
    _night, asked = at_once(InEach(asking.lapse), lambda: asks.ask(item=letters, by=chen, **told))
    assert isinstance(asked, Ask)
    assert {*Loan.objects.values_list("state", flat=True)} == {Loan.State.LAPSED}
    assert {*Item.objects.values_list("asked_on", flat=True)} == {amina.network.today()}


def test_the_night_and_who_leaves_while_they_wait_for_several_things(amina, bo, chen, monkeypatch):
    for item in late_loans(amina, bo):
        slot = item.loans.get().slot
        item.waits.create(by=chen, starts=slot.starts, ends=slot.ends, number=1)
    monkeypatch.setattr(states, "tell_next", slowly(waiting.tell_next))
    at_once(InEach(asking.lapse), lambda: leave(member=chen))
    assert {*Loan.objects.values_list("state", flat=True)} == {Loan.State.LAPSED}
    assert not Wait.objects.exists()


def test_what_is_asked_for_meanwhile_is_not_undone(amina, chen):
    run = brought_in_by(amina)
    ladder = Item.objects.get()
    stay, _waited = meanwhile(
        lambda: ask(ladder, chen, slot_of(ladder)), lambda: undo(by=amina, run=run)
    )
    assert stay == 1
    assert Loan.objects.exists()


def test_who_left_meanwhile_borrows_nothing_and_waits_for_nothing(amina, chen):
    room = ItemFactory(by=amina, kind=Item.Kind.SPACE)
    hour = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    slot, stale = Slot(hour, hour + timedelta(hours=1)), Member.objects.get(pk=chen.pk)
    leave(member=chen)
    with pytest.raises(PermissionDenied):
        ask(room, stale, slot)
    with pytest.raises(PermissionDenied):
        waiting.wait_for(item=room, by=stale, slot=slot)


def test_what_its_owner_left_with_is_kindly_refused(amina, chen):
    room = ItemFactory(by=amina, kind=Item.Kind.SPACE)
    hour = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    refused, _waited = meanwhile(
        lambda: leave(member=amina), lambda: ask(room, chen, Slot(hour, hour + timedelta(hours=1)))
    )
    assert isinstance(refused, PermissionDenied)
    assert not Loan.objects.exists()
