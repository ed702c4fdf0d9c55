"""Money comes and goes in the book; two are needed, and nobody can take what is not there."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone, translation

from mutualaid import hooks
from mutualaid.fields import random_id
from mutualaid.networks.agreements.services import agree
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Circle, Network
from mutualaid.networks.services import leave
from resources.ledgers.amounts import TooLittle, number
from resources.models import Purse, PurseEntry, Slip
from resources.purse import services
from resources.purse.currencies import CURRENCIES, OF_LANGUAGES, OF_ZONES, likely_currency
from resources.purse.rules import TWO_MAY_SPEND
from tests.at_once import CLIENTS, at_once, meanwhile
from tests.pictures.images import photo
from tests.resources.factories import assembly_of, given, spent, wanted


def receipt():
    return SimpleUploadedFile("receipt.jpg", photo())


def url(name, *ids):
    return reverse(f"resources:{name}", args=["millbrook", *ids])


def purse_url(member, name="purse_detail"):
    return url(name, assembly_of(member).pk)


def is_sound(purse):
    purse.refresh_from_db()
    return purse.balance == (purse.entries.aggregate(all=Sum("amount"))["all"] or 0)


def test_money_comes_in_without_a_name_and_goes_out_by_two(browse, amina, bo):
    client = browse(amina)
    client.post(purse_url(amina, "purse_in"), {"amount": "40,50", "way": "given", "once": 1})
    purse = Purse.objects.get()
    assert (purse.balance, Slip.objects.get().by) == (4050, None)
    told = {"amount": "20", "words": "Ten kilos of flour", "once": 2}
    there = client.post(purse_url(amina, "purse_out"), told)["Location"]
    assert "waits until another one" in client.get(there).text
    assert client.post(f"{there}confirm/").status_code == 403
    purse.refresh_from_db()
    assert purse.balance == 4050

    client = browse(bo)
    assert "1 waits for the yes" in client.get("/n/millbrook/home/").text
    assert "Yes, it is right" in client.get(there).text
    for _ in range(2):
        client.post(f"{there}confirm/")
    purse.refresh_from_db()
    assert (purse.balance, purse.entries.count()) == (2050, 2)
    page = client.get(purse_url(bo)).text
    for words in ("20.50 USD", "Ten kilos of flour", "-20"):
        assert words in page
    told = client.get(there).text
    assert "Amina" in told
    assert "Bo" in told
    assert "No money is paid through this application" in page
    assert "somebody said yes" in browse(amina).get("/me/notices/").text
    assert is_sound(purse)


def test_above_what_two_may_spend_it_waits_for_the_assembly(browse, amina, bo):
    given(amina)
    slip = wanted(amina, 5001)
    client = browse(bo)
    page = client.get(url("slip_detail", slip.pk)).text
    assert "waits until the assembly decides" in page
    assert "Yes, it is right" not in page
    answer = client.post(url("slip_confirm", slip.pk))
    assert answer.status_code == 403
    assert "more than two may spend" in answer.text
    assert not PurseEntry.objects.filter(way="spent").exists()
    assert "wait for the yes" not in client.get("/n/millbrook/home/").text
    agree(by=amina, kind=TWO_MAY_SPEND, value={"choice": 100}, seconded_by=bo)
    client.post(url("slip_confirm", slip.pk))
    assert PurseEntry.objects.get(way="spent").amount == -5001


def test_exactly_what_two_may_spend_they_may(amina, bo):
    given(amina)
    assert spent(amina, bo, 5000).amount == -5000


@pytest.mark.parametrize("amount", ["0", "-5", "100.01", "x", "1e1", "1_0", ".", ""])
def test_an_amount_that_cannot_be_is_refused_kindly(browse, amina, amount):
    given(amina)
    told = {"amount": amount, "words": "Flour", "once": 3}
    answer = browse(amina).post(purse_url(amina, "purse_out"), told)
    assert answer.status_code == 422
    assert 'value="Flour"' in answer.text
    assert Slip.objects.waiting().count() == 0


def test_what_is_gone_meanwhile_is_not_spent_again(browse, amina, bo):
    given(amina, 3000)
    one, other = wanted(amina, 2000), wanted(amina, 2000)
    client = browse(bo)
    client.post(url("slip_confirm", one.pk))
    answer = client.post(url("slip_confirm", other.pk))
    assert answer.status_code == 403
    assert "only 10 USD in the purse" in answer.text
    other.refresh_from_db()
    assert other.waits
    assert is_sound(Purse.objects.get())


def test_who_wrote_it_takes_it_back_until_it_stands_in_the_book(browse, amina, bo):
    given(amina)
    slip, entered = wanted(amina), wanted(amina)
    services.confirm(by=bo, slip=entered)
    assert browse(bo).post(url("slip_take_back", slip.pk)).status_code == 403
    client = browse(amina)
    for each in (slip, entered):
        client.post(url("slip_take_back", each.pk))
    assert [*Slip.objects.filter(way="spent")] == [entered]
    with pytest.raises(PermissionDenied):
        services.confirm(by=bo, slip=slip)


def test_what_was_wrong_gets_a_line_against_it_by_two(browse, amina, bo):
    entry = given(amina, 4000).entry
    client = browse(amina)
    for _ in range(2):
        client.post(url("purse_correct", entry.pk))
    slip = Slip.objects.waiting().get()
    purse = Purse.objects.get()
    assert purse.balance == 4000
    with pytest.raises(PermissionDenied):
        services.confirm(by=amina, slip=slip)
    browse(bo).post(url("slip_confirm", slip.pk))
    purse.refresh_from_db()
    assert (purse.balance, purse.entries.count()) == (0, 2)
    assert client.post(url("purse_correct", entry.pk)).status_code == 403
    against = PurseEntry.objects.get(undoes=entry)
    assert client.post(url("purse_correct", against.pk)).status_code == 403
    assert "corrected" in client.get(purse_url(amina)).text


def test_what_one_mistyped_beyond_what_two_may_spend_two_correct(browse, amina, bo):
    entry = given(amina, 900_000, words="Soup evening").entry
    client = browse(amina)
    slip = client.post(url("purse_correct", entry.pk))["Location"]
    assert "until another one of us" in client.get(slip).text
    assert client.post(f"{slip}confirm/").status_code == 403
    client = browse(bo)
    assert "1 waits for the yes" in client.get("/n/millbrook/home/").text
    assert "Waits for the assembly" not in client.get(purse_url(bo)).text
    assert "Yes, it is right" in client.get(slip).text
    client.post(f"{slip}confirm/")
    assert PurseEntry.objects.get(undoes=entry).amount == -900_000
    assert is_sound(Purse.objects.get())


def test_a_correction_is_asked_about_first_and_says_of_what_it_is(browse, amina, bo, chen, kitchen):
    entry = given(amina, 4000, words="Soup evening").entry
    client = browse(amina)
    link = url("purse_correct", entry.pk)
    assert f'href="{link}"' in client.get(url("slip_detail", entry.slip.pk)).text
    page = client.get(link).text
    assert "Given · 40 USD" in page
    assert "Soup evening" in page
    assert "of -40 USD" in page
    assert not Slip.objects.waiting().exists()
    slip = client.post(link)["Location"]
    told = browse(bo).get(slip).text
    assert "-40 USD" in told
    assert "Against this line" in told
    assert "Soup evening" in told
    waiting = browse(bo).get(purse_url(bo)).text
    assert "Corrected · -40 USD" in waiting
    assert '<span dir="auto"></span>' not in waiting
    of_kitchen = given(amina, circle=kitchen).entry
    assert browse(chen).get(url("purse_correct", of_kitchen.pk)).status_code == 403


def test_what_has_no_slip_any_more_is_not_corrected(browse, amina):
    entry = given(amina, 4000).entry
    link = url("purse_correct", entry.pk)
    assert browse(amina).get(link).status_code == 200
    Slip.objects.all().delete()
    for answer in (browse(amina).get(link), browse(amina).post(link)):
        assert answer.status_code == 403
        assert "This is too long ago to be corrected." in answer.text
    assert not Slip.objects.exists()


def test_a_receipt_is_kept_sealed_and_shown_to_members(browse, amina, bo, dara):
    given(amina)
    client = browse(amina)
    told = {
        "amount": "5",
        "words": "Jars",
        "once": 4,
        "receipt": receipt(),
    }
    client.post(purse_url(amina, "purse_out"), told)
    slip = Slip.objects.waiting().get()
    assert b"\xff\xd8\xff" not in bytes(slip.receipt_sealed)
    answer = browse(bo).get(url("slip_receipt", slip.pk))
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert "no-store" in answer["Cache-Control"]
    assert browse(dara).get(url("slip_receipt", slip.pk)).status_code == 404


def test_a_receipt_comes_later_and_only_one(browse, amina, bo):
    slip = spent_slip(amina, bo)
    client = browse(bo)
    add = url("slip_add_receipt", slip.pk)
    assert client.post(add, {}).status_code == 422
    assert client.post(add, {"receipt": receipt()}).status_code == 302
    assert client.post(add, {"receipt": receipt()}).status_code == 403
    assert "Add the receipt" not in client.get(url("slip_detail", slip.pk)).text


def spent_slip(amina, bo):
    given(amina)
    return Slip.objects.get(entry=spent(amina, bo))


def test_the_book_as_a_table(browse, amina, bo):
    given(amina, words="=soup", named=True)
    spent(amina, bo)
    answer = browse(bo).get(purse_url(bo, "purse_csv"))
    text = answer.content.decode("utf-8-sig")
    assert "'=soup" in text
    assert ",-20," in text
    assert "Amina" not in text


def test_the_currency_is_chosen_before_the_first_line_and_stays(browse, amina):
    client = browse(amina)
    client.post(purse_url(amina, "purse_currency"), {"currency": "EUR"})
    given(amina)
    assert "100 EUR" in client.get(purse_url(amina)).text
    answer = client.post(purse_url(amina, "purse_currency"), {"currency": "USD"})
    assert answer.status_code == 403
    assert Purse.objects.get().currency == "EUR"


def test_the_likely_currency():
    assert {*OF_ZONES.values(), *OF_LANGUAGES.values()} <= {*CURRENCIES}
    for zone, language, code in [
        ("America/Detroit", "en", "USD"),
        ("America/Argentina/Salta", "es", "ARS"),
        ("Europe/Madrid", "es", "EUR"),
        ("UTC", "es", "EUR"),
        ("UTC", "en", "USD"),
    ]:
        assert likely_currency(Network(time_zone=zone, languages=[language])) == code


def test_each_circle_has_its_own(browse, amina, chen):
    given(amina, circle=Circle.objects.get(name="Kitchen"))
    client = browse(chen)
    page = client.get(purse_url(chen)).text
    assert "Kitchen" in page
    kitchen = url("purse_detail", Circle.objects.get(name="Kitchen").pk)
    assert "100 USD" in client.get(kitchen).text
    assert client.post(f"{kitchen}in/", {"amount": "1", "way": "given"}).status_code == 403


def test_who_hides_is_someone(browse, amina, bo, chen):
    slip = spent_slip(amina, bo)
    hide(by=amina, name="Chen")
    page = browse(chen).get(url("slip_detail", slip.pk)).text
    assert "Amina" not in page
    assert "someone" in page


def test_who_leaves_takes_back_what_waits_and_stands_nowhere(browse, amina, bo):
    slip = spent_slip(amina, bo)
    wanted(amina)
    page = browse(amina).get("/n/millbrook/leave/").text
    assert "is taken back" in page
    leave(member=amina)
    slip.refresh_from_db()
    assert (slip.by, slip.seconded_by) == (None, bo)
    assert not Slip.objects.waiting().exists()


def test_slips_go_after_a_while_and_the_book_stays(browse, amina, bo, time_machine):
    spent_slip(amina, bo)
    time_machine.move_to(timezone.now() + timedelta(days=365))
    services.forget_slips(network=amina.network)
    assert Slip.objects.count() == 2
    time_machine.shift(timedelta(days=1))
    services.forget_slips(network=amina.network)
    assert not Slip.objects.exists()
    assert "-20" in browse(bo).get(purse_url(bo)).text
    assert is_sound(Purse.objects.get())


@pytest.mark.parametrize(
    "change", ["UPDATE resources_purseentry SET amount = 1", "DELETE FROM resources_purseentry"]
)
def test_the_book_is_only_added_to(amina, change):
    given(amina)
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_beneath_the_code_nobody_spends_alone_or_what_is_not_there(amina, bo):
    slip = spent_slip(amina, bo)
    for change in (
        lambda: Slip.objects.filter(pk=slip.pk).update(seconded_by=amina),
        lambda: Purse.objects.update(balance=-1),
        lambda: slip.purse.entries.create(way="spent", amount=5, on="2026-01-01"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.timeout(7200)
@pytest.mark.django_db(transaction=True)
def test_the_last_of_the_money_is_spent_once(amina, bo, deep):
    rounds = deep(2, 1000)
    given(amina, 100 * rounds)
    one = wanted(amina, 100)
    told = {"purse": one.purse, "way": one.way, "amount": one.amount, "by": amina}
    slips = Slip.objects.bulk_create(Slip(**told) for _ in range(CLIENTS * rounds))

    def say_yes(mine):
        outcomes = []
        for slip in mine:
            try:
                services.confirm(by=bo, slip=slip)
                outcomes.append("spent")
            except TooLittle:
                outcomes.append("too little")
        return outcomes

    came_to = at_once(*[partial(say_yes, slips[each::CLIENTS]) for each in range(CLIENTS)])
    assert sum(each.count("spent") for each in came_to) == rounds
    assert sum(len(each) for each in came_to) == CLIENTS * rounds
    purse = Purse.objects.get()
    assert is_sound(purse)
    assert purse.balance == 0


@pytest.mark.django_db(transaction=True)
def test_what_its_writer_left_with_is_confirmed_by_nobody(amina, bo):
    given(amina)
    slip = wanted(amina)
    refused, _waited = meanwhile(
        lambda: leave(member=amina), lambda: services.confirm(by=bo, slip=slip)
    )
    assert isinstance(refused, PermissionDenied)
    assert not Slip.objects.waiting().exists()


@pytest.mark.django_db(transaction=True)
def test_who_leaves_meanwhile_writes_nothing(amina, bo):
    given(bo)
    meanwhile(lambda: leave(member=amina), lambda: wanted(amina))
    assert not Slip.objects.waiting().exists()


def test_the_same_slip_is_entered_once(amina, bo, chen):
    given(amina)
    slip = wanted(amina, once=random_id())
    assert services.confirm(by=bo, slip=slip)
    assert not services.confirm(by=chen, slip=slip)


def test_my_data_tells_what_is_mine_in_the_books(amina, bo):
    given(bo, words="Soup evening", named=True, receipt=b"a picture")
    slip = wanted(amina)
    services.confirm(by=bo, slip=slip)
    rows = [row for told in hooks.my_membership.ask(bo) for row in told]
    told = {what: str(value) for what, value in rows}
    assert "Soup evening" in told["You wrote into the purse’s book"]
    assert told["Its receipt"].endswith(".jpg")
    assert "Flour" in told["You said yes in the purse’s book"]


def test_a_minus_stands_before_its_number_where_lines_run_from_right_to_left():
    assert number(-920) == "-9.20"
    with translation.override("ar"):
        assert number(-920) == "\u200e-9,20"
