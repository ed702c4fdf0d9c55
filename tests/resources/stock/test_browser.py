"""Goods in and out, and money by two, on phones in chromium."""

import pytest
from playwright.sync_api import expect

from resources.models import Lot, Purse
from tests.browser import PHONE, assert_axe, assert_fits, set_language, sign_in
from tests.resources.factories import given, lot_of, spent, taken, wanted

pytestmark = pytest.mark.browser


def test_goods_go_in_and_out_without_javascript(new_page, amina):
    phone = new_page(**PHONE | {"java_script_enabled": False})
    sign_in(phone, amina)
    phone.goto("/n/millbrook/home/")
    phone.click("text=See our stock")
    expect(phone.locator("text=There is nothing in stock yet.").first).to_be_visible()
    phone.click("text=Put in something new")
    assert_fits(phone)
    phone.fill("[name=what]", "Rice")
    phone.select_option("[name=unit]", "kg")
    phone.fill("[name=quantity]", "2,5")
    phone.fill("[name=place]", "Church hall")
    phone.click("button:has-text('Put it in')")
    expect(phone.locator("text=It is in the stock.").first).to_be_visible()
    assert_fits(phone)
    phone.click("main a:has-text('Rice')")
    assert_fits(phone)
    phone.click("text=Take some out")
    assert_fits(phone)
    phone.fill("[name=quantity]", "3")
    phone.click("button:has-text('Write it down')")
    expect(phone.locator("text=There are only 2.50 kg left.").first).to_be_visible()
    phone.fill("[name=quantity]", "2")
    phone.click("text=For something we do together")
    phone.fill("[name=words]", "Soup on Sundays")
    phone.click("button:has-text('Write it down')")
    expect(phone.locator("text=Soup on Sundays").first).to_be_visible()
    assert Lot.objects.get().left == 50
    phone.click("li:has-text('Soup on Sundays') button")
    expect(phone.locator("text=a line against it").first).to_be_visible()


def test_19_all_pages_of_stock_and_purse(phone, amina, bo):
    today = amina.network.today()
    lot = lot_of(amina, what="W" + "o" * 58, best_before=today, place="p" * 120, named=True)
    taken(bo, lot, way="project", words="S" * 80, named=True)
    given(amina, 123_456_789, named=True, words="w" * 200)
    spent(amina, bo)
    slip = wanted(bo)
    stock, purse = "/n/millbrook/stock/", f"/n/millbrook/purse/{Purse.objects.get().circle_id}/"
    pages = [
        *(stock, f"{stock}low/", f"{stock}soon/", f"{stock}print/"),
        *(f"{stock}{lot.goods_id}/", f"{stock}{lot.goods_id}/in/", f"{stock}{lot.goods_id}/mark/"),
        *(f"{stock}lots/{lot.pk}/", f"{stock}lots/{lot.pk}/out/"),
        *(purse, f"{purse}in/", f"{purse}out/", f"/n/millbrook/purse/slips/{slip.pk}/"),
        f"{stock}new/{lot.goods.circle_id}/",
    ]
    sign_in(phone, amina)
    for page in pages:
        phone.goto(page)
        assert_axe(phone)
        assert_fits(phone)
        assert phone.locator("main .button:not(.quiet)").count() <= 1, page
    set_language(phone, "ar")
    for page in (stock, f"{stock}lots/{lot.pk}/", purse):
        phone.goto(page)
        assert_fits(phone)
