"""Things that are shared no more, members who hide, rest or leave, and what is left."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from mutualaid import hooks
from mutualaid.networks.agreements.rules import agreed
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.services import leave
from mutualaid.notices.models import Notice
from mutualaid.sealed.models import DataKey, Erased
from resources.items.services import pause, take_out
from resources.loans.models import Loan, LoanNote, Wait
from resources.loans.rules import LOAN_KEPT_DAYS
from resources.loans.services import forgetting, handing
from tests.networks.factories import conceal
from tests.resources.factories import ItemFactory, asked_for, handed, promised
from tests.resources.loans.steps import LEAVE, ask, go, kinds_told, see, wait


def test_an_item_paused_or_taken_out(amina, bo, chen):
    drill = ItemFactory(by=amina)
    asked, promised_one = asked_for(drill, chen, 5), promised(drill, bo, 2)
    pause(item=drill)
    asked.refresh_from_db()
    promised_one.refresh_from_db()
    assert (asked.state, promised_one.state) == (Loan.State.DECLINED, Loan.State.AGREED)
    with pytest.raises(PermissionDenied):
        asked_for(drill, chen, 9)
    out = handed(ItemFactory(by=amina), chen)
    for item in (drill, out.item):
        take_out(item=item)
    promised_one.refresh_from_db()
    out.refresh_from_db()
    assert (promised_one.state, out.state) == (Loan.State.DECLINED, Loan.State.HANDED)
    assert handing.bring_back(loan=out, by=chen)


def test_hidden_things_are_not_lent_and_what_is_out_comes_back(browse, amina, bo, chen):
    drill = ItemFactory(by=amina)
    loan = handed(drill, chen)
    conceal(drill, amina.network)
    assert ask(browse(bo), drill).status_code == 404
    assert see(browse(chen), loan).status_code == 200
    go(browse(chen), "return", loan)
    loan.refresh_from_db()
    assert loan.state == Loan.State.RETURNED


def test_two_of_whom_one_hides(browse, amina, chen):
    asked = asked_for(ItemFactory(by=amina), chen)
    out = handed(ItemFactory(by=amina), chen)
    wait(ItemFactory(by=amina), chen, 1)
    before = Notice.objects.count()
    hide(by=chen, name="Amina")
    assert Notice.objects.count() == before
    asked.refresh_from_db()
    assert asked.state == Loan.State.TAKEN
    for each in (amina, chen):
        client = browse(each)
        assert see(client, asked).status_code == 404
        page = see(client, out).text
        assert ("Amina" if each == chen else "Chen") not in page
        assert "Another neighbor can bring it back" in page
        assert go(client, "contact", out).status_code == 403
    assert not Wait.objects.exists()
    go(browse(chen), "return", out)
    out.refresh_from_db()
    assert out.state == Loan.State.RETURNED
    assert go(browse(amina), "contact", out).status_code == 404


def test_in_a_circle_others_go_on(browse, amina, bo, chen, kitchen):
    pot = ItemFactory(by=bo, circle=kitchen)
    loan = promised(pot, chen, agreed_by=amina)
    hide(by=chen, name="Amina")
    loan.refresh_from_db()
    assert (loan.state, loan.agreed_by, loan.agreed_key) == (Loan.State.AGREED, None, None)
    assert see(browse(amina), loan).status_code == 404
    assert see(browse(bo), loan).status_code == 200


def test_who_takes_a_break_still_brings_it_back(browse, amina, chen):
    asked, out = asked_for(ItemFactory(by=amina), chen), handed(ItemFactory(by=amina), chen)
    chen.break_until = chen.network.today() + timedelta(days=7)
    chen.save()
    hooks.falling.ask(chen)
    asked.refresh_from_db()
    assert asked.state == Loan.State.TAKEN
    go(browse(chen), "return", out)
    out.refresh_from_db()
    assert out.state == Loan.State.RETURNED


def test_who_leaves_is_told_what_to_bring_back(amina, chen):
    drill = ItemFactory(by=amina)
    handed(drill, chen)
    asked_for(ItemFactory(by=amina, name="A saw"), chen)
    words = [word for words in hooks.ending_with.ask(chen) for word in words]
    assert any("bring it back first" in word for word in words)
    keys = [key for loan in Loan.objects.all() for key in (loan.key_id, loan.agreed_key_id) if key]
    leave(member=chen)
    assert not Loan.objects.exists()
    assert not DataKey.objects.filter(pk__in=keys).exists()
    assert Erased.objects.filter(key__in=keys).count() == len(keys)
    assert "resources.loan_left" in kinds_told(amina)


def test_who_leaves_with_what_they_lend(browse, amina, chen):
    asked_for(ItemFactory(by=amina), chen)
    handed(ItemFactory(by=amina, name="A saw"), chen)
    assert "“A saw” is lent. Ask for it back first." in browse(amina).get(LEAVE).text
    assert "You have “A saw”. Please bring it back first." in browse(chen).get(LEAVE).text
    leave(member=amina)
    assert not Loan.objects.exists()
    assert {"resources.loan_declined", "resources.loan_over"} <= {*kinds_told(chen)}


def test_nothing_is_left_of_it_some_days_later(amina, chen, time_machine):
    loan = handed(ItemFactory(by=amina), chen)
    handing.hand_over(loan=loan, by=chen, words="A scratch.")
    handing.bring_back(loan=loan, by=chen, words="Two scratches.")
    keys = {loan.key_id, loan.agreed_key_id, *LoanNote.objects.values_list("key", flat=True)}
    days = agreed(amina.network, LOAN_KEPT_DAYS)
    time_machine.move_to(timezone.now() + timedelta(days=days - 1))
    forgetting.forget_ended(network=amina.network)
    assert Loan.objects.exists()
    time_machine.move_to(timezone.now() + timedelta(days=3))
    forgetting.forget_ended(network=amina.network)
    assert not Loan.objects.exists()
    assert not LoanNote.objects.exists()
    assert Erased.objects.filter(key__in=keys).count() == len(keys) == 4


def test_after_a_restore_it_is_forgotten_again(amina, chen):
    loan = handed(ItemFactory(by=amina), chen)
    handing.hand_over(loan=loan, by=amina, words="A scratch.")
    forgetting.forget_loans_under(keys={loan.agreed_key_id, LoanNote.objects.get().key_id})
    loan.refresh_from_db()
    assert (loan.agreed_by, loan.answer_sealed) == (None, None)
    assert not LoanNote.objects.exists()
    forgetting.forget_loans_under(keys={loan.key_id})
    assert not Loan.objects.exists()
