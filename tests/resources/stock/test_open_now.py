"""Whoever needs something reads what lies in stock of it."""

import pytest
from django.urls import reverse

from tests.needs.posts.factories import need_of
from tests.resources.factories import goods_of, lot_of, taken


@pytest.fixture
def need_page(browse, chen):
    """What Chen reads, who needs food."""

    def read():
        need = need_of(chen, category="groceries")
        address = reverse("needs:need_detail", args=["millbrook", need.pk])
        return browse(chen).get(address).text.split("Open now, without asking")[1]

    return read


def test_a_member_reads_what_there_is_and_how_much(need_page, amina):
    goods = goods_of(amina, 5000, what="Rice in bags")
    goods_of(amina, what="Blankets", category="clothing")
    page = need_page()
    assert "Rice in bags" in page
    assert reverse("resources:goods_detail", args=["millbrook", goods.pk]) in page
    assert "Blankets" not in page


def test_what_is_used_up_is_not_listed(need_page, amina):
    lot = lot_of(amina, 100, what="Rice in bags")
    taken(amina, lot, 100)
    assert "Rice in bags" not in need_page()


def test_who_has_no_account_reads_the_kind_and_how_much(client, amina):
    goods_of(amina, 5000, what="Rice in bags")
    filled = {"title": "Bread", "urgency": "now", "contact": "555", "repeats": "once"}
    page = reverse("needs:need_post", args=["millbrook", "groceries"])
    answer = client.post(page, filled | {"audience": "members"}, follow=True)
    there = answer.text.split("Open now")[1]
    stock = reverse("resources:stock_list", args=["millbrook"])
    assert f'<a href="{stock}" dir="auto">Food and meals</a>' in there
    assert "Rice in bags" not in there
