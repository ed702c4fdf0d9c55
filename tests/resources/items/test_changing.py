"""Correcting, pausing and taking out what is shared, and what is left of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mutualaid import hooks
from mutualaid.networks.services import leave
from mutualaid.notices.models import Notice
from mutualaid.sealed.models import DataKey, Erased
from mutualaid.sealed.services import unseal
from resources.items import services
from resources.items.models import Item, ItemVouch
from tests.resources.factories import shared_by
from tests.resources.items.steps import FILLED, at, go, names, page


def test_its_owner_corrects_it(browse, amina):
    item, client = shared_by(amina), browse(amina)
    shown = go(client, "words", item)
    assert "Please bring it back clean." in shown.text
    seen = shown.context["form"]["seen"].value()
    filled = FILLED | {"name": "A big drill", "conditions": "Ring first.", "seen": seen}
    assert go(client, "change", item, **filled).status_code == 302
    item.refresh_from_db()
    assert item.name == "A big drill"
    assert unseal(item, "conditions", key=item.key) == "Ring first."
    assert names(client, q="big")


def test_of_two_who_change_it_the_second_is_told(browse, amina):
    item, client = shared_by(amina), browse(amina)
    seen = go(client, "words", item).context["form"]["seen"].value()
    services.change_item(item=item, name="Another")
    answer = go(client, "change", item, **FILLED | {"seen": seen})
    assert answer.status_code == 422
    assert "Somebody changed this" in answer.text


@pytest.mark.parametrize(
    "verb", ["words", "change", "pause", "share_again", "take_out", "look_after"]
)
def test_nobody_else_changes_it(browse, amina, chen, dara, client, verb):
    item = shared_by(amina)
    assert go(browse(chen), verb, item, **FILLED).status_code == 403
    assert go(browse(dara), verb, item, **FILLED).status_code == 404
    client.logout()
    assert go(client, verb, item, **FILLED).status_code in {302, 403}
    item.refresh_from_db()
    assert item.state == Item.State.SHARED


def test_paused_and_shared_again(browse, amina, chen):
    item, client = shared_by(amina), browse(amina)
    go(client, "pause", item)
    assert "Not at the moment" in page(client, item).text
    assert page(browse(chen), item).status_code == 404
    assert not names(browse(chen), q="drill")
    go(browse(amina), "share_again", item)
    assert page(browse(chen), item).status_code == 200


def test_taken_out_it_can_be_had_back_for_a_week(browse, amina, time_machine):
    item, client = shared_by(amina), browse(amina)
    key = item.key_id
    go(client, "take_out", item)
    assert "Taken out" in client.get(at("item_mine")).text
    time_machine.move_to(timezone.now() + timedelta(days=7))
    services.forget_gone(network=amina.network)
    go(client, "share_again", item)
    go(client, "take_out", item)
    time_machine.move_to(timezone.now() + timedelta(days=8))
    services.forget_gone(network=amina.network)
    assert not Item.objects.exists()
    assert Erased.objects.filter(key=key).exists()
    assert not DataKey.objects.filter(pk=key).exists()


def test_after_a_year_its_owner_is_asked_and_then_it_is_paused(browse, amina, time_machine):
    item, network = shared_by(amina), amina.network
    time_machine.move_to(timezone.now() + timedelta(days=366))
    services.ask_owners(network=network)
    services.ask_owners(network=network)
    assert Notice.objects.filter(kind="resources.still_there").count() == 1
    client = browse(amina)
    assert "Can neighbors still have this?" in page(client, item).text
    time_machine.move_to(timezone.now() + timedelta(days=31))
    services.ask_owners(network=network)
    item.refresh_from_db()
    assert item.state == Item.State.PAUSED
    assert item.reminded_on, "so that its page says why"


def test_who_says_yes_still_has_it_shared_for_another_year(browse, amina, time_machine):
    item = shared_by(amina)
    time_machine.move_to(timezone.now() + timedelta(days=366))
    services.ask_owners(network=amina.network)
    go(browse(amina), "share_again", item)
    time_machine.move_to(timezone.now() + timedelta(days=31))
    services.ask_owners(network=amina.network)
    item.refresh_from_db()
    assert (item.state, item.reminded_on) == (Item.State.SHARED, None)


def test_who_leaves_takes_their_own_with_them(amina, bo):
    item = shared_by(amina, kind="expertise")
    theirs = shared_by(bo, kind="expertise")
    services.vouch_for(item=theirs, by=amina, saw_certificate=False)
    ends = [words for rows in hooks.ending_with.ask(amina) for words in rows]
    assert "You share “A drill”: it is taken out." in ends
    leave(member=amina)
    assert [*Item.objects.all()] == [theirs]
    assert Erased.objects.filter(key=item.key_id).exists()
    assert not ItemVouch.objects.exists()


def test_after_a_restore_it_is_forgotten_again(amina):
    item = shared_by(amina)
    hooks.forgetting.ask({item.key_id})
    assert not Item.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_my_data_tells_what_is_mine_and_not_what_is_of_others(amina, bo):
    theirs = shared_by(bo, kind="expertise", name="Bo’s trade", conditions="Ring")
    services.vouch_for(item=theirs, by=amina, saw_certificate=False)
    services.add_photo(item=shared_by(amina), large=b"large", small=b"small")
    told = [row for rows in hooks.my_membership.ask(amina) for row in rows]
    words = [str(value) for _what, value in told]
    assert any("A drill" in each for each in words)
    assert "Please bring it back clean." in words
    assert any(each.endswith("-1.jpg") for each in words)
    assert "Bo’s trade" in words, "that she said so"
    assert "Ring" not in words
