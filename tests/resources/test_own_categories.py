"""What neighbors share, and what lies in stock, of a kind that their network added."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mutualaid.db.search import mark
from mutualaid.fields import random_id
from mutualaid.networks.models import Network
from needs.models import Need
from needs.own_categories.queries import kinds_of
from resources.hsds.writing import OPEN_ELIGIBILITY
from resources.items.models import Item
from resources.matching.fits import meets, met_by, resembles
from resources.matching.queries import could_help, fitting, who_could
from resources.models import Goods
from tests.needs.own_categories.factories import category_of
from tests.needs.posts.factories import need_of
from tests.networks.factories import CircleFactory
from tests.resources.factories import ItemFactory, assembly_of, goods_of, shared_by
from tests.resources.hsds.factories import services_of
from tests.resources.imports.factories import brought_in_by

LONG = "own-soup-kitchen-of-the-church"
"""As long as a slug can be."""


@pytest.fixture
def soup(amina):
    return category_of(amina, "Soup kitchen", LONG)


def now(network):
    """As another request finds it."""
    return Network.objects.get(pk=network.pk)


def url(name, *ids):
    return reverse(f"resources:{name}", args=["millbrook", *ids])


def names(client, **asked):
    return [row["name"] for row in client.get(url("item_list"), asked).context["rows"]]


def share(client, **told):
    first = {"name": "Big pot", "audience": "members", "holder": "me", "once": random_id()}
    return client.post(url("item_share", "tool"), first | told)


def test_a_thing_is_shared_in_it_and_found(browse, amina, chen, soup):
    client = browse(amina)
    assert "– Soup kitchen" in client.get(url("item_share", "tool")).text
    page = share(client, category=soup)
    assert Item.objects.get().category == soup
    assert "Soup kitchen" in client.get(page["Location"]).text
    client = browse(chen)
    assert "Soup kitchen" in client.get(url("item_list")).text
    for category in (soup, "food"):
        assert names(client, category=category) == ["Big pot"], "with those beneath it"
        assert names(client, q="pot", category=category) == ["Big pot"]
    assert names(client, category="water") == names(client, q="pot", category="water") == []


def test_the_index_marks_the_one_above_it_too(amina, soup):
    words = ItemFactory(by=amina, category=soup).words_to_index()
    assert mark("kind", soup) in words
    assert mark("kind", "food") in words


def test_what_is_offered_no_more_is_not_offered_and_stays_where_it_is(browse, amina, soup):
    item = shared_by(amina, category=soup)
    category_of(amina, "Soup kitchen", soup, retired=True)
    client = browse(amina)
    assert "Soup kitchen" not in client.get(url("item_share", "tool")).text
    assert "Soup kitchen" not in client.get(url("goods_new", assembly_of(amina).pk)).text
    assert share(client, category=soup).status_code == 422
    assert "Soup kitchen" in client.post(url("item_words", item.pk)).text
    assert "Soup kitchen" in client.get(url("item_detail", item.pk)).text


def test_only_who_is_known_shares_what_asks_for_care(browse, amina, newcomer):
    slug = category_of(amina, "Bathing", "own-bathing", care=True)
    assert "Only members whom others here know" in share(browse(newcomer), category=slug).text
    assert share(browse(amina), category=slug).status_code == 302


def test_nobody_elsewhere_shares_in_it(browse, dara, soup):
    there = reverse("resources:item_share", args=[dara.network.slug, "tool"])
    told = {"name": "Pot", "category": soup, "audience": "members", "holder": "me", "once": 5}
    assert browse(dara).post(there, told).status_code == 422


def test_goods_lie_in_stock_under_it(browse, client, amina, soup):
    member = browse(amina)
    there = url("goods_new", assembly_of(amina).pk)
    assert "– Soup kitchen" in member.get(there).text
    told = {"what": "Broth", "category": soup, "unit": "l", "quantity": "10", "way": "gift"}
    page = member.post(there, told | {"once": random_id()})
    assert Goods.objects.get().category == soup
    assert "Soup kitchen" in member.get(page["Location"]).text
    goods_of(amina, what="Soap", category="hygiene")
    for category in (soup, "food"):
        rows = member.get(url("stock_list"), {"category": category}).context["rows"]
        assert [row["kind"] for row in rows] == ["Soup kitchen"]
    assert "Soup kitchen" in client.get(url("stock_list")).text, "anybody reads how much"
    assert b"Soup kitchen" in member.get(url("stock_csv")).content


def test_what_meets_what(amina, network, soup):
    category_of(amina, "Bread", "own-bread")
    kinds = kinds_of(now(network))
    assert meets(soup, kinds) == [soup, "food"]
    assert soup in meets("food", kinds)
    assert {"own-bread", "groceries"} <= {*resembles(soup, kinds)}
    assert {soup, "food"} <= met_by({soup}, kinds)


def test_a_need_of_it_finds_who_could_help(amina, bo, chen, soup):
    need_of(amina, category=soup)
    need = Need.objects.select_related("network__key", "by").get()
    ItemFactory(by=bo, category=soup, name="Cooking", kind="skill")
    (found,) = who_could(need, asker=chen)
    assert found.member == bo
    assert soup in could_help(bo)
    assert fitting(bo, [need]).keys() == {need.pk}


def test_a_need_of_the_one_above_it_too(amina, bo, chen, soup):
    need_of(amina, category="food")
    need = Need.objects.select_related("network__key", "by").get()
    ItemFactory(by=bo, category=soup, name="Cooking", kind="skill")
    assert [each.member for each in who_could(need, asker=chen)] == [bo]


def test_it_goes_out_in_a_table_and_comes_back(browse, amina, soup):
    shared_by(amina, category=soup, name="Big pot")
    table = browse(amina).get(url("export_mine", "csv")).content.decode("utf-8-sig")
    assert "Soup kitchen" in table
    Item.objects.all().delete()
    brought_in_by(amina, table)
    item = Item.objects.get()
    assert (item.name, item.category) == ("Big pot", soup)


def test_a_directory_tells_of_it_as_of_the_one_above_it(amina, network, soup):
    circle = CircleFactory(network=network, name="Kitchen")
    told = {"circle": circle, "audience": "everyone"}
    ItemFactory(by=amina, category=soup, name="Soup on Sundays", kind="space", **told)
    ItemFactory(by=amina, category="other", name="A hall", kind="space", **told)
    terms = {
        each["name"]: each["attributes"][0]["taxonomy_term"] for each in services_of(now(network))
    }
    assert terms["Soup on Sundays"]["taxonomy_id"] == OPEN_ELIGIBILITY["id"]
    assert (terms["Soup on Sundays"]["code"], terms["Soup on Sundays"]["name"]) == ("102", "Food")
    assert terms["A hall"]["code"] == "other", "in our words, where they have none"


def test_as_many_statements_for_25_rows_as_for_5(browse, amina, soup):
    client, costs = browse(amina), []
    for count in (5, 20):
        for number in range(count):
            ItemFactory(by=amina, category=soup)
            goods_of(amina, what=f"Broth {count} {number}", category=soup)
        for name in ("item_list", "item_mine", "stock_list"):
            client.get(url(name))
            with CaptureQueriesContext(connection) as asked:
                client.get(url(name))
            costs.append(len(asked))
    assert costs[:3] == costs[3:]
