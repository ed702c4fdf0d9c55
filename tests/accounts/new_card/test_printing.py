"""Printing the new card."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from mutualaid.accounts.cards.services import CODES, InUse, make_card, redeem
from mutualaid.accounts.helpers.services import print_card
from mutualaid.accounts.models import Card, NewCard
from mutualaid.jobs.services import sweep
from tests.accounts.new_card.factories import NEW, at, kinds

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("hours", "status"), [(71, 403), (73, 200)])
def test_not_before_72_hours(waiting, helpers, bo, fresh, time_machine, hours, status):
    time_machine.move_to(timezone.now() + timedelta(hours=hours), tick=True)
    answer = fresh(bo).post(at(helpers[0], "print"), {"batch": NEW})
    assert answer.status_code == status
    assert Card.objects.filter(confirmed=False).exists() == (status == 200)


def test_both_hear_when_it_is_time(ready, told):
    told.clear()
    sweep()
    assert kinds(told) == [("Bo", "new_card_ready"), ("Chen", "new_card_ready")]


def test_a_card_with_its_person_in_their_language(ready, helpers, chen, rosa, old, fresh, told):
    rosa.language = "es"
    rosa.save()
    somewhere = fresh(rosa)
    told.clear()
    form = fresh(chen).get(at(helpers[1], "print"))
    assert "Is Rosa here with you?" in form.text
    batch = form.context["form"]["batch"].value()
    page = fresh(chen).post(at(helpers[1], "print"), {"batch": batch})
    codes = re.findall(r'<strong dir="ltr">([A-Z0-9-]+)<', page.text)
    assert len(codes) == CODES
    assert '<html lang="en"' in page.text, "the page is for Chen"
    assert 'lang="es" dir="ltr"' in page.text.partition("<article")[2]
    assert 'href="/me/helping/">I have printed it or written it down<' in page.text
    assert redeem(old[0]) is None
    assert somewhere.get("/me/").status_code == 302, "whoever found it is signed out"
    assert not NewCard.objects.exists()
    assert kinds(told) == [("Rosa", "new_card_printed")]
    assert redeem(codes[0]).card.user == rosa


def test_sent_again_it_is_the_same_card_and_another_is_not_made(printed, helpers):
    assert print_card(helper=helpers[0], batch=NEW) == printed
    with pytest.raises(InUse):
        print_card(helper=helpers[0], batch="yet another secret of a page")
    with pytest.raises(InUse):
        print_card(helper=helpers[1], batch=NEW)
    redeem(printed[0])
    with pytest.raises(InUse):
        print_card(helper=helpers[0], batch=NEW)


def test_not_by_a_third_helper(ready, helpers, amina, fresh):
    answer = fresh(amina).post(at(helpers[2], "print"), {"batch": NEW})
    assert answer.status_code == 403
    assert NewCard.objects.exists()


def test_not_after_two_weeks(waiting, helpers, bo, fresh, time_machine):
    time_machine.move_to(waiting.ready_at + timedelta(days=15), tick=True)
    assert fresh(bo).post(at(helpers[0], "print"), {"batch": NEW}).status_code == 403
    assert not Card.objects.filter(confirmed=False).exists()


def test_the_secret_of_another_page_makes_nothing(ready, helpers, bo):
    make_card(user=bo.user, batch=NEW)
    with pytest.raises(InUse):
        print_card(helper=helpers[0], batch=NEW)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_print_at_once_one_does(ready, helpers, rosa):
    def one(number):
        try:
            return print_card(helper=helpers[number % 2], batch=f"{NEW} {number}")
        except InUse:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len([*filter(None, pool.map(one, range(4)))]) == 1
    assert rosa.cards.filter(ended_on=None).count() == 1
