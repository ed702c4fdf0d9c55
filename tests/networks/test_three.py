"""A network of three: each rule works there, or says what happens instead."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape

from mutualaid.fields import random_id
from mutualaid.networks.agreements.rules import (
    BREAK_DAYS,
    CONCUR,
    JOINING,
    KNOWN_BY,
    TOUCH_DAYS,
    agreed,
    all_rules,
)
from mutualaid.networks.company.codes import touch_code
from mutualaid.networks.joining.services import make_link
from mutualaid.networks.lockdown.queries import state_of
from mutualaid.networks.models import Concern, Suggestion, Touch
from mutualaid.networks.standing.services import meeting_code
from needs.posts.models import Need
from needs.posts.rules import KEPT_DAYS, LAPSE_DAYS
from needs.posts.services import ask_owners, forget_ended
from needs.turns.models import NeedTurn
from needs.turns.rules import TURN_HOURS
from tests.needs.posts.factories import need_of
from tests.networks.factories import MemberFactory

HERE = "/n/millbrook/"


def somebody_joins(browse, amina, bo, chen, dara):
    _link, code = make_link(by=amina, once=random_id())
    browse(dara).post(f"/join/{code}/", {"name": "Dara"})
    assert amina.network.members.present().count() == 4


def one_who_knows_them_is_enough(browse, amina, bo, chen, dara):
    newcomer = MemberFactory(network=amina.network, vouches_needed=None)
    browse(amina).post(f"{HERE}known/vouch/", {"code": meeting_code(newcomer)})
    newcomer.refresh_from_db()
    assert newcomer.is_known, "half of three, and at least one"


def nobody_is_left_to_look_at_it(browse, amina, bo, chen, dara):
    told = {"named": "Bo", "account": "It was loud"}
    answer = browse(amina).post(f"{HERE}concerns/new/", told)
    assert answer.status_code == 422
    assert "neighboring network" in answer.text
    assert not Concern.objects.exists()


def two_change_it(browse, amina, bo, chen, dara):
    browse(amina).post(f"{HERE}agreed/rules/{BREAK_DAYS}/", {"choice": "30"})
    browse(bo).post(f"{HERE}agreed/suggested/{Suggestion.objects.get().pk}/yes/")
    assert agreed(amina.network, BREAK_DAYS) == 30


def one_is_enough_to_keep_in_touch(browse, amina, bo, chen, dara):
    browse(chen).post(f"{HERE}touch/choose/", {"code": touch_code(amina)})
    held = Touch.objects.held(amina.network.today()).get()
    assert (held.of, held.by) == (chen, amina)


def its_owner_is_asked(browse, amina, bo, chen, dara):
    need = need_of(amina)
    Need.objects.update(due_on=amina.network.today() - timedelta(days=30))
    ask_owners(network=amina.network)
    need.refresh_from_db()
    assert need.asked_on


def it_is_forgotten(browse, amina, bo, chen, dara):
    need = need_of(amina)
    browse(amina).post(f"{HERE}needs/{need.pk}/withdraw/")
    Need.objects.update(ended_on=amina.network.today() - timedelta(days=31))
    forget_ended(network=amina.network)
    need.refresh_from_db()
    assert need.key is None


def one_is_enough_to_look_after_it(browse, amina, bo, chen, dara):
    browse(chen).post(reverse("needs:need_take", args=["millbrook", need_of(amina).pk]))
    assert NeedTurn.objects.get().by == chen


WALKS = {
    JOINING: somebody_joins,
    KNOWN_BY: one_who_knows_them_is_enough,
    CONCUR: nobody_is_left_to_look_at_it,
    BREAK_DAYS: two_change_it,
    TOUCH_DAYS: one_is_enough_to_keep_in_touch,
    LAPSE_DAYS: its_owner_is_asked,
    KEPT_DAYS: it_is_forgotten,
    TURN_HOURS: one_is_enough_to_look_after_it,
}


def test_each_rule_is_walked():
    assert WALKS.keys() == all_rules().keys()


@pytest.mark.parametrize("key", WALKS)
def test_among_three_it_works_or_says_what_happens(key, browse, amina, bo, chen, dara):
    page = browse(amina).get(f"{HERE}agreed/rules/{key}/").text
    assert escape(str(all_rules()[key].too_few)) in page
    WALKS[key](browse, amina, bo, chen, dara)


def test_two_of_three_open_it_again_and_two_may_agree_to_destroy_it(browse, amina, bo, chen):
    for member in (amina, bo, chen):
        browse(member).post(f"{HERE}lockdown/keep/")
    assert state_of(amina) | {"can_give": True, "will_need": 2} == state_of(amina)
    for member in (amina, bo):
        browse(member).post(f"{HERE}lockdown/destroy/agree/", {"needed": "2"})
    assert amina.network.wipe_agreements.get().holds_since
