"""Two do something about the same ask, or ask each other, at the same moment."""

from functools import partial
from random import Random

import pytest
from django.core.exceptions import PermissionDenied

from mutualaid.networks.models import Seat
from mutualaid.networks.services import leave
from needs.pledges.services import pledge
from needs.turns.services import take_turn
from resources.asks import services
from resources.asks.models import Ask
from resources.items.models import Item
from resources.items.services import look_after, share_again, take_out
from resources.matching.queries import who_could
from resources.matching.services import ask_around
from resources.models import NeedAsk
from tests.at_once import CLIENTS, at_once, meanwhile
from tests.needs.posts.factories import need_of
from tests.networks.factories import CircleFactory, MemberFactory
from tests.resources.factories import shared_by

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 15
ANSWER = {"words": "Sunday.", "contact": "555 0144"}


def can(member, **told):
    return shared_by(member, **{"kind": "skill", "level": "can", "category": "language"} | told)


def asked(item, by, words="A letter."):
    today = by.network.today()
    return services.ask(item=item, by=by, wanted_on=today, words=words, contact="555")


def test_a_yes_stays_a_yes_while_the_words_change(amina, chen):
    for _round in range(ROUNDS):
        item = can(amina)
        services.limit_asks(member=amina, a_month=None)
        ask = asked(item, chen)
        at_once(
            lambda ask=ask: services.say_yes(ask=ask, **ANSWER),
            lambda item=item: asked(item, chen, "Two letters."),
        )
        ask.refresh_from_db()
        assert ask.state == Ask.State.YES
        assert ask.of_key_id


def test_two_ask_each_other(amina, chen):
    services.limit_asks(member=amina, a_month=None)
    services.limit_asks(member=chen, a_month=None)
    for _round in range(ROUNDS):
        hers, his = can(amina), can(chen)
        made = at_once(lambda it=his: asked(it, amina), lambda it=hers: asked(it, chen))
        assert all(isinstance(each, Ask) for each in made)


def test_one_offers_help_while_they_are_asked_for_it(amina, bo, chen):
    services.limit_asks(member=bo, a_month=None)
    can(bo, category="transport")
    for _round in range(ROUNDS):
        need = need_of(amina, category="appointment", urgency="now")
        turn = take_turn(need=need, by=chen)
        whom = who_could(need, asker=chen)
        offer = {"need": need, "by": bo, "quantity": 1, "words": "", "contact": "555"}
        count, made = at_once(
            lambda turn=turn, whom=whom: ask_around(turn=turn, whom=whom),
            lambda offer=offer: pledge(**offer),
        )
        assert count == NeedAsk.objects.filter(need=need).count()
        assert made.pk
        turn.delete()


def test_what_is_taken_out_meanwhile_is_asked_for_by_nobody(amina, chen):
    letters = can(amina)
    refused, waited = meanwhile(lambda: take_out(item=letters), lambda: asked(letters, chen))
    assert waited
    assert isinstance(refused, PermissionDenied)
    assert not Ask.objects.exists()


def kept_by_circle(*members):
    """Letters that a circle writes, in which these sit; the first looks after it."""
    circle = CircleFactory(network=members[0].network)
    for each in members:
        Seat.objects.create(circle=circle, member=each)
    return can(members[0], circle=circle)


def test_who_looks_after_it_now_is_asked(amina, bo, chen):
    letters = kept_by_circle(amina, bo)
    leave(member=amina)
    with pytest.raises(PermissionDenied, match="Nobody looks after this"):
        asked(letters, chen)
    look_after(item=letters, by=bo)
    assert asked(letters, chen).of == bo


def test_who_leaves_meanwhile_looks_after_nothing(amina, bo):
    letters = kept_by_circle(amina, bo)
    leave(member=amina)
    refused, _waited = meanwhile(lambda: leave(member=bo), lambda: look_after(item=letters, by=bo))
    assert isinstance(refused, PermissionDenied)
    assert Item.objects.get().by is None


@pytest.mark.timeout(7200)
def test_16_clients_for_the_last_ask_of_the_month(amina, deep):
    """They ask, are answered, and think better of it; things go and come meanwhile."""
    attempts, most = deep(8, 1000), 20
    helpers = MemberFactory.create_batch(3, network=amina.network)
    things = [can(each, name=f"Letters {n}") for each in helpers for n in range(2)]
    for each in helpers:
        services.limit_asks(member=each, a_month=most)
    members = MemberFactory.create_batch(CLIENTS, network=amina.network)

    def client(number):
        chance, mine, refused = Random(number), [], 0
        for _attempt in range(attempts):
            thing = chance.choice(things)
            try:
                mine.append(asked(thing, members[number]))
            except PermissionDenied:
                refused += 1
            if mine and chance.random() < 0.7:
                ask = mine.pop(chance.randrange(len(mine)))
                end = chance.choice([services.say_no, services.take_back, services.say_yes])
                try:
                    end(ask=ask, **ANSWER if end == services.say_yes else {})
                except PermissionDenied:
                    refused += 1
            if chance.random() < 0.05:
                take_out(item=thing)
                share_again(item=thing)
            if chance.random() < 0.05:  # the month goes by
                Ask.objects.filter(of=thing.by).delete()
        return refused

    refused = at_once(*[partial(client, number) for number in range(CLIENTS)])
    assert all(isinstance(each, int) for each in refused)
    assert sum(refused) > 0
    for each in helpers:
        assert each.asked.count() <= most
