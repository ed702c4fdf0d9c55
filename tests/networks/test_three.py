"""A network of three: each rule works there, or says what happens instead."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
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
from resources.imports.rules import SAID_DAYS
from resources.imports.services import forget_late
from resources.items.models import Item
from resources.loans.rules import LOAN_KEPT_DAYS
from resources.loans.services.forgetting import forget_ended as forget_loans
from resources.matching.rules import WIDEN_HOURS
from resources.models import Loan, NeedAsk, PurseEntry, Said, Slip, StockNote
from resources.purse.rules import PAPERS_DAYS, TWO_MAY_SPEND
from resources.purse.services import forget_slips
from resources.stock.rules import NAMES_DAYS
from resources.stock.services import forget_notes
from tests.needs.posts.factories import need_of
from tests.networks.factories import MemberFactory
from tests.resources.factories import ItemFactory, asked_for, given, lot_of, spent, taken, wanted
from tests.resources.imports.factories import FORM, What, brought_in_by, long_ago

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


def one_of_the_others_is_asked(browse, amina, bo, chen, dara):
    need = need_of(amina, category="meals")
    item = ItemFactory(by=bo, kind=Item.Kind.GOODS, category="meals")
    browse(chen).post(reverse("needs:need_take", args=["millbrook", need.pk]))
    asking = reverse("resources:need_ask", args=["millbrook", need.pk])
    browse(chen).post(asking, {"whom": [item.pk]})
    assert NeedAsk.objects.get().of == bo


def one_writes_and_a_second_says_yes(browse, amina, bo, chen, dara):
    given(amina)
    slip = wanted(amina)
    browse(bo).post(reverse("resources:slip_confirm", args=["millbrook", slip.pk]))
    slip.refresh_from_db()
    assert slip.entry


def nobody_knows_what_was_borrowed(browse, amina, bo, chen, dara):
    asked_for(ItemFactory(by=amina), bo)
    past = amina.network.today() - timedelta(days=400)
    Loan.objects.update(state=Loan.State.RETURNED, changed_on=past)
    forget_loans(network=amina.network)
    assert not Loan.objects.exists()


def the_book_stays_without_names(browse, amina, bo, chen, dara):
    taken(bo, lot_of(amina), way="project", words="Soup", named=True)
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        forget_notes(network=amina.network)
    assert not StockNote.objects.exists()


def the_papers_go(browse, amina, bo, chen, dara):
    given(amina)
    spent(amina, bo)
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        forget_slips(network=amina.network)
    assert not Slip.objects.exists()
    assert PurseEntry.objects.exists()


def what_was_said_is_forgotten(browse, amina, bo, chen, dara):
    long_ago(brought_in_by(amina, FORM, What.OTHERS), 400)
    forget_late(network=amina.network)
    assert not Said.objects.exists()


WALKS = {
    JOINING: somebody_joins,
    KNOWN_BY: one_who_knows_them_is_enough,
    CONCUR: nobody_is_left_to_look_at_it,
    BREAK_DAYS: two_change_it,
    TOUCH_DAYS: one_is_enough_to_keep_in_touch,
    LAPSE_DAYS: its_owner_is_asked,
    KEPT_DAYS: it_is_forgotten,
    TURN_HOURS: one_is_enough_to_look_after_it,
    WIDEN_HOURS: one_of_the_others_is_asked,
    TWO_MAY_SPEND: one_writes_and_a_second_says_yes,
    LOAN_KEPT_DAYS: nobody_knows_what_was_borrowed,
    NAMES_DAYS: the_book_stays_without_names,
    PAPERS_DAYS: the_papers_go,
    SAID_DAYS: what_was_said_is_forgotten,
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
