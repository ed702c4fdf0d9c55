"""Asking for a new card: by the word of two."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from mutualaid import hooks
from mutualaid.accounts.helpers.services import (
    ask_for_card,
    end_helping,
    forget_what_is_over,
    print_card,
    second_card,
)
from mutualaid.accounts.models import Card, NewCard
from tests.accounts.new_card.factories import HELPING, NEW, at, kinds

pytestmark = pytest.mark.django_db


def test_one_asks_and_another_says_so_too(helpers, bo, chen, fresh, told):
    client = fresh(bo)
    assert "Did Rosa lose their card?" in client.get(at(helpers[0], "lost")).text
    assert not NewCard.objects.exists(), "looking asks for nothing"
    client.post(at(helpers[0], "lost"))
    assert told == [], "one alone disturbs nobody"
    assert "ask Rosa whom else they named" in client.get(HELPING).text
    assert "Somebody says that they lost their card." in fresh(chen).get(HELPING).text
    fresh(chen).post(at(helpers[1], "second"))
    asked = NewCard.objects.get()
    assert (asked.first, asked.second) == (bo.user, chen.user)
    assert timedelta(hours=71) < asked.ready_at - timezone.now() <= timedelta(hours=72)
    assert kinds(told) == [("Rosa", "new_card_asked")]


def test_one_helper_alone_is_not_two(helpers, bo, fresh):
    client = fresh(bo)
    for verb in ("lost", "lost"):
        client.post(at(helpers[0], verb))
    refused = client.post(at(helpers[0], "second"))
    assert refused.status_code == 403
    assert "It takes two of you." in refused.text
    assert NewCard.objects.get().second is None


def test_nor_in_the_database(rosa, bo):
    with pytest.raises(IntegrityError), transaction.atomic():
        NewCard.objects.create(
            holder=rosa, first=bo.user, second=bo.user, ends_on=timezone.localdate()
        )


def test_who_asks_after_another_is_led_to_say_so_too(helpers, bo, chen, fresh):
    fresh(bo).post(at(helpers[0], "lost"))
    answer = fresh(chen).post(at(helpers[1], "lost"))
    assert answer["Location"] == at(helpers[1], "second")
    assert NewCard.objects.get().second is None


def test_sent_twice_it_happens_once(waiting, helpers, bo, chen, fresh, told):
    ready_at = waiting.ready_at
    for client, verb in [(fresh(bo), "lost"), (fresh(chen), "second")] * 2:
        client.post(at(helpers[verb == "second"], verb))
    assert NewCard.objects.get().ready_at == ready_at
    assert kinds(told) == [("Rosa", "new_card_asked")]


def test_a_third_changes_nothing(waiting, helpers, amina, chen, fresh):
    told = fresh(amina).post(at(helpers[2], "second"))
    assert told.status_code == 403
    assert "Two whom they named have said so already." in told.text
    assert NewCard.objects.get().second == chen.user


@pytest.mark.parametrize("verb", ["lost", "second", "back", "print", "confirm", "end"])
def test_nobody_who_was_not_named(waiting, helpers, newcomer, dara, fresh, verb):
    for stranger in (newcomer, dara):
        client = fresh(stranger)
        assert "Rosa" not in client.get(HELPING).text
        for helper in helpers:
            assert client.post(at(helper, verb), {"batch": NEW}).status_code == 404
    assert NewCard.objects.get() == waiting


def test_who_was_taken_back_counts_no_more(helpers, told):
    ask_for_card(helper=helpers[0])
    end_helping(helper=helpers[0], by=helpers[0].helper)
    assert not NewCard.objects.exists()
    with pytest.raises(PermissionDenied):
        second_card(helper=helpers[1])
    with pytest.raises(PermissionDenied):
        ask_for_card(helper=helpers[0])


@pytest.mark.parametrize(("who", "hear"), [("Chen", ["Bo", "Rosa"]), ("Rosa", ["Bo"])])
def test_ended_while_it_waits_it_is_over(waiting, helpers, fresh, told, who, hear):
    """Neither who did it hears that, nor the helper who was taken back."""
    told.clear()
    helper = helpers[1]
    by, page = {"Chen": (helper.helper, HELPING), "Rosa": (helper.holder, "/me/helpers/")}[who]
    shown = fresh(by).post(f"{page}{helper.pk}/end/", follow=True).text
    assert ("they hear that it is not made" in shown) == (who == "Chen")
    assert not NewCard.objects.exists()
    assert kinds(told) == [(name, "new_card_ended") for name in hear]


def test_who_hides_meanwhile_counts_no_more(ready, rosa, bo, chen, helpers, monkeypatch):
    pair = {rosa.pk, chen.user.pk}
    offer = (50, lambda user: pair - {user.pk} if user.pk in pair else set())
    monkeypatch.setattr(hooks.hidden, "_offers", [offer])
    with pytest.raises(PermissionDenied):
        print_card(helper=helpers[0], batch=NEW)
    assert not Card.objects.filter(confirmed=False).exists()


def test_a_helper_takes_it_back_but_only_one_of_the_two(waiting, helpers, bo, amina, fresh, told):
    assert fresh(amina).post(at(helpers[2], "back")).status_code == 403
    told.clear()
    fresh(bo).post(at(helpers[0], "back"))
    assert not NewCard.objects.exists()
    assert kinds(told) == [("Chen", "new_card_ended"), ("Rosa", "new_card_ended")]


def test_so_often_in_a_day_and_no_more(helpers, bo, fresh, time_machine):
    time_machine.move_to(timezone.now().replace(hour=1), tick=True)
    client = fresh(bo)
    for _ in range(5):
        client.post(at(helpers[0], "lost"))
        client.post(at(helpers[0], "back"))
    assert not NewCard.objects.exists()
    time_machine.shift(timedelta(hours=2))
    page = client.post(at(helpers[0], "lost"), follow=True)
    assert "You asked for cards often today." in page.text
    assert not NewCard.objects.exists()
    time_machine.shift(timedelta(hours=24))
    client.post(at(helpers[0], "lost"))
    assert NewCard.objects.exists()


def test_a_phone_lying_open_can_begin_and_nothing_more(helpers, bo, chen, client):
    client.force_login(bo.user)
    client.post(at(helpers[0], "lost"))
    assert NewCard.objects.exists()
    client.force_login(chen.user)
    for verb in ("second", "print", "confirm"):
        answer = client.post(at(helpers[1], verb), {"batch": NEW})
        assert answer["Location"].startswith("/sign-in/")
    assert NewCard.objects.get().second is None


def test_the_word_of_one_is_forgotten_after_a_week(helpers, time_machine):
    ask_for_card(helper=helpers[0])
    time_machine.move_to(timezone.now() + timedelta(days=8))
    with pytest.raises(PermissionDenied):
        second_card(helper=helpers[1])
    forget_what_is_over()
    assert not NewCard.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_say_so_at_once_one_counts(helpers, told):
    ask_for_card(helper=helpers[0])

    def say(helper):
        try:
            second_card(helper=helper)
        except PermissionDenied:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(say, [helpers[1], helpers[2]] * 2))
    assert NewCard.objects.get().second in {helpers[1].helper, helpers[2].helper}
    assert kinds(told) == [("Rosa", "new_card_asked")]
