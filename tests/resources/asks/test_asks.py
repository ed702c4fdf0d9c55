"""Asking somebody for what they can do: who may, how often, and for how long the two can reach
each other."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from mutualaid import hooks
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Member
from mutualaid.networks.services import leave
from mutualaid.notices.models import Notice
from mutualaid.sealed.models import Access, DataKey, Erased
from resources.asks import services
from resources.asks.models import Ask, AskLimit
from resources.asks.queries import asked_enough, limit_of
from resources.items.models import NEVER, Item
from resources.items.services import pause, take_out
from tests.at_once import at_once
from tests.networks.factories import MemberFactory
from tests.resources.factories import shared_by

WORDS = {"words": "A letter from the city.", "contact": "555 0100"}
ANSWER = {"words": "Sunday after lunch.", "contact": "555 0144"}


def at(name, *arguments):
    return reverse(f"resources:{name}", args=["millbrook", *arguments])


@pytest.fixture
def letters(amina):
    """What Amina can do."""
    return shared_by(amina, kind="skill", level="can", category="language", name="Letters")


def asked(item, by, days=10):
    wanted_on = by.network.today() + timedelta(days=days)
    return services.ask(item=item, by=by, wanted_on=wanted_on, **WORDS)


def agreed(item, by):
    ask = asked(item, by)
    services.say_yes(ask=ask, **ANSWER)
    ask.refresh_from_db()
    return ask


def go(client, verb, ask, **sent):
    return client.post(at(f"ask_{verb}", ask.pk), sent)


def kinds():
    """What people were told of, in no order."""
    return sorted(Notice.objects.values_list("kind", flat=True))


def test_one_asks_and_the_other_says_yes(browse, amina, chen, letters):
    client, wanted_on = browse(chen), amina.network.today() + timedelta(days=3)
    page = client.get(at("item_detail", letters.pk)).text
    assert "They are asked at most 4 times a month." in page
    assert "555 0" not in page
    sent = client.post(at("item_ask", letters.pk), WORDS | {"wanted_on": wanted_on.isoformat()})
    ask = Ask.objects.get()
    assert sent.url == at("ask_detail", ask.pk)
    assert go(client, "contact", ask).status_code == 403
    assert kinds() == ["resources.asked"]

    client = browse(amina)
    home = client.get("/n/millbrook/home/").text
    assert "You are asked:" in home
    assert "A letter" not in client.get(at("ask_detail", ask.pk)).text
    shown = go(client, "words", ask).text
    assert "A letter from the city." in shown
    assert "555 0" not in shown, "not before a yes"
    go(client, "yes", ask, **ANSWER)
    assert "555 0100" in go(client, "contact", ask).text
    shown = go(browse(chen), "contact", ask).text
    assert "555 0144" in shown
    assert "Sunday after lunch." in shown
    ask.refresh_from_db()
    assert Access.objects.filter(key=ask.key_id).count() == 3
    assert Access.objects.filter(key=ask.of_key_id, reason="ask").count() == 2
    assert kinds() == ["resources.asked", "resources.yes"]


def test_contact_closes_a_day_after_the_day_it_is_for(browse, chen, letters, time_machine):
    ask = agreed(letters, chen)
    time_machine.move_to(timezone.now() + timedelta(days=11))
    assert go(browse(chen), "contact", ask).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(days=2))
    assert go(browse(chen), "contact", ask).status_code == 403


def test_and_a_day_after_they_said_that_it_is_done(browse, amina, chen, letters, time_machine):
    ask = agreed(letters, chen)
    assert go(browse(amina), "done", ask).status_code == 302
    go(browse(chen), "done", ask)
    page = reverse("resources:ask_detail", args=["millbrook", ask.pk])
    assert "<strong>Done</strong>" in browse(chen).get(page).text
    assert " · Done · " in browse(amina).get(reverse("resources:ask_list", args=["millbrook"])).text
    time_machine.move_to(timezone.now() + timedelta(hours=23))
    assert go(browse(chen), "contact", ask).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    assert go(browse(amina), "contact", ask).status_code == 403


@pytest.mark.parametrize(
    ("verb", "told"), [("no", "resources.no"), ("take_back", "resources.taken_back")]
)
def test_either_lets_go_again(browse, amina, chen, letters, verb, told):
    ask = agreed(letters, chen)
    who = amina if verb == "no" else chen
    assert go(browse(who), verb, ask).status_code == 302
    go(browse(who), verb, ask)
    assert kinds() == sorted(["resources.asked", "resources.yes", told]), "told once"
    for each in (amina, chen):
        assert go(browse(each), "contact", ask).status_code == 403


def test_nobody_else_has_a_part_in_it(browse, client, bo, dara, chen, letters):
    ask = asked(letters, chen)
    for verb in ("words", "yes", "no", "take_back", "done", "contact"):
        assert go(browse(bo), verb, ask, **ANSWER).status_code == 404, verb
        assert go(browse(dara), verb, ask, **ANSWER).status_code == 404, verb
    assert browse(bo).get(at("ask_detail", ask.pk)).status_code == 404
    client.logout()
    assert client.get(at("ask_detail", ask.pk)).status_code == 302
    assert Ask.objects.get().state == Ask.State.ASKED


def test_nor_does_one_side_what_the_other_does(browse, amina, chen, letters):
    ask = asked(letters, chen)
    for verb in ("words", "yes", "no"):
        assert go(browse(chen), verb, ask, **ANSWER).status_code == 403, verb
    assert go(browse(amina), "take_back", ask).status_code == 403


def test_after_a_no_there_is_no_yes(browse, amina, chen, letters):
    ask = asked(letters, chen)
    services.say_no(ask=ask)
    assert go(browse(amina), "yes", ask, **ANSWER).status_code == 403
    with pytest.raises(PermissionDenied):
        services.say_yes(ask=ask, **ANSWER)


@pytest.mark.parametrize("wrong", [{"wanted_on": "2020-01-01"}, {"wanted_on": ""}, {"words": ""}])
def test_what_is_wrong_is_said(browse, amina, chen, letters, wrong):
    today = amina.network.today().isoformat()
    sent = WORDS | {"wanted_on": today} | wrong
    answer = browse(chen).post(at("item_ask", letters.pk), sent)
    assert answer.status_code == 422
    assert not Ask.objects.exists()


def test_a_yes_says_how_to_be_reached(browse, amina, chen, letters):
    ask = asked(letters, chen)
    assert go(browse(amina), "yes", ask, words="Gladly.").status_code == 422
    assert Ask.objects.get().state == Ask.State.ASKED


# Who may ask


def test_what_is_lent_is_not_asked_for_so(browse, amina, chen):
    drill = shared_by(amina)
    assert browse(chen).get(at("item_ask", drill.pk)).status_code == 403


def test_nobody_asks_themselves(browse, amina, letters):
    assert browse(amina).get(at("item_ask", letters.pk)).status_code == 403
    with pytest.raises(IntegrityError), transaction.atomic():
        Ask.objects.create(
            item=letters, by=amina, of=amina, wanted_on="2030-01-01", words_sealed=b"",
            contact_sealed=b"",
        )  # fmt: skip


def test_what_is_paused_is_not_asked_for(browse, chen, letters):
    pause(item=letters)
    assert browse(chen).get(at("item_ask", letters.pk)).status_code == 404
    with pytest.raises(PermissionDenied):
        asked(letters, chen)


def test_for_care_both_are_known_here(amina, newcomer, chen):
    care = {"kind": "time", "category": "childcare", "hours": 4}
    with pytest.raises(PermissionDenied, match="whom others here know"):
        asked(shared_by(amina, **care), newcomer)
    theirs = shared_by(chen, **care)
    theirs.by = newcomer  # who was known, as they shared it, and is not any more
    theirs.save(update_fields=["by"])
    with pytest.raises(PermissionDenied, match="nobody says so"):
        asked(theirs, amina)


def test_asked_twice_it_is_asked_once_with_the_newer_words(browse, amina, chen, letters):
    ask = asked(letters, chen)
    again = services.ask(item=letters, by=chen, words="Two", contact="5", wanted_on=ask.wanted_on)
    assert again.pk == ask.pk
    assert "Two" in go(browse(amina), "words", ask).text
    assert kinds() == ["resources.asked"]


# How often


def test_no_more_often_than_they_want(browse, amina, chen, letters, time_machine):
    client = browse(amina)
    assert client.post(at("ask_limit"), {"a_month": "2"}).status_code == 302
    assert limit_of(amina) == 2
    others = MemberFactory.create_batch(3, network=amina.network)
    assert "at most 2 times a month" in browse(chen).get(at("item_ask", letters.pk)).text
    for each in others[:2]:
        asked(letters, each)
    services.take_back(ask=Ask.objects.first())
    with pytest.raises(PermissionDenied, match="as often this month"):
        asked(letters, others[2])
    page = browse(chen).get(at("item_detail", letters.pk)).text
    assert "They were asked that often this month" in page
    assert browse(chen).get(at("item_ask", letters.pk)).status_code == 403
    assert asked_enough(amina.network, [amina.pk, chen.pk]) == {amina.pk}
    time_machine.move_to(timezone.now() + timedelta(days=30))
    assert asked(letters, others[2])


def test_as_often_as_needed(browse, amina, letters):
    browse(amina).post(at("ask_limit"), {"a_month": ""})
    assert limit_of(amina) is None
    for each in MemberFactory.create_batch(6, network=amina.network):
        asked(letters, each)
    assert "asked at most" not in browse(each).get(at("item_detail", letters.pk)).text


def test_who_said_nothing_is_asked_four_times(amina, letters):
    for each in MemberFactory.create_batch(4, network=amina.network):
        asked(letters, each)
    with pytest.raises(PermissionDenied):
        asked(letters, MemberFactory(network=amina.network))


@pytest.mark.parametrize("wrong", ["0", "-1", "3", "many"])
def test_another_number_is_not_there(browse, amina, wrong):
    assert browse(amina).post(at("ask_limit"), {"a_month": wrong}).status_code == 422
    assert not AskLimit.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_ask_at_once_for_the_last_time_one_is_told(amina, bo, chen):
    letters = shared_by(amina, kind="skill", level="can", category="language")
    services.limit_asks(member=amina, a_month=1)
    came_to = at_once(lambda: asked(letters, bo), lambda: asked(letters, chen))
    assert sum(isinstance(each, PermissionDenied) for each in came_to) == 1
    assert Ask.objects.count() == 1


def test_who_was_asked_least_lately_comes_first(
    amina, bo, chen, letters, django_capture_on_commit_callbacks
):
    mine = shared_by(amina, kind="skill", level="can", category="language", name="Other")
    theirs = shared_by(bo, kind="skill", level="can", category="language", name="Bo’s")
    assert {*Item.objects.values_list("asked_on", flat=True)} == {NEVER}
    with django_capture_on_commit_callbacks(execute=True):
        asked(letters, chen)
    order = Item.objects.shared().order_by("asked_on", "-pk")
    assert order.first() == theirs
    assert {*order[1:]} == {letters, mine}, "all that they share"
    new = shared_by(amina, name="Newer")
    assert new.asked_on == amina.network.today(), "sharing more does not bring one to the front"


# How it ends


def test_without_an_answer_it_lapses_and_who_asked_is_told(
    browse, amina, chen, letters, time_machine
):
    ask = asked(letters, chen, days=2)
    time_machine.move_to(timezone.now() + timedelta(days=2))
    services.lapse(network=amina.network)
    assert Ask.objects.get().state == Ask.State.ASKED, "the day itself is not over"
    time_machine.move_to(timezone.now() + timedelta(days=1))
    services.lapse(network=amina.network)
    services.lapse(network=amina.network)
    assert kinds() == ["resources.asked", "resources.lapsed"]
    assert go(browse(amina), "yes", ask, **ANSWER).status_code == 403


def test_taken_out_who_waits_is_told(chen, letters):
    asked(letters, chen)
    take_out(item=letters)
    assert kinds() == ["resources.asked", "resources.no"]


def test_a_month_after_the_end_it_is_forgotten(amina, chen, bo, letters, time_machine):
    ask, other = agreed(letters, chen), asked(letters, bo)
    services.done(ask=ask)
    services.say_no(ask=other)
    keys = {ask.key_id, ask.of_key_id, other.key_id}
    time_machine.move_to(timezone.now() + timedelta(days=30))
    services.forget_ended(network=amina.network)
    assert Ask.objects.count() == 2
    time_machine.move_to(timezone.now() + timedelta(days=1, hours=1))
    services.forget_ended(network=amina.network)
    assert not Ask.objects.exists()
    assert {*Erased.objects.values_list("key", flat=True)} == keys
    assert not DataKey.objects.filter(pk__in=keys).exists()


def test_where_nobody_says_that_it_is_done_it_is_forgotten_too(amina, chen, letters, time_machine):
    agreed(letters, chen)
    time_machine.move_to(timezone.now() + timedelta(days=43))
    services.forget_ended(network=amina.network)
    assert not Ask.objects.exists()


@pytest.mark.parametrize("which", ["by", "of"])
def test_who_begins_to_hide_has_nothing_with_the_other_any_more(
    browse, amina, chen, letters, which
):
    ask = agreed(letters, chen)
    Notice.objects.all().delete()
    hide(by=chen if which == "by" else amina, name="Amina" if which == "by" else "Chen")
    for each in (amina, chen):
        assert go(browse(each), "contact", ask).status_code == 404
        assert browse(each).get(at("ask_list")).context["rows"] == []
    assert kinds() == [], "nobody is told why"
    assert Ask.objects.get().state == Ask.State.TAKEN


def test_who_leaves_is_not_asked_and_asks_no_more(amina, bo, chen, letters):
    theirs = shared_by(chen, kind="skill", level="can", category="language")
    asked(letters, chen)
    asked(theirs, amina)
    agreed(letters, bo)
    services.limit_asks(member=amina, a_month=1)
    ends = [words for rows in hooks.ending_with.ask(amina) for words in rows]
    assert sum("You were asked for “Letters”" in words for words in ends) == 2
    assert sum("You asked for" in words for words in ends) == 1
    Notice.objects.all().delete()
    leave(member=amina)
    assert kinds() == ["resources.no", "resources.no", "resources.taken_back"]
    assert not Ask.objects.exists()
    assert not AskLimit.objects.exists()


def test_after_a_restore_it_is_forgotten_again(chen, letters):
    ask = agreed(letters, chen)
    hooks.forgetting.ask({ask.of_key_id})
    assert not Ask.objects.exists()


def test_who_takes_a_break_is_not_reached(browse, amina, chen, letters):
    ask = asked(letters, chen)
    until = amina.network.today() + timedelta(days=3)
    Member.objects.filter(pk=chen.pk).update(break_until=until)
    assert go(browse(amina), "yes", ask, **ANSWER).status_code == 403
    assert go(browse(chen), "contact", ask).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_my_data_tells_each_their_own_words(amina, chen):
    letters = shared_by(amina, kind="skill", level="can", category="language")
    agreed(letters, chen)
    for who, mine, theirs in [(chen, "555 0100", "555 0144"), (amina, "555 0144", "555 0100")]:
        told = str([row for rows in hooks.my_membership.ask(who) for row in rows])
        assert mine in told
        assert theirs not in told
