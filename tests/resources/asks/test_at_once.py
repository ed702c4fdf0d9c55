"""Two do something about the same ask, or ask each other, at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from needs.pledges.services import pledge
from needs.turns.services import take_turn
from resources.asks import services
from resources.asks.models import Ask
from resources.matching.queries import who_could
from resources.matching.services import ask_around
from resources.models import NeedAsk
from tests.needs.posts.factories import need_of
from tests.resources.factories import shared_by

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 15
ANSWER = {"words": "Sunday.", "contact": "555 0144"}


def at_once(*works):
    """What each of them came to, begun together."""
    together = Barrier(len(works))

    def begin(work):
        together.wait()
        try:
            return work()
        except PermissionDenied as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [*pool.map(begin, works)]


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
