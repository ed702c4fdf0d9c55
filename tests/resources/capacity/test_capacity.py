"""Who counts as at hand: whom one can ask now, and nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mutualaid import hooks
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Member
from needs.categories import CATEGORIES
from resources.asks.models import AskLimit
from resources.asks.services import ask
from resources.capacity.queries import people_at_hand
from resources.items.models import Item
from resources.items.services import leave_items, pause
from tests.networks.factories import CircleFactory, MemberFactory, conceal
from tests.resources.factories import ItemFactory, WindowFactory

EVERYONE = Item.Audience.EVERYONE


def rides(by, **told):
    told = {"kind": Item.Kind.VEHICLE, "category": "appointment", "name": "A lift"} | told
    return ItemFactory(by=by, **told)


def at_hand(network, member, category="transport"):
    return people_at_hand(network, member)[category]


def test_each_counts_once_whatever_they_share(network, amina, bo, chen):
    rides(bo)
    rides(bo, category="carrying")
    rides(chen, category="transport")
    hand = at_hand(network, amina)
    assert (hand.people, str(hand.what)) == (2, "driving")
    assert at_hand(network, amina, "food").people == 0
    assert list(people_at_hand(network, amina)) == list(CATEGORIES)


def test_by_the_day_of_the_week(network, amina, bo, chen):
    WindowFactory(item=rides(bo))
    WindowFactory(item=rides(chen), weekday=0)
    WindowFactory(item=rides(chen, category="carrying"), weekday=4)
    rides(MemberFactory(network=network))
    assert at_hand(network, amina).by_day == (2, 1, 1, 1, 3, 1, 1)


def test_who_cannot_be_asked_does_not_count(network, amina, bo, chen):
    item = rides(bo)
    assert at_hand(network, amina).people == 1
    pause(item=item)
    assert at_hand(network, amina).people == 0
    item = rides(chen)
    Member.objects.filter(pk=chen.pk).update(break_until=network.today() + timedelta(days=3))
    assert at_hand(network, amina).people == 0
    Member.objects.filter(pk=chen.pk).update(break_until=None)
    conceal(item, network)
    assert at_hand(network, amina).people == 0


def test_who_was_asked_as_often_as_they_like_does_not_count(network, amina, bo):
    item = rides(bo, kind=Item.Kind.SKILL, level=Item.Level.CAN)
    AskLimit.objects.create(member=bo, a_month=1)
    assert at_hand(network, amina).people == 1
    ask(
        item=item,
        by=amina,
        words="Tomorrow at ten?",
        contact="555 0100",
        wanted_on=network.today() + timedelta(days=1),
    )
    assert at_hand(network, amina).people == 0
    rides(bo)
    assert at_hand(network, amina).people == 1, "what is lent can be had all the same"


def test_who_wants_to_learn_it_cannot_be_asked_for_it(network, amina, bo):
    rides(bo, kind=Item.Kind.SKILL, level=Item.Level.LEARN)
    assert at_hand(network, amina).people == 0
    rides(bo, kind=Item.Kind.SKILL, level=Item.Level.TEACH)
    assert at_hand(network, amina).people == 1


def test_what_asks_for_care_counts_among_those_who_are_known(network, amina, bo, newcomer):
    rides(newcomer, category="childcare")
    assert at_hand(network, amina, "childcare").people == 0
    rides(bo, category="childcare", audience=EVERYONE)
    assert at_hand(network, amina, "childcare").people == 1
    assert at_hand(network, newcomer, "childcare").people == 0
    assert at_hand(network, None, "childcare").people == 0


def test_a_circles_thing_counts_while_somebody_looks_after_it(network, amina, bo):
    kitchen = CircleFactory(network=network)
    item = rides(bo, circle=kitchen)
    assert at_hand(network, amina).people == 1
    Item.objects.filter(pk=item.pk).update(by=None)
    assert at_hand(network, amina).people == 0


@pytest.mark.parametrize("hides", ["who shares", "who looks"])
def test_who_hides_counts_not_for_whom_they_hide_from(network, amina, bo, chen, hides):
    rides(bo)
    hide(by=bo, name="Amina") if hides == "who shares" else hide(by=amina, name="Bo")
    assert at_hand(network, amina).people == 0
    assert at_hand(network, chen).people == 1


def test_everyone_is_told_of_no_more_than_everyone_may_see(network, amina, bo, chen):
    rides(bo, audience=Item.Audience.MEMBERS)
    rides(chen, audience=EVERYONE)
    assert at_hand(network, None).people == 1
    assert at_hand(network, amina).people == 2


def test_who_left_counts_no_more(network, amina, bo):
    rides(bo)
    leave_items(member=bo)
    assert at_hand(network, amina).people == 0


def test_another_network_counts_for_itself(network, amina, dara):
    rides(dara)
    assert at_hand(network, amina).people == 0
    assert at_hand(dara.network, dara).people == 1


def test_what_was_ticked_leads_to_where_it_is_shared(network):
    [tool] = hooks.offering.ask(network, "tools")
    assert tool == reverse("resources:item_share", args=[network.slug, "tool"])
    [other] = hooks.offering.ask(network, "a choice of their own")
    assert other == reverse("resources:item_new", args=[network.slug])
