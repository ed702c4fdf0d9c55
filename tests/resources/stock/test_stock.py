"""Goods come and go; who sees what of it, and what is refused."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from mutualaid import hooks
from mutualaid.fields import random_id
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Circle, Seat
from mutualaid.networks.services import leave
from mutualaid.networks.wiping.services import destroy
from needs.posts.models import Need
from needs.posts.services import end_need, forget_ended
from resources.ledgers.amounts import TooLittle
from resources.models import Goods, Lot, StockEntry, StockNeed, StockNote
from resources.stock import services
from resources.stock.models import amount_of
from tests.at_once import CLIENTS, at_once
from tests.needs.posts.factories import need_of
from tests.networks.factories import CircleFactory
from tests.resources.factories import assembly_of, given, goods_of, lot_of, spent, taken

STOCK = "/n/millbrook/stock/"


def url(name, *ids):
    return reverse(f"resources:{name}", args=["millbrook", *ids])


def is_sound(lot):
    """What is left is what the book says."""
    lot.refresh_from_db()
    return lot.left == (lot.entries.aggregate(all=Sum("quantity"))["all"] or 0)


def new(client, member, **told):
    first = {"what": "Rice", "category": "food", "unit": "kg", "quantity": "10", "way": "gift"}
    address = url("goods_new", assembly_of(member).pk)
    return client.post(address, first | {"once": random_id()} | told)


# In and out


def test_goods_go_in_and_out(browse, amina, bo):
    client = browse(amina)
    there = new(client, amina, quantity="2,5", place="Church hall", named="on")
    assert "2.50 kg" in client.get(there["Location"]).text
    lot = Lot.objects.get()
    assert (lot.left, lot.entries.get().note.by) == (250, amina)
    client = browse(bo)
    client.post(url("goods_in", lot.goods_id), {"quantity": "1", "way": "gathered", "once": 5})
    other = Lot.objects.exclude(pk=lot.pk).get()
    told = {"quantity": "0.5", "way": "project", "words": "Soup on Sundays", "once": 6}
    client.post(url("lot_out", lot.pk), told)
    page = client.get(url("lot_detail", lot.pk)).text
    for words in ("2 kg", "-0.50 kg", "Soup on Sundays", "Amina", "Church hall"):
        assert words in page
    assert ">Bo<" not in page, "who did not choose to be named"
    assert is_sound(lot)
    assert is_sound(other)


def test_more_of_the_same_place_and_day_is_one_lot(amina):
    goods = goods_of(amina, place="Hall")
    for place in ("Hall", "Cellar"):
        services.put_in(
            by=amina, goods=goods, once=random_id(), way="gift", quantity=100, place=place
        )
    assert sorted(goods.lots.values_list("left", flat=True)) == [100, 1100]


def test_sent_twice_it_comes_and_goes_once(browse, amina):
    client = browse(amina)
    for _ in range(2):
        new(client, amina, once=7)
    lot = Lot.objects.get()
    for _ in range(2):
        client.post(url("lot_out", lot.pk), {"quantity": "3", "way": "spoiled", "once": 8})
    lot.refresh_from_db()
    assert (lot.left, Goods.objects.count(), StockEntry.objects.count()) == (700, 1, 2)


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        ("-1", "above zero"),
        ("0", "above zero"),
        ("0.001", "at most two places"),
        ("10.01", "There are only 10 kg left."),
        ("much", "Please write a number"),
        ("NaN", "Please write a number"),
        ("9999999", "not above"),
        ("", "Please fill in"),
    ],
)
def test_a_quantity_that_cannot_be_is_refused_kindly(browse, amina, quantity, words):
    lot = lot_of(amina)
    told = {"quantity": quantity, "way": "project", "words": "Soup", "once": 9}
    answer = browse(amina).post(url("lot_out", lot.pk), told)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="Soup"' in answer.text
    assert is_sound(lot)


def test_the_last_of_it_goes_and_then_there_is_nothing(browse, amina):
    lot = lot_of(amina, 100)
    client = browse(amina)
    client.post(url("lot_out", lot.pk), {"quantity": "1", "way": "need", "once": 1})
    answer = client.post(url("lot_out", lot.pk), {"quantity": "1", "way": "need", "once": 2})
    assert "nothing of it is left" in answer.text
    assert "Take some out" not in client.get(url("lot_detail", lot.pk)).text


def test_what_was_wrong_gets_a_line_against_it(browse, amina, bo):
    lot = lot_of(amina)
    out = taken(amina, lot, 300)
    client = browse(bo)
    for _ in range(2):
        client.post(url("stock_undo", out.pk))
    lot.refresh_from_db()
    assert (lot.left, lot.entries.count()) == (1000, 3)
    against = lot.entries.get(undoes=out)
    assert client.post(url("stock_undo", against.pk)).status_code == 403
    assert is_sound(lot)


def test_what_went_on_meanwhile_is_not_taken_back(browse, amina):
    lot = lot_of(amina)
    came = lot.entries.get()
    taken(amina, lot, 300)
    answer = browse(amina).post(url("stock_undo", came.pk))
    assert answer.status_code == 403
    assert "only 7 kg left" in answer.text
    assert is_sound(lot)


def test_what_was_bought_says_with_which_money(browse, amina, bo):
    client = browse(amina)
    answer = new(client, amina, way="bought")
    assert answer.status_code == 422
    assert "choose what was spent" in answer.text
    given(amina)
    entry = spent(amina, bo)
    new(client, amina, way="bought", bought_with=entry.pk)
    lot = Lot.objects.get()
    assert lot.entries.get().bought_with == entry
    page = client.get(url("lot_detail", lot.pk)).text
    assert url("slip_detail", entry.slip.pk) in page
    kitchen = Circle.objects.get(name="Kitchen")
    theirs = goods_of(amina, circle=kitchen)
    with pytest.raises(PermissionDenied):
        services.put_in(by=amina, goods=theirs, once=1, way="bought", quantity=1, bought_with=entry)


# Lists


def test_running_low_and_use_soon(browse, amina):
    client = browse(amina)
    goods, today = goods_of(amina), amina.network.today()
    goods_of(amina, what="Milk", best_before=today + timedelta(days=14))
    goods_of(amina, what="Beans", best_before=today + timedelta(days=15))
    goods_of(amina, what="Old bread", best_before=today - timedelta(days=1))
    client.post(url("goods_mark", goods.pk), {"low_at": "10"})
    assert "Rice" not in client.get(f"{STOCK}low/").text
    client.post(url("goods_mark", goods.pk), {"low_at": "10.5"})
    for page in (f"{STOCK}low/", "/n/millbrook/home/", STOCK):
        assert "unning low" in client.get(page).text.partition("<main")[2]
    assert "Rice" in client.get(f"{STOCK}low/").text
    soon = client.get(f"{STOCK}soon/").text
    assert "Not good any more since" in soon
    assert [what in soon for what in ("Milk", "Old bread", "Beans", "Rice")] == [1, 1, 0, 0]
    client.post(url("goods_mark", goods.pk), {"low_at": ""})
    assert "Rice" not in client.get(f"{STOCK}low/").text


def test_goods_are_listed_by_name_page_by_page_and_by_category(browse, amina):
    for number in range(30):
        goods_of(amina, what=f"Tin {number:02}", category="meals")
    goods_of(amina, what="Soap", category="hygiene")
    client = browse(amina)
    first = client.get(STOCK).text
    assert "Soap" in first
    assert "Tin 24" not in first
    last = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "Tin 29" in client.get(f"{STOCK}{last}").text
    assert "Soap" not in client.get(f"{STOCK}?category=food").text
    assert "Tin 01" in client.get(f"{STOCK}?category=food").text, "a meal is food"
    assert client.get(f"{STOCK}?before=x%00_1&category=y").status_code == 200


@pytest.mark.parametrize("page", ["soon", "low"])
def test_what_is_not_in_the_order_of_days_has_more_and_not_older(browse, amina, page):
    for number in range(30):
        goods_of(amina, what=f"Tin {number:02}", best_before=amina.network.today())
    Goods.objects.update(low_at=10_000_000)
    nav = browse(amina).get(f"{STOCK}{page}/").text.partition('aria-label="Pages"')[2]
    assert ">More</a>" in nav
    assert "Older" not in nav


def test_the_public_sees_category_and_quantity_and_nothing_else(client, browse, amina, bo):
    lot = lot_of(bo, named=True, place="Bo's cellar")
    goods_of(amina, 200, what="Oil", unit="l")
    taken(bo, lot, 100, need=need_of(amina, title="Bread for two"), named=True)
    taken(bo, lot, 100, way="project", words="Soup on Sundays")
    for page in (STOCK, "/n/millbrook/"):
        told = client.get(page).text.partition("stock</h")[2]
        assert "Food and meals" in told
        assert "8 kg · 2 l" in told
        for words in ("Rice", "Oil", "Bo", "Amina", "cellar", "Soup"):
            assert words not in told.partition("</table>")[0].partition("</section>")[0]
    for name, args in [("lot_detail", [lot.pk]), ("stock_csv", []), ("stock_low", [])]:
        assert client.get(url(name, *args)).status_code == 302


def test_a_household_keeps_its_stock_to_itself(browse, client, amina, bo):
    home = CircleFactory(network=amina.network, kind=Circle.Kind.HOUSEHOLD, name="Mill Road 5")
    Seat.objects.create(circle=home, member=amina)
    goods = goods_of(amina, what="Jam", circle=home)
    assert "Food" not in client.get(STOCK).text
    assert "Jam" in browse(amina).get(STOCK).text
    other = browse(bo)
    assert "Jam" not in other.get(STOCK).text
    assert "Jam" not in other.get(url("stock_csv")).text
    assert other.get(url("goods_detail", goods.pk)).status_code == 404
    assert other.get(url("goods_new", home.pk)).status_code == 404


def test_a_working_groups_stock_is_read_by_all_and_kept_by_who_sits_in_it(browse, amina, chen):
    kitchen = Circle.objects.get(name="Kitchen")
    lot = lot_of(amina, circle=kitchen)
    client = browse(chen)
    assert "Kitchen" in client.get(STOCK).text
    answer = client.post(url("lot_out", lot.pk), {"quantity": "1", "way": "need"})
    assert answer.status_code == 403
    assert "takes part in this circle" in answer.text


def test_the_book_as_a_table_has_no_names_and_runs_nothing(browse, amina, bo):
    lot = lot_of(bo, what="=1+1", named=True, place="@home")
    taken(bo, lot, 150, way="project", words="Soup", named=True)
    answer = browse(amina).get(url("stock_csv"))
    assert answer["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == ["'=1+1"] * 2
    assert {row[8] for row in rows[1:]} == {"'@home"}
    assert sorted(row[5] for row in rows[1:]) == ["-1.5", "10"]
    assert not any(word in answer.text for word in ("Bo", "Soup"))


def test_the_list_prints(browse, amina):
    lot_of(amina, place="Church hall", named=True)
    page = browse(amina).get(url("stock_print")).text
    today = date_format(amina.network.today())
    for words in ("Rice", "Church hall", "10 kg", today):
        assert words in page
    assert "Amina" not in page


def test_amounts_in_words():
    assert amount_of(100, "piece") == "1 piece"
    assert amount_of(200, "piece") == "2 pieces"
    assert amount_of(150, "portion") == "1.50 portions"
    assert amount_of(-100, "pair") == "-1 pair"


# Needs and names


def test_only_who_may_see_a_need_sees_that_something_went_to_it(browse, amina, bo, newcomer):
    lot = lot_of(bo)
    need = need_of(amina, title="Bread for two", audience=Need.Audience.KNOWN)
    client = browse(bo)
    assert "Bread for two" not in client.get(url("lot_out", lot.pk)).text, "not of theirs"
    client = browse(amina)
    told = {"quantity": "1", "way": "need", "need": need.pk, "once": 3}
    client.post(url("lot_out", lot.pk), told)
    assert StockNeed.objects.get().need == need
    there = url("lot_detail", lot.pk)
    assert "Bread for two" in browse(bo).get(there).text
    page = browse(newcomer).get(there).text
    assert "For somebody who needs it" in page
    assert "Bread for two" not in page


def test_a_need_of_who_hides_is_not_there(browse, amina, bo, chen):
    lot = lot_of(bo)
    taken(bo, lot, need=need_of(amina, title="Bread for two"), named=True)
    hide(by=amina, name="Chen")
    hide(by=bo, name="Chen")
    page = browse(chen).get(url("lot_detail", lot.pk)).text
    assert "Bread for two" not in page
    assert ">Bo<" not in page
    assert ">someone<" in page


def test_that_something_went_to_a_need_is_forgotten_with_it(amina, bo, time_machine):
    lot = lot_of(bo)
    need = need_of(amina)
    taken(bo, lot, need=need)
    end_need(need=need, state=Need.State.MET)
    time_machine.move_to(timezone.now() + timedelta(days=31))
    forget_ended(network=amina.network)
    assert not StockNeed.objects.exists()
    assert is_sound(lot)
    assert lot.entries.count() == 2


def test_names_and_projects_go_after_a_while_and_the_book_stays(amina, time_machine):
    lot = lot_of(amina, named=True)
    taken(amina, lot, way="project", words="Soup")
    time_machine.move_to(timezone.now() + timedelta(days=90))
    services.forget_notes(network=amina.network)
    assert StockNote.objects.count() == 2
    time_machine.shift(timedelta(days=1))
    services.forget_notes(network=amina.network)
    assert not StockNote.objects.exists()
    assert is_sound(lot)


def test_who_leaves_stands_nowhere(browse, amina, bo):
    lot = lot_of(bo, named=True)
    taken(bo, lot, way="project", words="Soup", named=True)
    leave(member=bo)
    assert not StockNote.objects.exclude(by=None).exists()
    page = browse(amina).get(url("lot_detail", lot.pk)).text
    assert "Soup" in page
    assert "someone who left" not in page


# Beneath the code


@pytest.mark.parametrize(
    "change", ["UPDATE resources_stockentry SET quantity = 1", "DELETE FROM resources_stockentry"]
)
def test_the_book_is_only_added_to(amina, change):
    lot = lot_of(amina)
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    assert is_sound(lot)


def test_no_lot_falls_below_zero(amina):
    lot = lot_of(amina)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lot.objects.filter(pk=lot.pk).update(left=-1)


@pytest.mark.parametrize(
    ("way", "quantity"), [("gift", -100), ("gift", 0), ("need", 100), ("undone", 5), ("bought", 5)]
)
def test_each_way_has_its_sign(amina, way, quantity):
    lot = lot_of(amina)
    with pytest.raises(IntegrityError), transaction.atomic():
        lot.entries.create(way=way, quantity=quantity, on=amina.network.today())


def test_a_network_that_is_destroyed_takes_its_books_along(amina, bo):
    given(amina)
    taken(amina, lot_of(amina, bought_with=spent(amina, bo), way="bought"))
    destroy(network=amina.network)
    assert not StockEntry.objects.exists()


@pytest.mark.timeout(7200)
@pytest.mark.django_db(transaction=True)
def test_the_last_item_goes_once_however_many_take_it(amina, deep):
    """16 clients: the item comes back and is taken again, round after round."""
    rounds = deep(4, 1000)
    lot = lot_of(amina, 100)

    def take():
        outcomes = []
        for _ in range(rounds):
            try:
                taken(amina, lot, 100)
                outcomes.append("taken")
            except TooLittle:
                outcomes.append("too late")
                continue
            services.put_in(
                by=amina, goods=lot.goods, once=random_id(), way="gathered", quantity=100
            )
        return outcomes

    outcomes = [each for some in at_once(*[take] * CLIENTS) for each in some]
    assert len(outcomes) == CLIENTS * rounds
    out = StockEntry.objects.filter(quantity__lt=0).count()
    assert outcomes.count("taken") == out
    assert sum(Lot.objects.values_list("left", flat=True)) == 100
    assert all(is_sound(each) for each in Lot.objects.all())


def test_newcomers_read_and_write_nothing(browse, newcomer, amina):
    lot = lot_of(amina)
    client = browse(newcomer)
    assert "Put in something new" not in client.get(STOCK).text
    assert "Correct this line" not in client.get(url("lot_detail", lot.pk)).text


def test_what_was_chosen_for_another_way_is_left_out(browse, amina):
    lot, need = lot_of(amina), need_of(amina)
    client = browse(amina)
    told = {"quantity": "1", "need": need.pk}
    for way in ("spoiled", "project", "need"):
        client.post(url("lot_out", lot.pk), told | {"way": way})
    assert StockNeed.objects.get().entry.way == "need"


def test_words_are_kept_of_what_we_do_together_and_else_it_is_said_that_they_are_not(browse, amina):
    lot, client = lot_of(amina), browse(amina)
    told = {"quantity": "1", "words": "Soup"}
    for way in ("spoiled", "need"):
        answer = client.post(url("lot_out", lot.pk), told | {"way": way})
        assert answer.status_code == 422
        assert "Please leave it empty" in answer.text
        assert 'value="Soup"' in answer.text
    client.post(url("lot_out", lot.pk), told | {"way": "project"})
    assert StockNote.objects.get().entry.way == "project"


def test_a_day_that_is_past_is_asked_about_once(browse, amina):
    goods, client = goods_of(amina), browse(amina)
    page = url("goods_in", goods.pk)
    assert 'name="past"' not in client.get(page).text
    yesterday = amina.network.today() - timedelta(days=1)
    told = {"quantity": "3", "way": "gift", "best_before": yesterday, "place": "Cellar"}
    answer = client.post(page, told)
    assert answer.status_code == 422
    assert "a day that is past. Is that right?" in answer.text
    assert 'name="past"' in answer.text
    assert 'value="Cellar"' in answer.text
    assert client.post(page, told | {"past": "on"}).status_code == 302
    assert goods.lots.get(best_before=yesterday).left == 300
    today = {"best_before": amina.network.today()}
    assert client.post(page, told | today).status_code == 302


@pytest.mark.parametrize("page", ["low", "soon"])
def test_what_runs_low_or_should_be_used_soon_goes_on_page_by_page(browse, amina, page):
    today = amina.network.today()
    for number in range(27):
        goods_of(amina, what=f"Tin {number:02}", best_before=today + timedelta(days=number % 3))
    Goods.objects.update(low_at=10_000_000)
    client, there, found = browse(amina), f"{STOCK}{page}/", []
    while there:
        answer = client.get(there)
        found += [row["what"] for row in answer.context["rows"]]
        there = answer.context["older"] and f"{STOCK}{page}/{answer.context['older']}"
    assert sorted(found) == [f"Tin {number:02}" for number in range(27)]


def test_my_data_tells_where_my_name_stands(amina):
    taken(amina, lot_of(amina), way="project", words="Soup", named=True)
    rows = [row for told in hooks.my_membership.ask(amina) for row in told]
    assert (
        "Rice · For something we do together · Soup"
        in dict(rows)["With your name, in the stock’s book"]
    )
