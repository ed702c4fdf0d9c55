"""Asking for a thing, lending it and bringing it back: who may, who may not, what goes wrong."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from mutualaid import hooks
from mutualaid.jobs.models import Job
from mutualaid.jobs.services import claim, run
from mutualaid.networks.agreements.rules import agreed
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Circle, Seat
from mutualaid.networks.services import leave
from mutualaid.notices.models import Notice
from mutualaid.sealed.models import Access, DataKey, Erased
from resources.items.models import Item
from resources.items.services import change_item, pause, take_out
from resources.loans.models import Loan, LoanNote, Wait
from resources.loans.queries import nearest_free
from resources.loans.rules import AT_ONCE, LOAN_KEPT_DAYS
from resources.loans.services import asking, forgetting, handing, reminding, renewing, waiting
from tests.networks.factories import MemberFactory, conceal
from tests.pictures.images import photo
from tests.resources.factories import ItemFactory, asked_for, handed, promised, slot_of

LEAVE = "/n/millbrook/leave/"


def go(client, name, loan, **typed):
    address = reverse(f"resources:loan_{name}", args=["millbrook", loan.pk])
    return client.post(address, typed)


def see(client, loan):
    return client.get(reverse("resources:loan_detail", args=["millbrook", loan.pk]))


def work():
    """What is due by now; no night among it, which takes tables for itself."""
    while job := claim():
        run(job)


def taken():
    return SimpleUploadedFile("drill.jpg", photo())


def ask(client, item, **typed):
    typed = {"first": item.network.today() + timedelta(days=1), "contact": "555 0199"} | typed
    return client.post(reverse("resources:loan_ask", args=["millbrook", item.pk]), typed)


def kinds_told(member):
    told = Notice.objects.filter(user=member.user).order_by("number")
    return [*told.values_list("kind", flat=True)]


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


def test_the_calendar_says_taken_and_never_by_whom(browse, amina, bo, chen):
    drill = ItemFactory(by=amina)
    promised(drill, chen, 0, 1)
    page = reverse("resources:item_calendar", args=["millbrook", drill.pk])
    seen = browse(bo).get(page).text
    assert "taken" in seen
    assert "Chen" not in seen
    assert "yours" in browse(chen).get(page).text
    assert "Chen" not in browse(bo).get(f"/n/millbrook/resources/{drill.pk}/").text
    assert "with somebody" in browse(bo).get(f"/n/millbrook/resources/{drill.pk}/").text


@pytest.mark.parametrize("typed", ["", "2026-13", "0001-01", "9999-12", "\u0662", "x" * 50])
def test_a_month_that_is_none_is_this_one(browse, amina, typed):
    drill = ItemFactory(by=amina)
    page = reverse("resources:item_calendar", args=["millbrook", drill.pk])
    assert browse(amina).get(page, {"month": typed}).status_code == 200


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


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (-1, 0, "passed already"),
        (3, 1, "ends before it begins"),
        (200, 200, "too far ahead"),
        (1, 60, "longer than 28 days"),
        (1, 5000, "within a year"),
    ],
)
def test_times_that_cannot_be(browse, amina, chen, first, last, words):
    drill = ItemFactory(by=amina)
    days = [drill.network.today() + timedelta(days=number) for number in (first, last)]
    answer = ask(browse(chen), drill, first=days[0], last=days[1], words="Kept text")
    assert answer.status_code == 422
    assert words in answer.text
    assert "Kept text" in answer.text
    assert not Loan.objects.exists()


def test_hours_that_cannot_be(browse, amina, chen):
    room = ItemFactory(by=amina, kind=Item.Kind.SPACE, name="Kitchen")
    assert "ends before it begins" in ask(browse(chen), room, hour=12, until=10).text
    assert ask(browse(chen), room, hour=12, until=12).status_code == 422
    assert ask(browse(chen), room, hour=25, until=12).status_code == 422
    assert ask(browse(chen), room, hour=22, until=0).status_code == 302
    assert (Loan.objects.get().ends - Loan.objects.get().starts) == timedelta(hours=2)


def test_the_hour_that_is_left_out(browse, amina, chen, network, time_machine):
    time_machine.move_to("2026-03-01T12:00:00Z")
    network.time_zone = "America/Detroit"
    network.save()
    room = ItemFactory(by=amina, kind=Item.Kind.SPACE)
    answer = ask(browse(chen), room, first="2026-03-08", hour=2, until=4)
    assert "the clocks go forward" in answer.text


def test_within_the_times_of_the_week(amina, chen):
    room = ItemFactory(by=amina, kind=Item.Kind.SPACE)
    tomorrow = (room.network.today() + timedelta(days=1)).weekday()
    room.windows.create(weekday=tomorrow, start="09:00", end="23:59")
    assert asked_for(room, chen, 1, hour=9, until=11)
    with pytest.raises(PermissionDenied, match="time of the week"):
        asked_for(room, chen, 1, hour=8, until=10)
    with pytest.raises(PermissionDenied, match="time of the week"):
        asked_for(room, chen, 2)
    assert asked_for(room, chen, 1, 2, hour=22, until=0)


def test_one_after_the_other_on_one_day(amina, bo, chen):
    room = ItemFactory(by=amina, kind=Item.Kind.SPACE)
    asked_for(room, bo, 1, hour=10, until=12)
    assert asked_for(room, chen, 1, hour=12, until=13)
    with pytest.raises(asking.NotFree):
        asked_for(room, chen, 1, hour=11, until=12)
    wanted = slot_of(room, 1, hour=11, until=12)
    assert nearest_free(room, wanted, by=chen) == slot_of(room, 1, hour=13, until=14)


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


def test_what_is_not_lent_has_no_calendar(browse, amina, chen):
    skill = ItemFactory(by=amina, kind=Item.Kind.SKILL)
    for page in ("calendar", "borrow", "label"):
        address = f"/n/millbrook/resources/{skill.pk}/{page}/"
        assert browse(amina).get(address).status_code == 404, page


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


def wait(item, by, *days):
    return waiting.wait_for(item=item, by=by, slot=slot_of(item, *days))


def test_who_waits_is_told_in_turn(browse, amina, bo, chen, time_machine):
    drill = ItemFactory(by=amina)
    loan = asked_for(drill, bo, 3)
    last = MemberFactory(network=amina.network)
    wait(drill, chen, 3)
    wait(drill, last, 3)
    assert kinds_told(chen) == []
    page = browse(chen).get(reverse("resources:loan_list", args=["millbrook"]))
    assert "You wait for" in page.text
    assert [each["item"] for each in page.context["waits"]] == [drill]
    asking.take_back(loan=loan)
    assert kinds_told(chen) == ["resources.loan_free"]
    assert kinds_told(last) == []
    with pytest.raises(asking.NotFree):
        asked_for(drill, bo, 3)
    time_machine.move_to(timezone.now() + timedelta(hours=25))
    work()
    assert kinds_told(last) == ["resources.loan_free"]
    assert not Wait.objects.filter(by=chen).exists()
    assert asking.ask_for(
        item=drill, by=last, slot=slot_of(drill, 2), circle=None, words="", contact="555"
    )
    assert not Wait.objects.exists()


def test_who_does_not_see_it_any_more_hears_nothing_of_it(amina, bo, newcomer):
    drill = ItemFactory(by=amina)
    loan = asked_for(drill, bo, 3)
    wait(drill, newcomer, 3)
    change_item(item=drill, name="The good drill", audience=Item.Audience.KNOWN)
    asking.take_back(loan=loan)
    assert kinds_told(newcomer) == []


def test_waiting_and_waiting_no_more(browse, amina, bo, chen):
    drill = ItemFactory(by=amina)
    asked_for(drill, bo, 1)
    answer = ask(browse(chen), drill)
    address = reverse("resources:item_wait", args=["millbrook", drill.pk])
    for _tap in range(2):
        browse(chen).post(address, {"slot": answer.context["wait"]})
    assert Wait.objects.get().slot == slot_of(drill, 1)
    page = reverse("resources:item_calendar", args=["millbrook", drill.pk])
    assert "You wait for it" in browse(chen).get(page).text
    browse(chen).post(reverse("resources:item_wait_end", args=["millbrook", drill.pk]))
    assert not Wait.objects.exists()
    assert browse(chen).post(address, {"slot": "1/2"}).status_code == 302
    assert not Wait.objects.exists()


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


def test_in_the_calendar_of_both(amina, chen):
    room = ItemFactory(by=amina, kind=Item.Kind.SPACE, name="12 Mill Road")
    hours, days = promised(room, chen), promised(ItemFactory(by=amina), chen, 1, 2)
    for user in (amina.user, chen.user):
        events = {event.uid: event for each in hooks.calendar.ask(user) for event in each}
        by_hour, by_day = events[f"loan-{hours.pk}"], events[f"loan-{days.pk}"]
        assert "Mill Road" not in by_hour.summary
        assert (by_hour.start, by_hour.end) == hours.slot
        today = amina.network.today()
        assert by_day.start == today + timedelta(days=1)
        assert by_day.end == today + timedelta(days=3)


def test_what_goes_on_stands_first_and_all_of_it_page_by_page(browse, amina, chen):
    drill, client = ItemFactory(by=amina), browse(chen)
    for day in range(1, 28):
        asking.decline(loan=asked_for(drill, chen, day))
    asked_for(ItemFactory(by=amina, name="A saw"), chen, 28)
    page = client.get(reverse("resources:loan_list", args=["millbrook"]))
    assert [row["item"] for row in page.context["borrowed"]] == ["A saw"]
    everything = reverse("resources:loan_all", args=["millbrook"])
    assert everything in page.text
    for who in (chen, amina):
        first = browse(who).get(everything)
        rest = browse(who).get(everything + first.context["older"])
        names = [row["item"] for each in (first, rest) for row in each.context["rows"]]
        assert names == ["A saw"] + 27 * ["A drill"]
        assert len(first.context["rows"]) == 25


def test_at_home_stands_what_is_to_be_done(browse, amina, chen):
    asked_for(ItemFactory(by=amina), chen)
    handed(ItemFactory(by=amina, name="A saw"), chen, 1)
    home = "/n/millbrook/home/"
    assert "please answer" in browse(amina).get(home).text
    assert "to bring back by" in browse(chen).get(home).text
    page = browse(chen).get("/n/millbrook/resources/loans/").text
    assert "A saw" in page


def test_a_label_leads_to_its_page(browse, amina, chen):
    tables = ItemFactory(by=amina, quantity=3)
    address = f"/n/millbrook/resources/{tables.pk}/label/"
    page = browse(amina).get(address, {"paper": "letter"}).text
    assert page.count('class="qr"') == 3
    assert "Amina" not in page.partition("<main")[2]
    assert browse(chen).get(address).status_code == 403


def test_two_numbers_that_the_database_refuses(amina, chen, monkeypatch):
    """Whatever the code looks at before: beneath it nothing is booked twice."""
    drill = ItemFactory(by=amina)
    asked_for(drill, chen)
    monkeypatch.setattr("resources.loans.services.asking.free_units", lambda *_, **__: [1])
    with pytest.raises(asking.NotFree):
        asked_for(drill, MemberFactory(network=amina.network))
    assert Loan.objects.count() == 1
