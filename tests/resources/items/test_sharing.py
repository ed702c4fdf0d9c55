"""Sharing something, and what is refused."""

import pytest
from django.core.exceptions import PermissionDenied

from mutualaid.fields import random_id
from mutualaid.sealed.services import unseal
from resources.items import services
from resources.items.models import Item
from tests.resources.factories import ItemFactory, shared_by
from tests.resources.items.steps import at, names, page, share


def test_a_member_shares_a_drill_and_another_finds_it(browse, amina, chen):
    answer = share(browse(amina))
    item = Item.objects.get()
    assert answer.url == at("item_detail", item.pk)
    assert (item.by, item.quantity, item.is_lent, item.by_the_hour) == (amina, 2, True, False)
    assert unseal(item, "conditions", key=item.key) == "Bring it back clean."
    client = browse(chen)
    assert names(client) == ["A drill"]
    shown = page(client, item).text
    assert "Bring it back clean." in shown
    assert "None, never. It is free." in shown
    assert "Amina" in shown


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("skill", {"level": "teach"}),
        ("expertise", {}),
        ("time", {"hours": "6"}),
        ("vehicle", {}),
        ("space", {}),
        ("goods", {"quantity": "40"}),
    ],
)
def test_each_kind_with_its_own_fields(browse, amina, kind, more):
    form = browse(amina).get(at("item_share", kind)).context["form"]
    own = {"skill": {"level"}, "time": {"hours"}, "goods": {"quantity"}}.get(kind, set())
    assert {"level", "hours", "quantity"} & form.fields.keys() == own
    assert share(browse(amina), kind, **more).status_code == 302
    item = Item.objects.get()
    assert item.level == more.get("level", "")
    assert item.hours == (6 if kind == "time" else None)
    assert item.by_the_hour == (kind in {"vehicle", "space"})


def test_no_such_kind(browse, amina):
    assert browse(amina).get(at("item_share", "gold")).url == at("item_new")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"category": "gold"},
        {"quantity": "0"},
        {"quantity": "-3"},
        {"audience": "nobody"},
        {"cell": "somewhere"},
        {"holder": "7"},
        {"conditions": "x" * 1001},
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(browse, amina, wrong):
    answer = share(browse(amina), **wrong)
    assert answer.status_code == 422
    assert "Please look at this again" in answer.text
    assert "clean" in answer.text or "conditions" in wrong
    assert not Item.objects.exists()


def test_sent_twice_it_is_there_once(browse, amina, chen):
    for who in (amina, amina, chen):
        share(browse(who), once="7")
    assert [item.by for item in Item.objects.order_by("by__name")] == [amina, chen]


def test_a_place_is_made_coarse(browse, amina):
    share(browse(amina), cell="51.50735, -0.12776")
    assert len(Item.objects.get().cell) == 15
    assert "51.507" not in str(Item.objects.values())


def test_not_5000_resources_by_one_person(browse, amina, monkeypatch):
    assert services.MOST < 5000
    ItemFactory.create_batch(3, by=amina)
    monkeypatch.setattr(services, "MOST", 4)
    shared_by(amina)
    with pytest.raises(PermissionDenied, match="4 things are as many as one list can hold"):
        shared_by(amina)
    assert Item.objects.count() == 4
    assert browse(amina).get(at("item_share", "tool")).status_code == 403
    kitchen = amina.seats.get(circle__name="Kitchen").circle
    assert shared_by(amina, circle=kitchen), "a circle may have more"


def test_nor_do_they_come_back_in(amina, monkeypatch):
    gone = shared_by(amina)
    services.take_out(item=gone)
    monkeypatch.setattr(services, "MOST", 1)
    shared_by(amina)
    with pytest.raises(PermissionDenied):
        services.share_again(item=gone)


def test_what_asks_for_care_is_offered_by_those_whom_others_know(browse, newcomer, amina):
    childcare = {"category": "childcare", "hours": "4"}
    assert share(browse(newcomer), "time", **childcare).status_code == 422
    assert share(browse(amina), "time", **childcare).status_code == 302


def test_once_is_a_secret_of_its_page(amina):
    one, two = (shared_by(amina, once=random_id()) for _ in range(2))
    assert one != two


def test_care_is_offered_by_who_is_known_whatever_way_they_come(newcomer, amina):
    shared_by(amina, category="childcare")
    with pytest.raises(PermissionDenied):
        shared_by(newcomer, category="childcare")
    item = shared_by(newcomer)
    with pytest.raises(PermissionDenied):
        services.change_item(item=item, category="childcare")
    assert Item.objects.filter(category="childcare").count() == 1
