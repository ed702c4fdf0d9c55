"""Sharing something: who finds it, who changes it, and what is left of it."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mutualaid import hooks
from mutualaid.fields import random_id
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Circle, Member, Seat
from mutualaid.networks.services import leave
from mutualaid.notices.models import Notice
from mutualaid.sealed.models import DataKey, Erased
from mutualaid.sealed.services import unseal
from resources.asks.services import ask
from resources.items import services
from resources.items.models import Item, ItemVouch, Window
from tests.needs.posts.factories import need_of
from tests.networks.factories import CircleFactory, conceal
from tests.pictures.images import photo
from tests.resources.factories import ItemFactory, WindowFactory, shared_by

FILLED = {
    "name": "A drill",
    "category": "hand-tools",
    "conditions": "Bring it back clean.",
    "audience": "members",
    "holder": "me",
    "quantity": "2",
}


def at(name, *arguments):
    return reverse(f"resources:{name}", args=["millbrook", *arguments])


def share(client, kind="tool", **filled):
    return client.post(at("item_share", kind), FILLED | filled)


def page(client, item):
    return client.get(at("item_detail", item.pk))


def names(client, **asked):
    return [row["name"] for row in client.get(at("item_list"), asked).context["rows"]]


def go(client, verb, item, **sent):
    return client.post(at(f"item_{verb}", item.pk), sent)


# Sharing


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


# Who sees it


@pytest.mark.parametrize(
    ("audience", "seen"),
    [
        ("everyone", {"visitor", "newcomer", "chen", "bo"}),
        ("members", {"newcomer", "chen", "bo"}),
        ("known", {"chen", "bo"}),
        ("kitchen", {"bo"}),
    ],
)
def test_who_may_ask_is_who_sees_it(client, amina, newcomer, bo, chen, kitchen, audience, seen):
    told = {"audience": audience}
    if audience == "kitchen":
        told = {"audience": "circle", "for_circle": kitchen}
    item = shared_by(amina, languages=["es"], **told)
    found = set()
    for name, who in {"visitor": None, "newcomer": newcomer, "chen": chen, "bo": bo}.items():
        client.logout()
        if who:
            client.force_login(who.user)
        listed = {
            bool(names(client, **asked))
            for asked in ({}, {"q": "drill"}, {"language": "es"}, {"kind": "tool"})
        }
        assert len(listed) == 1, "search and list say the same"
        assert (page(client, item).status_code == 200) in listed
        found |= {name} if listed == {True} else set()
    assert found == seen


def test_visitors_read_no_name_and_no_conditions(client, amina):
    shown = page(client, shared_by(amina, audience="everyone")).text
    assert "A drill" in shown
    assert "Amina" not in shown
    assert "clean" not in shown


def test_newcomers_read_no_name(browse, amina, newcomer):
    assert "Amina" not in page(browse(newcomer), shared_by(amina)).text


def test_who_hides_is_not_there_either_way(browse, amina, chen):
    mine, theirs = shared_by(amina), shared_by(chen)
    hide(by=amina, name="Chen")
    for who, absent in [(chen, mine), (amina, theirs)]:
        client = browse(who)
        assert page(client, absent).status_code == 404
        assert len(names(client)) == len(names(client, q="drill")) == 1


def test_who_takes_a_break_shares_nothing_meanwhile(browse, amina, chen):
    item = shared_by(amina)
    Member.objects.filter(pk=amina.pk).update(break_until=amina.network.today())
    client = browse(chen)
    assert not names(client)
    assert not names(client, q="drill")
    assert page(client, item).status_code == 404
    assert go(browse(amina), "pause", item).status_code == 302, "they can still put it away"


def test_hidden_by_a_concern_its_owner_sees_it_still(browse, amina, chen):
    item = shared_by(amina)
    conceal(item, amina.network)
    assert page(browse(chen), item).status_code == 404
    assert "This is hidden" in page(browse(amina), item).text


# Finding


def test_search_minds_neither_accents_nor_case(browse, amina, chen):
    shared_by(amina, name="Máquina de coser")
    assert names(browse(chen), q="MAQUINA cos") == ["Máquina de coser"]
    assert names(browse(chen), q="drill") == []


def test_narrowed_by_kind_category_and_language(browse, amina, chen):
    shared_by(amina, name="Ladder", languages=["ar"])
    shared_by(amina, name="Bike", kind="vehicle", category="bicycle", languages=["es"])
    client = browse(chen)
    assert names(client, kind="vehicle") == names(client, q="bik", kind="vehicle") == ["Bike"]
    assert names(client, category="tools") == ["Ladder"], "with those beneath it"
    assert names(client, language="ar") == ["Ladder"]
    assert names(client, language="ar", kind="vehicle") == []
    assert len(names(client, kind="gold")) == 2, "a broken filter is left out"


@pytest.mark.parametrize("asked", [{}, {"q": "drill"}, {"kind": "tool"}])
def test_25_a_page_each_once(browse, amina, chen, asked):
    for number in range(60):
        ItemFactory(by=amina, name=f"Drill {number}")
    client, found, query = browse(chen), [], "?" + "&".join(f"{k}={v}" for k, v in asked.items())
    for size in (25, 25, 10):
        context = client.get(at("item_list") + query).context
        assert len(context["rows"]) == size
        found += [row["name"] for row in context["rows"]]
        query = context["older"]
    assert not query
    assert len({*found}) == 60


@pytest.mark.parametrize("before", ["9" * 5000, "٩" * 30, "-1", "x"])
def test_a_broken_cursor_is_a_page(browse, amina, before):
    assert browse(amina).get(at("item_list"), {"before": before}).status_code == 200


# Changing


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


def test_to_a_circle_and_back(browse, amina, kitchen):
    item, client = shared_by(amina), browse(amina)
    go(client, "change", item, **FILLED | {"audience": str(kitchen.pk)})
    item.refresh_from_db()
    assert (item.audience, item.for_circle) == ("circle", kitchen)
    assert go(client, "words", item).context["form"]["audience"].value() == str(kitchen.pk)
    go(client, "change", item, **FILLED)
    item.refresh_from_db()
    assert (item.audience, item.for_circle) == ("members", None)


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


# Of a circle


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


def test_nobody_lets_go_of_what_is_theirs_alone(browse, amina):
    item = shared_by(amina)
    assert "I cannot look after" not in page(browse(amina), item).text
    go(browse(amina), "let_go", item)
    item.refresh_from_db()
    assert item.by == amina


def test_which_languages_and_for_its_owner_who_may_ask(browse, amina, bo, kitchen):
    item = shared_by(amina, languages=["ar", "es"], audience="circle", for_circle=kitchen)
    assert "Only the circle “Kitchen”" in page(browse(amina), item).text
    seen = page(browse(bo), item).text
    assert "Español" in seen
    assert "Who may ask for it?" not in seen


def test_a_household_is_told_to_who_is_known_alone(browse, amina, chen, newcomer):
    home = CircleFactory(network=amina.network, kind="household", name="Mill Road 5")
    Seat.objects.create(circle=home, member=amina)
    item = shared_by(amina, circle=home, audience=Item.Audience.EVERYONE)
    need = need_of(amina, circle=home)
    pages = [
        reverse("resources:item_detail", args=["millbrook", item.pk]),
        reverse("needs:need_detail", args=["millbrook", need.pk]),
    ]
    for page in pages:
        assert "Mill Road" not in Client().get(page).text
        assert "Mill Road" not in browse(newcomer).get(page).text
        assert "Mill Road 5" in browse(chen).get(page).text


def test_not_for_a_circle_of_others(browse, chen, kitchen):
    assert share(browse(chen), holder=str(kitchen.pk)).status_code == 422
    assert share(browse(chen), audience=str(kitchen.pk)).status_code == 422


def test_what_all_of_us_have(browse, amina, network):
    assembly = network.circles.get(kind=Circle.Kind.ASSEMBLY)
    share(browse(amina), holder=str(assembly.pk))
    assert Item.objects.get().circle == assembly


# Leaving


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


# When it can be had


def test_times_of_the_week(browse, amina, chen):
    item, client = shared_by(amina), browse(amina)
    when = {"weekday": "4", "start": "09:00", "end": "17:00"}
    assert go(client, "windows", item, **when).status_code == 302
    assert "Friday 9 a.m. – 5 p.m." in page(browse(chen), item).text
    assert go(browse(chen), "windows", item, **when).status_code == 403
    window = item.windows.get()
    assert browse(amina).post(at("window_remove", item.pk, window.pk)).status_code == 302
    assert not item.windows.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": "17:00", "end": "09:00"},
        {"start": "12:00", "end": "12:00"},
        {"weekday": "7"},
        {"start": "25:00"},
        {"start": "16:59", "end": "18:00"},
        {"start": "08:00", "end": "20:00"},
    ],
)
def test_inverted_and_overlapping_times_are_refused(browse, amina, wrong):
    item = WindowFactory(item__by=amina).item
    when = {"weekday": "4", "start": "09:00", "end": "17:00"}
    answer = go(browse(amina), "windows", item, **when | wrong)
    assert answer.status_code == 422
    assert item.windows.count() == 1


def test_so_many_times_and_no_more(browse, amina):
    item = ItemFactory(by=amina)
    for weekday in range(7):
        for hour in range(9, 12):
            services.add_window(item=item, weekday=weekday, start=time(hour), end=time(hour, 30))
    answer = go(browse(amina), "windows", item, weekday="1", start="20:00", end="21:00")
    assert answer.status_code == 422
    assert "as many times as there can be" in answer.text
    assert 'value="20:00' in answer.text
    with pytest.raises(PermissionDenied):
        services.add_window(item=item, weekday=1, start=time(20), end=time(21))


def test_times_that_touch_are_two(amina):
    item = WindowFactory(item__by=amina).item
    assert services.add_window(item=item, weekday=4, start="17:00", end="18:00")
    assert services.add_window(item=item, weekday=5, start="09:00", end="17:00")


def test_beneath_the_code_the_database_refuses_what_is_inverted(amina):
    item = ItemFactory(by=amina)
    with pytest.raises(IntegrityError), transaction.atomic():
        Window.objects.create(item=item, weekday=1, start="17:00", end="09:00")
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(quantity=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(level="can")


# Photos


def add_photo(client, item, content=None):
    file = SimpleUploadedFile("drill.jpg", photo() if content is None else content)
    return go(client, "photos", item, picture=file)


def test_photos_are_drawn_anew_and_members_see_them(browse, amina, chen, client):
    item = shared_by(amina, audience="everyone")
    assert add_photo(browse(amina), item).status_code == 302
    photo = item.photos.get()
    address = at("photo_large", item.pk, photo.pk)
    assert address in page(browse(chen), item).text
    shown = browse(chen).get(address)
    assert shown["Content-Type"] == "image/jpeg"
    assert shown.content.startswith(b"\xff\xd8")
    client.logout()
    assert address not in page(client, item).text
    assert client.get(address).status_code == 302
    other = shared_by(chen)
    assert browse(chen).get(at("photo_large", other.pk, photo.pk)).status_code == 404


def test_what_is_no_photo_and_one_too_many(browse, amina):
    item, client = shared_by(amina), browse(amina)
    assert add_photo(client, item, b"not a picture").status_code == 422
    assert go(client, "photos", item).status_code == 422
    for _ in range(3):
        add_photo(client, item)
    assert add_photo(client, item).status_code == 422
    assert item.photos.count() == 3
    client.post(at("photo_remove", item.pk, item.photos.first().pk))
    assert item.photos.count() == 2


# How it is known


def test_how_it_is_known(browse, amina, bo, chen, newcomer):
    item = shared_by(amina, kind="expertise", category="electric")
    assert "They say so themselves." in page(browse(chen), item).text
    go(browse(bo), "vouch", item)
    go(browse(chen), "vouch", item, saw_certificate="on")
    go(browse(chen), "vouch", item, saw_certificate="on")
    shown = page(browse(newcomer), item).text
    assert "2 members say that they can do it." in shown
    assert "1 member has seen a certificate." in shown
    browse(bo).post(at("item_vouch_no_more", item.pk))
    assert item.vouches.count() == 1


def test_who_may_not_say_so(browse, amina, newcomer, chen):
    item = shared_by(amina, kind="expertise", category="electric")
    assert go(browse(newcomer), "vouch", item).status_code == 403
    assert go(browse(amina), "vouch", item).status_code == 403
    assert go(browse(chen), "vouch", shared_by(amina)).status_code == 403, "a drill"
    assert not ItemVouch.objects.exists()


def test_who_hides_counts_for_nothing(browse, amina, bo, chen):
    item = shared_by(amina, kind="expertise", category="electric")
    services.vouch_for(item=item, by=bo, saw_certificate=False)
    hide(by=bo, name="Chen")
    assert "They say so themselves." in page(browse(chen), item).text
    hide(by=bo, name="Amina")
    assert not ItemVouch.objects.exists()


def test_who_wants_to_learn_meets_who_could_teach(browse, amina, chen, bo):
    skill = {"kind": "skill", "category": "bicycle"}
    teach = shared_by(amina, level="teach", name="Brakes", **skill)
    learn = shared_by(chen, level="learn", name="My bike", **skill)
    shared_by(bo, level="can", name="Lights", **skill)
    shown = page(browse(chen), learn)
    assert [row["name"] for row in shown.context["meets"]] == ["Brakes"]
    assert [row["name"] for row in page(browse(bo), teach).context["meets"]] == ["My bike"]


def test_what_asks_for_care_is_offered_by_those_whom_others_know(browse, newcomer, amina):
    childcare = {"category": "childcare", "hours": "4"}
    assert share(browse(newcomer), "time", **childcare).status_code == 422
    assert share(browse(amina), "time", **childcare).status_code == 302


def test_once_is_a_secret_of_its_page(amina):
    one, two = (shared_by(amina, once=random_id()) for _ in range(2))
    assert one != two


def test_a_circle_that_is_gone_opens_it_to_nobody(browse, amina, bo):
    circle = CircleFactory(network=amina.network, name="Choir")
    item = shared_by(amina, audience="circle", for_circle=circle)
    circle.delete()
    assert page(browse(bo), item).status_code == 404
    assert page(browse(amina), item).status_code == 200


def test_care_is_offered_by_who_is_known_whatever_way_they_come(newcomer, amina):
    shared_by(amina, category="childcare")
    with pytest.raises(PermissionDenied):
        shared_by(newcomer, category="childcare")
    item = shared_by(newcomer)
    with pytest.raises(PermissionDenied):
        services.change_item(item=item, category="childcare")
    assert Item.objects.filter(category="childcare").count() == 1
