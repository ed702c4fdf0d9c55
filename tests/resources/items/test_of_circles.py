"""What a circle has, and who looks after it."""

from django.test import Client
from django.urls import reverse

from mutualaid.networks.models import Circle, Seat
from mutualaid.networks.services import leave
from mutualaid.notices.models import Notice
from resources.asks.services import ask
from resources.items.models import Item
from tests.needs.posts.factories import need_of
from tests.networks.factories import CircleFactory
from tests.resources.factories import shared_by
from tests.resources.items.steps import FILLED, go, names, page, share


def test_to_a_circle_and_back(browse, amina, kitchen):
    item, client = shared_by(amina), browse(amina)
    go(client, "change", item, **FILLED | {"audience": str(kitchen.pk)})
    item.refresh_from_db()
    assert (item.audience, item.for_circle) == ("circle", kitchen)
    assert go(client, "words", item).context["form"]["audience"].value() == str(kitchen.pk)
    go(client, "change", item, **FILLED)
    item.refresh_from_db()
    assert (item.audience, item.for_circle) == ("members", None)


def test_what_a_circle_has_stays_when_who_looks_after_it_leaves(browse, amina, bo, chen, kitchen):
    share(browse(amina), holder=str(kitchen.pk))
    item = Item.objects.get()
    assert "Kitchen" in page(browse(chen), item).text
    assert go(browse(bo), "pause", item).status_code == 403
    leave(member=amina)
    item.refresh_from_db()
    assert (item.by, item.circle) == (None, kitchen)
    assert names(browse(chen)) == names(browse(chen), q="drill") == ["A drill"]
    assert go(browse(chen), "look_after", item).status_code == 403
    go(browse(bo), "look_after", item)
    item.refresh_from_db()
    assert item.by == bo


def test_who_cannot_look_after_it_any_more_lets_go(browse, amina, bo, chen, kitchen):
    item = shared_by(amina, circle=kitchen, kind="skill", level="can", category="clothing")
    asked = ask(item=item, by=chen, words="A coat.", contact="555", wanted_on=item.network.today())
    assert "I cannot look after it any more" in page(browse(amina), item).text
    assert go(browse(bo), "let_go", item).status_code == 403
    go(browse(amina), "let_go", item)
    item.refresh_from_db()
    assert item.by is None
    asked.refresh_from_db()
    assert asked.state == "no"
    told = Notice.objects.filter(kind="resources.keeper_wanted")
    assert [notice.user for notice in told] == [bo.user]
    go(browse(bo), "look_after", item)
    item.refresh_from_db()
    assert item.by == bo
    assert "I cannot look after" not in page(browse(amina), item).text


def test_care_that_a_circle_offers_is_kept_by_who_is_known(browse, amina, bo, newcomer, kitchen):
    item = shared_by(amina, circle=kitchen, kind="time", category="childcare")
    go(browse(amina), "let_go", item)
    Seat.objects.create(circle=kitchen, member=newcomer)
    answer = go(browse(newcomer), "look_after", item)
    assert answer.status_code == 403
    item.refresh_from_db()
    assert item.by is None
    go(browse(bo), "look_after", item)
    item.refresh_from_db()
    assert item.by == bo


def test_nobody_lets_go_of_what_is_theirs_alone(browse, amina):
    item = shared_by(amina)
    assert "I cannot look after" not in page(browse(amina), item).text
    go(browse(amina), "let_go", item)
    item.refresh_from_db()
    assert item.by == amina


def test_a_household_is_told_to_who_is_known_alone(browse, amina, chen, newcomer):
    home = CircleFactory(network=amina.network, kind="household", name="Mill Road 5")
    Seat.objects.create(circle=home, member=amina)
    item = shared_by(amina, circle=home, audience=Item.Audience.EVERYONE)
    need = need_of(amina, circle=home)
    pages = [
        reverse("resources:item_detail", args=["millbrook", item.pk]),
        reverse("needs:need_detail", args=["millbrook", need.pk]),
    ]
    for address in pages:
        assert "Mill Road" not in Client().get(address).text
        assert "Mill Road" not in browse(newcomer).get(address).text
        assert "Mill Road 5" in browse(chen).get(address).text


def test_not_for_a_circle_of_others(browse, chen, kitchen):
    assert share(browse(chen), holder=str(kitchen.pk)).status_code == 422
    assert share(browse(chen), audience=str(kitchen.pk)).status_code == 422


def test_what_all_of_us_have(browse, amina, network):
    assembly = network.circles.get(kind=Circle.Kind.ASSEMBLY)
    share(browse(amina), holder=str(assembly.pk))
    assert Item.objects.get().circle == assembly


def test_a_circle_that_is_gone_opens_it_to_nobody(browse, amina, bo):
    circle = CircleFactory(network=amina.network, name="Choir")
    item = shared_by(amina, audience="circle", for_circle=circle)
    circle.delete()
    assert page(browse(bo), item).status_code == 404
    assert page(browse(amina), item).status_code == 200
