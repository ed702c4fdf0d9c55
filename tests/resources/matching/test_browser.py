"""Asking around and answering, on phones in chromium."""

import pytest

from needs.models import Pledge
from needs.turns.services import take_turn
from resources.matching.queries import who_could
from resources.matching.services import ask_around
from resources.models import NeedAsk
from tests.browser import PHONE, assert_axe, assert_fits, sign_in
from tests.needs.posts.factories import need_of
from tests.resources.factories import ItemFactory, WindowFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def need(amina):
    told = {"category": "appointment", "title": "A lift to the clinic", "urgency": "now"}
    return need_of(amina, **told)


def driver(member):
    told = {"kind": "skill", "category": "transport", "name": "Driving, with a child seat"}
    item = ItemFactory(by=member, **told)
    for weekday in range(7):
        WindowFactory(item=item, weekday=weekday)
    return item


def test_who_looks_after_it_asks_two_and_one_of_them_helps(new_page, need, amina, bo, chen):
    for each in (bo, need.by):
        driver(each)
    asker = new_page(**PHONE)
    sign_in(asker, chen)
    asker.goto("/n/millbrook/needs/to-do/")
    asker.click("text=A lift to the clinic")
    asker.click("text=I am looking after this one")
    asker.click("text=Ask who could help")
    assert asker.is_visible("text=can do: ")
    assert_axe(asker)
    assert_fits(asker)
    asker.click("button:has-text('Ask them')")
    assert asker.is_visible("text=1 neighbor is asked.")
    assert_axe(asker)
    assert_fits(asker)

    owner = new_page(**PHONE)
    sign_in(owner, amina)
    owner.goto(f"/n/millbrook/needs/{need.pk}/")
    assert owner.is_visible("text=Whoever looks after your need asks")
    assert_axe(owner)

    helper = new_page(**PHONE)
    sign_in(helper, bo)
    helper.goto("/n/millbrook/home/")
    assert_axe(helper)
    assert_fits(helper)
    helper.click(".note >> text=A lift to the clinic")
    assert_axe(helper)
    assert_fits(helper)
    helper.click("text=Yes, I can help")
    helper.fill("[name=contact]", "555 0199")
    helper.click("button:has-text('Offer help')")
    assert Pledge.objects.get().by == bo
    helper.goto("/n/millbrook/needs/?fit=on")
    assert helper.is_visible("text=you can do: ")
    assert_fits(helper)


def test_not_now_without_javascript(javascript_off, need, bo, chen):
    driver(bo)
    turn = take_turn(need=need, by=chen)
    ask_around(turn=turn, whom=who_could(need, asker=chen))
    sign_in(javascript_off, bo)
    javascript_off.goto(f"/n/millbrook/needs/{need.pk}/asked/")
    javascript_off.click("button:has-text('Not now')")
    assert javascript_off.is_visible("text=Noted: not now.")
    assert NeedAsk.objects.get().state == "later"
