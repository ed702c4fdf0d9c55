"""Confirming the new card; and all of it, in a browser."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mutualaid.accounts.helpers.codes import Purpose, code_to_show
from mutualaid.accounts.helpers.services import ask_for_card, end_helping
from mutualaid.accounts.models import Card, NewCard, Session
from tests.accounts.new_card.factories import HELPING, NEW, at, kinds
from tests.accounts.test_canaries import everything
from tests.browser import assert_axe, assert_fits, set_language, sign_in
from tests.deep import DEEP

pytestmark = pytest.mark.django_db


@pytest.fixture
def code(back):
    return back.post("/me/new-card/code/").context["code"]


def test_another_helper_meets_them_and_all_is_open(back, code, helpers, amina, rosa, fresh, told):
    told.clear()
    assert "They have a new card." in fresh(amina).get(HELPING).text
    page = fresh(amina).post(at(helpers[2], "confirm"), {"code": code.lower()}, follow=True)
    assert "Confirmed. Thank you" in page.text
    again = fresh(amina).post(at(helpers[2], "confirm"), {"code": code}, follow=True)
    assert "It may be confirmed already." in again.text
    assert kinds(told) == [("Rosa", "card_confirmed")]
    assert back.get("/me/readings/").status_code == 200
    assert back.get("/me/helpers/").status_code == 200
    assert rosa.cards.get(ended_on=None).voices == set()
    assert not Session.objects.exclude(card=None).exists()


@pytest.mark.parametrize("who", [0, 1])
def test_not_who_asked_for_it(back, code, helpers, fresh, who):
    by = helpers[who]
    refused = fresh(by.helper).post(at(by, "confirm"), {"code": code})
    assert refused.status_code == 403
    assert "You asked for this card together." in refused.text
    Card.objects.update(made_on=timezone.localdate() - timedelta(days=30))
    assert fresh(by.helper).post(at(by, "confirm"), {"code": code}).status_code == 403
    assert back.get("/me/readings/").status_code == 403


def test_of_only_two_the_second_after_seven_days(back, code, helpers, bo, chen, fresh):
    end_helping(helper=helpers[2], by=helpers[2].helper)
    Card.objects.update(made_on=timezone.localdate() - timedelta(days=6))
    early = fresh(chen).post(at(helpers[1], "confirm"), {"code": code})
    assert early.status_code == 403
    assert "only seven days after it was printed" in early.text
    Card.objects.update(made_on=timezone.localdate() - timedelta(days=7))
    assert fresh(bo).post(at(helpers[0], "confirm"), {"code": code}).status_code == 403
    assert back.get("/me/readings/").status_code == 403
    assert fresh(chen).post(at(helpers[1], "confirm"), {"code": code}).status_code == 302
    assert back.get("/me/readings/").status_code == 200


def test_not_even_after_asking_anew(back, code, helpers, bo, fresh):
    ask_for_card(helper=helpers[0])
    assert fresh(bo).post(at(helpers[0], "confirm"), {"code": code}).status_code == 403


def test_not_with_a_wrong_code_nor_that_of_another_nor_of_yesterday(
    back, code, helpers, chen, amina, fresh, time_machine
):
    other = code_to_show(chen.user, Purpose.CONFIRM)
    for wrong in ("ABCD-EFGH", other, "", "\x00", "x" * 41):
        page = fresh(amina).post(at(helpers[2], "confirm"), {"code": wrong})
        assert page.status_code == 422
    time_machine.shift(timedelta(days=1))
    assert fresh(amina).post(at(helpers[2], "confirm"), {"code": code}).status_code == 422
    assert back.get("/me/readings/").status_code == 403


def test_not_who_was_taken_back(back, code, helpers, amina, fresh):
    end_helping(helper=helpers[2], by=helpers[2].holder)
    assert fresh(amina).post(at(helpers[2], "confirm"), {"code": code}).status_code == 404


def test_only_who_waits_for_it_shows_a_code(rosa, fresh):
    client = fresh(rosa)
    assert client.get("/me/new-card/code/")["Location"] == "/me/"
    assert client.post("/me/new-card/code/")["Location"] == "/me/"


def test_no_column_holds_a_code_that_is_shown_or_printed(printed, rosa, bo):
    shown = [code_to_show(rosa, Purpose.CONFIRM), code_to_show(bo.user, Purpose.HELP)]
    rows = everything()
    for code in [*printed, *shown, NEW]:
        assert code not in rows


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ar"] if DEEP else ["ar"])
def test_9_named_lost_stopped_printed_and_confirmed(
    new_page, rosa, old, bo, chen, fresh, language, time_machine
):
    def phone_of(who):
        page = new_page(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
        sign_in(page, who, client=fresh(who))
        set_language(page, language)
        return page

    def at(page, address, *press):
        page.goto(address)
        looks_well(page)
        for each in press:
            page.locator(each).first.click()
            page.wait_for_load_state()
            looks_well(page)

    def looks_well(page):
        assert_fits(page)
        assert_axe(page)

    hers, his, theirs = map(phone_of, (rosa, bo, chen))
    for helping in (his, theirs):
        at(helping, HELPING, "main form[action$='/code/'] button")
        hers.goto("/me/helpers/")
        hers.fill("#id_code", helping.locator(".code strong").inner_text())
        looks_well(hers)
        hers.locator("main form .button:not(.quiet)").click()
        looks_well(hers)
        hers.locator("main form .button:not(.quiet)").click()
        looks_well(hers)
    assert rosa.helpers.count() == 2

    def ask():
        at(his, HELPING, "main a[href$='/lost/']", "main form .danger")
        at(theirs, HELPING, "main a[href$='/second/']", "main form .danger")

    ask()
    at(hers, "/me/new-card/")
    at(hers, "/me/", "form[action='/me/new-card/stop/'] .button")
    assert not NewCard.objects.exists()
    ask()
    NewCard.objects.update(ready_at=timezone.now())
    at(his, HELPING, "main a[href$='/print/']", "main form .button")
    code = his.locator(".access-card strong[dir=ltr]").first.inner_text()
    hers.context.clear_cookies()
    set_language(hers, language)
    at(hers, f"/card/{code.replace('-', '')}/", "main form .button")
    at(hers, "/me/readings/")
    at(hers, "/me/new-card/code/", "main form .button")
    Card.objects.update(made_on=timezone.localdate() - timedelta(days=7))
    at(theirs, HELPING, "main a[href$='/confirm/']")
    theirs.fill("#id_code", hers.locator(".code strong").inner_text())
    theirs.locator("main form .button").click()
    theirs.locator(".messages .message").wait_for()
    hers.goto("/me/readings/")
    assert Card.objects.get(ended_on=None).confirmed
