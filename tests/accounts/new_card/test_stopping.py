"""Stopping a new card, for 72 hours and after."""

import re

import pytest
from django.core import mail
from django.test import Client

from mutualaid.accounts.cards.services import redeem
from mutualaid.accounts.helpers.services import ask_for_card, second_card
from mutualaid.accounts.models import NewCard
from mutualaid.jobs.services import sweep
from tests.accounts.new_card.factories import EMAIL, NEW, NEWS, PASSWORD, at, kinds

pytestmark = pytest.mark.django_db


def test_who_comes_in_by_the_old_card_sees_it_first_and_stops_it(waiting, old, told):
    client = Client()
    page = client.post("/sign-in/card/", {"code": old[0]}, follow=True)
    assert page.redirect_chain[-1][0].startswith("/me/new-card/")
    assert "Did you lose your card?" in page.text
    for name in ("Bo", "Chen"):
        assert f">{name}<" in page.text
    told.clear()
    stopped = client.post("/me/new-card/stop/", follow=True)
    assert "Bo and Chen asked for it" in stopped.text
    assert stopped.redirect_chain[-1][0] == "/me/helpers/", "where they are taken back"
    assert stopped.text.count("Take it back") >= 2
    assert not NewCard.objects.exists()
    assert kinds(told) == [("Bo", "new_card_ended"), ("Chen", "new_card_ended")]
    assert redeem(old[1]), "the card still works"


def test_by_any_other_way_in_they_see_it_first_too(waiting, reachable):
    client = Client()
    typed = {"known_as": EMAIL, "password": PASSWORD, "next": "/join/"}
    answer = client.post("/sign-in/password/", typed)
    assert answer["Location"] == "/me/new-card/?next=%2Fjoin%2F"
    assert 'href="/join/"' in client.get(answer["Location"]).text
    stopped = client.post("/me/new-card/stop/", {"next": "/join/"})
    assert stopped["Location"] == "/join/"
    assert "you can take back that they may" in client.get("/join/").text


def test_who_hides_by_then_is_not_named(waiting, rosa, bo, chen, fresh, hide):
    hide(rosa, bo.user)
    page = fresh(rosa).get("/me/new-card/").text
    assert ">Bo<" not in page
    assert ">Chen<" not in page, "or it would tell that the other hides"
    assert "can print a new card" not in page, "they cannot"
    assert "Stop it" in page
    stopped = fresh(rosa).post("/me/new-card/stop/", follow=True).text
    assert not NewCard.objects.exists()
    assert "asked for it" not in stopped
    assert ">Bo<" not in stopped


def test_it_leads_nowhere_else(waiting, rosa, fresh):
    page = fresh(rosa).get("/me/new-card/?next=https://example.org/")
    assert "example.org" not in page.text.partition("<main")[2]


def test_every_page_says_so_and_stops_it(waiting, rosa, bo, fresh):
    client = fresh(rosa)
    for page in ("/", "/me/", "/me/cards/", "/kept/"):
        assert NEWS in client.get(page).text
        assert NEWS not in fresh(bo).get(page).text
    for _ in range(2):
        assert client.post("/me/new-card/stop/").status_code == 302
    assert NEWS not in client.get("/me/").text
    assert not NewCard.objects.exists()


def test_nothing_is_said_while_one_alone_says_so(helpers, rosa, fresh):
    ask_for_card(helper=helpers[0])
    client = fresh(rosa)
    assert NEWS not in client.get("/me/").text
    assert client.get("/me/new-card/")["Location"] == "/me/"


def test_stopped_it_is_printed_no_more(ready, rosa, bo, helpers, fresh):
    fresh(rosa).post("/me/new-card/stop/")
    page = fresh(bo).post(at(helpers[0], "print"), {"batch": NEW}, follow=True)
    assert "There is no card to print now." in page.text


def test_a_mail_that_tells_nothing_on_a_locked_phone(helpers, reachable):
    ask_for_card(helper=helpers[0])
    second_card(helper=helpers[1])
    sweep()
    (message,) = mail.outbox
    assert message.to == [EMAIL]
    assert "/me/notices/" in message.body
    for word in ("Bo", "Chen", "Rosa", "card"):
        assert not re.search(rf"\b{word}\b", message.subject + message.body)
