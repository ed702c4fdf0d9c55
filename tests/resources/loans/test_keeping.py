"""Keeping a thing longer, and being reminded of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mutualaid.jobs.models import Job
from resources.loans.models import Loan
from resources.loans.services import asking, handing, reminding, renewing
from tests.resources.factories import ItemFactory, asked_for, handed, promised, slot_of
from tests.resources.loans.steps import go, kinds_told, see, work


def test_kept_longer_with_a_yes(browse, amina, bo, chen):
    drill = ItemFactory(by=amina)
    loan = handed(drill, chen, 1)
    asked_for(drill, bo, 5)
    day = drill.network.today() + timedelta(days=5)
    assert "right after that" in go(browse(chen), "keep", loan, last=day).text
    assert go(browse(chen), "keep", loan, last=day - timedelta(days=5)).status_code == 403
    assert go(browse(chen), "keep", loan, last="9999-12-31").status_code == 422
    go(browse(chen), "keep", loan, last=day - timedelta(days=1))
    loan.refresh_from_db()
    page = see(browse(amina), loan)
    go(browse(amina), "renew", loan, slot=page.context["wanted"])
    loan.refresh_from_db()
    assert loan.slot == slot_of(drill, 0, 4)
    assert kinds_told(chen)[-1] == "resources.loan_renewed"
    go(browse(amina), "renew", loan, slot=page.context["wanted"])
    loan.refresh_from_db()
    assert loan.slot == slot_of(drill, 0, 4)


def test_not_kept_longer(browse, amina, chen):
    loan = handed(ItemFactory(by=amina), chen)
    go(browse(chen), "keep", loan, last=amina.network.today() + timedelta(days=3))
    go(browse(amina), "not_longer", loan)
    loan.refresh_from_db()
    assert loan.wanted_until is None
    assert "resources.loan_not_renewed" in kinds_told(chen)


def test_reminded_in_three_tones_and_nothing_more(amina, bo, chen, time_machine):
    drill = ItemFactory(by=amina)
    loan = handed(drill, chen, 1, 2)
    promised(drill, bo, 3, 4)
    start = slot_of(drill, 0).starts
    for days, kind in [(2, "due"), (3, "past"), (6, "overdue")]:
        time_machine.move_to(start + timedelta(days=days, hours=10))
        work()
        assert kinds_told(chen)[-1] == f"resources.loan_{kind}"
    assert "resources.loan_missing" in kinds_told(amina)
    assert "resources.loan_still_out" in kinds_told(bo)
    assert kinds_told(bo).count("resources.loan_still_out") == 1
    time_machine.move_to(start + timedelta(days=30))
    work()
    assert kinds_told(chen)[-1] == "resources.loan_overdue"
    handing.bring_back(loan=loan, by=chen)


def test_not_reminded_of_what_is_back_or_may_be_kept(amina, chen, time_machine):
    drill = ItemFactory(by=amina)
    loan = handed(drill, chen, 1)
    renewing.ask_to_keep(loan=loan, until=slot_of(drill, 1, 9).ends)
    loan.refresh_from_db()
    renewing.renew(loan=loan, until=loan.wanted_until)
    start = slot_of(drill, 0).starts
    time_machine.move_to(start + timedelta(days=6))
    work()
    assert not {"resources.loan_due", "resources.loan_past"} & {*kinds_told(chen)}
    time_machine.move_to(start + timedelta(days=9, hours=10))
    work()
    assert kinds_told(chen)[-1] == "resources.loan_due"
    handing.bring_back(loan=loan, by=chen)
    time_machine.move_to(start + timedelta(days=20))
    work()
    assert "resources.loan_past" not in kinds_told(chen)


def test_reminders_come_with_a_network_that_moves(amina, chen):
    handed(ItemFactory(by=amina), chen, 1)
    Job.objects.all().delete()
    reminding.remind_all(network=amina.network)
    assert Job.objects.filter(kind__startswith="resources.loan_").count() == 3


def test_what_should_be_back_is_not_promised_for_today(amina, bo, chen, time_machine):
    drill = ItemFactory(by=amina)
    handed(drill, chen, 0)
    time_machine.move_to(timezone.now() + timedelta(days=2))
    with pytest.raises(asking.NotFree):
        asked_for(drill, bo, 0)
    assert asked_for(drill, bo, 3)


def test_what_nobody_answers_or_fetches_lapses(amina, chen, time_machine):
    drill, saw = ItemFactory(by=amina), ItemFactory(by=amina)
    asked, fetched = asked_for(drill, chen, 9), promised(saw, chen, 1)
    time_machine.move_to(timezone.now() + timedelta(days=4))
    asking.lapse(network=amina.network)
    assert {*Loan.objects.values_list("state", flat=True)} == {Loan.State.LAPSED}
    assert kinds_told(chen).count("resources.loan_lapsed") == 2
    assert not asking.agree(loan=asked, by=amina, words="", contact="5")
    assert not handing.hand_over(loan=fetched, by=chen)
