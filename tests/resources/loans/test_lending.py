"""Asking for a thing, lending it and bringing it back: who may, who may not."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from mutualaid.networks.models import Circle, Seat
from mutualaid.networks.services import leave
from mutualaid.sealed.models import Access
from resources.items.models import Item
from resources.loans.models import Loan, LoanNote
from resources.loans.rules import AT_ONCE
from resources.loans.services import asking, handing
from tests.networks.factories import MemberFactory
from tests.resources.factories import ItemFactory, asked_for, handed, promised, slot_of
from tests.resources.loans.steps import ask, go, kinds_told, see, taken


def test_a_drill_is_asked_for_lent_and_brought_back(browse, amina, chen):
    drill = ItemFactory(by=amina)
    answer = ask(browse(chen), drill, words="For four shelves.")
    loan = Loan.objects.get()
    assert answer.status_code == 302
    assert kinds_told(amina) == ["resources.loan_asked"]
    assert go(browse(chen), "contact", loan).status_code == 403
    assert "four shelves" in go(browse(amina), "words", loan).text
    assert go(browse(amina), "agree", loan, contact="").status_code == 422
    go(browse(amina), "agree", loan, words="In the yard", contact="555 0100")
    assert kinds_told(chen) == ["resources.loan_agreed"]
    assert "555 0100" in go(browse(chen), "contact", loan).text
    assert "555 0199" in go(browse(amina), "contact", loan).text
    assert Access.objects.filter(reason="loan").count() == 4
    go(browse(chen), "hand_over", loan, words="A scratch on it.", picture=taken())
    go(browse(amina), "return", loan, words="As it was.")
    loan.refresh_from_db()
    assert loan.state == Loan.State.RETURNED
    page = go(browse(amina), "notes", loan).text
    assert "A scratch on it." in page
    note = LoanNote.objects.exclude(picture_sealed=None).get()
    picture = reverse("resources:loan_picture", args=["millbrook", loan.pk, note.pk])
    assert browse(amina).get(picture)["Content-Type"] == "image/jpeg"
    assert "resources.loan_returned" in kinds_told(chen)


def test_contact_closes_a_day_after_it_is_back(browse, amina, chen, time_machine):
    loan = handed(ItemFactory(by=amina), chen)
    handing.bring_back(loan=loan, by=chen)
    time_machine.move_to(timezone.now() + timedelta(hours=23))
    assert go(browse(chen), "contact", loan).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    assert go(browse(chen), "contact", loan).status_code == 403
    assert go(browse(amina), "contact", loan).status_code == 403


VERBS = ["words", "agree", "decline", "take_back", "hand_over", "return", "notes", "contact"]


def test_nobody_else_is_told_that_there_is_a_loan(browse, amina, bo, chen, dara):
    loan = promised(ItemFactory(by=amina), chen)
    for stranger in (bo, dara):
        client = browse(stranger)
        assert see(client, loan).status_code == 404
        for verb in [*VERBS, "keep", "renew", "not_longer"]:
            assert go(client, verb, loan).status_code == 404, verb


def test_each_side_does_what_is_its_own(browse, amina, chen):
    loan = asked_for(ItemFactory(by=amina), chen)
    for verb in ("words", "agree", "decline", "renew", "not_longer"):
        assert go(browse(chen), verb, loan).status_code == 403, verb
    for verb in ("take_back", "keep"):
        assert go(browse(amina), verb, loan).status_code == 403, verb
    assert go(browse(amina), "hand_over", loan).status_code == 403
    assert go(browse(amina), "return", loan).status_code == 403


def test_fetched_early_it_is_out_from_then_on(browse, amina, bo, chen):
    drill = ItemFactory(by=amina)
    loan = handed(drill, chen, 2, 3)
    assert loan.slot == slot_of(drill, 0, 3)
    with pytest.raises(asking.NotFree):
        asked_for(drill, bo, 0)
    page = browse(bo).get(reverse("resources:item_detail", args=["millbrook", drill.pk]))
    assert "It is with somebody just now." in page.text


def test_fetched_early_from_another_it_stays_as_it_was_promised(amina, bo, chen):
    drill = ItemFactory(by=amina)
    promised(drill, bo, 1)
    assert handed(drill, chen, 2).slot == slot_of(drill, 2)


def test_what_is_lent_by_the_hour_stays_as_it_was_promised(amina, chen):
    van = ItemFactory(by=amina, kind=Item.Kind.VEHICLE)
    loan = promised(van, chen, 2)
    starts = loan.starts
    handing.hand_over(loan=loan, by=amina)
    loan.refresh_from_db()
    assert (loan.state, loan.starts) == (Loan.State.HANDED, starts)


def test_it_does_not_come_back_before_it_went(amina, chen):
    loan = promised(ItemFactory(by=amina), chen)
    assert not handing.bring_back(loan=loan, by=chen)
    loan.refresh_from_db()
    assert loan.state == Loan.State.AGREED


def test_whoever_comes_second_is_told_kindly_what_is_free(browse, amina, bo, chen):
    drill = ItemFactory(by=amina)
    asked_for(drill, bo, 1, 2)
    answer = ask(browse(chen), drill, words="Four shelves.")
    assert answer.status_code == 422
    assert "asked first" in answer.text
    assert "Four shelves." in answer.text
    assert Loan.objects.count() == 1
    nearest = answer.context["nearest"]
    assert ask(browse(chen), drill, instead=nearest).status_code == 302
    assert Loan.objects.get(by=chen).slot == slot_of(drill, 0)


def test_asked_twice_it_is_asked_once(browse, amina, chen):
    drill = ItemFactory(by=amina)
    for _tap in range(2):
        assert ask(browse(chen), drill).status_code == 302
    assert Loan.objects.count() == 1


def test_of_several_each_gets_one(amina, bo, chen):
    tables = ItemFactory(by=amina, quantity=2, name="Folding table")
    one, two = asked_for(tables, bo), asked_for(tables, chen)
    assert {one.unit, two.unit} == {1, 2}
    with pytest.raises(asking.NotFree):
        asked_for(tables, MemberFactory(network=amina.network))
    asking.decline(loan=one)
    assert asked_for(tables, MemberFactory(network=amina.network)).unit == 1


def test_who_can_be_asked_and_who_cannot(browse, amina, chen, hal, newcomer, paula, visitor):
    mine = ItemFactory(by=amina)
    with pytest.raises(PermissionDenied, match="yours"):
        asked_for(mine, amina)
    assert ask(browse(hal), mine).status_code == 404
    assert ask(browse(paula), mine).status_code == 403
    known = ItemFactory(by=amina, audience=Item.Audience.KNOWN)
    assert ask(browse(newcomer), known).status_code == 404
    visitor.logout()
    assert visitor.get(f"/n/millbrook/resources/{mine.pk}/borrow/").status_code == 302
    assert not Loan.objects.exists()


def test_nobody_asks_for_a_thing_to_read_a_name(browse, amina, newcomer):
    drill = ItemFactory(by=amina)
    loan = asked_for(drill, newcomer)
    assert "Amina" not in see(browse(newcomer), loan).text
    asking.agree(loan=loan, by=amina, words="", contact="555 0100")
    assert "Amina" in see(browse(newcomer), loan).text


def test_who_has_much_brings_something_back_first(amina, chen):
    for _number in range(AT_ONCE):
        asked_for(ItemFactory(by=amina), chen)
    with pytest.raises(PermissionDenied, match="Bring one back first"):
        asked_for(ItemFactory(by=amina), chen)


def test_a_circle_lends_and_a_circle_borrows(browse, amina, bo, chen, kitchen):
    pot = ItemFactory(by=amina, circle=kitchen, name="Big pot")
    tools = chen.seats.get(circle__name="Tools").circle
    helper = MemberFactory(network=amina.network)
    Seat.objects.create(circle=tools, member=helper)
    ask(browse(chen), pot, whom=tools.pk)
    loan = Loan.objects.get()
    assert loan.circle == tools
    assert "Tools" in see(browse(bo), loan).text
    go(browse(bo), "agree", loan, contact="555 0101")
    assert "555 0101" in go(browse(helper), "contact", loan).text
    go(browse(helper), "hand_over", loan)
    leave(member=chen)
    loan.refresh_from_db()
    assert (loan.by, loan.key, loan.state) == (None, None, Loan.State.HANDED)
    go(browse(helper), "return", loan)
    loan.refresh_from_db()
    assert loan.state == Loan.State.RETURNED


def test_what_all_have_together_is_lent_by_who_looks_after_it(browse, amina, bo, chen):
    assembly = amina.network.circles.get(kind=Circle.Kind.ASSEMBLY)
    ladder = ItemFactory(by=amina, circle=assembly)
    loan = asked_for(ladder, chen)
    assert see(browse(bo), loan).status_code == 404
    assert see(browse(amina), loan).status_code == 200
    Item.objects.update(by=None)
    assert see(browse(bo), loan).status_code == 200


def test_two_numbers_that_the_database_refuses(amina, chen, monkeypatch):
    """Whatever the code looks at before: beneath it nothing is booked twice."""
    drill = ItemFactory(by=amina)
    asked_for(drill, chen)
    monkeypatch.setattr("resources.loans.services.asking.free_units", lambda *_, **__: [1])
    with pytest.raises(asking.NotFree):
        asked_for(drill, MemberFactory(network=amina.network))
    assert Loan.objects.count() == 1
