"""Looking after a need for some hours: who may, what they read, and what they find out."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone

from mutualaid.networks.concerns.services import propose, raise_concern
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Concern, Network
from mutualaid.networks.standing.services import take_back, vouch
from mutualaid.notices.models import Notice
from mutualaid.sealed.models import Access
from needs.models import NeedTurn
from needs.pledges.services import accept, pledge
from needs.posts.models import Need
from needs.posts.services import end_need
from needs.turns.services import forget_turns, hand_back, spoke, take_turn
from tests.needs.posts.factories import need_of
from tests.networks.factories import MemberFactory


@pytest.fixture
def need(amina):
    return need_of(amina, urgency="now", contact="Ring twice, or +1 (555) 010-0199")


def go(client, verb, need):
    return client.post(reverse(f"needs:need_{verb}", args=["millbrook", need.pk]))


def test_who_looks_after_it_reads_it_and_calls_but_sees_no_address(browse, chen, need):
    client = browse(chen)
    assert go(client, "text", need).status_code == 403
    go(client, "take", need)
    shown = go(client, "text", need).text
    assert "I have the flu." in shown
    assert 'href="tel:+15550100199"' in shown
    assert 'href="sms:+15550100199?body=' in shown
    assert "12 Mill Road" not in shown
    assert Access.objects.filter(key=need.key_id, reason="need-turn").count() == 2


@pytest.mark.parametrize(
    ("theirs", "of_network", "begins"),
    [
        (["es"], ["en"], "Hola, somos"),
        (["es", "en"], ["es"], "Hello, this is"),  # both speak it
        ([], ["en", "ar"], "Hola, somos"),  # that of their account
    ],
)
def test_a_text_message_speaks_the_language_of_who_gets_it(
    browse, chen, amina, theirs, of_network, begins
):
    amina.network.languages = of_network
    amina.network.save()
    amina.user.language = "es"
    amina.user.save()
    need = need_of(amina, urgency="now", contact="555 0100", languages=theirs)
    client = browse(chen)
    go(client, "take", need)
    page = go(client, "text", need)
    assert f"?body={quote(begins)}" in page.text
    assert "Write a text message" in page.text


def test_another_waits_until_the_turn_ends_by_itself(browse, bo, chen, need, time_machine):
    go(browse(chen), "take", need)
    assert go(browse(bo), "take", need).status_code == 403
    time_machine.move_to(timezone.now() + timedelta(hours=4, minutes=1))
    assert go(browse(chen), "text", need).status_code == 403
    assert go(browse(bo), "take", need).status_code == 302
    assert NeedTurn.objects.get().by == bo


def test_taken_again_it_lasts_no_longer(browse, chen, need, time_machine):
    go(browse(chen), "take", need)
    until = NeedTurn.objects.get().until
    time_machine.move_to(timezone.now() + timedelta(hours=1))
    go(browse(chen), "take", need)
    assert NeedTurn.objects.get().until == until


def test_nobody_looks_after_more_than_a_few_at_once(browse, amina, chen):
    needs = [need_of(amina, title=f"Bread {number}") for number in range(4)]
    client = browse(chen)
    for each in needs[:3]:
        assert go(client, "take", each).status_code == 302
    answer = go(client, "take", needs[3])
    assert answer.status_code == 403
    assert "You look after 3 already" in answer.text
    go(client, "hand_back", needs[0])
    assert go(client, "take", needs[3]).status_code == 302


def test_who_hands_back_late_takes_it_from_nobody(bo, chen, need, time_machine):
    late = take_turn(need=need, by=chen)
    time_machine.move_to(timezone.now() + timedelta(hours=5))
    take_turn(need=need, by=bo)
    hand_back(turn=late)
    assert NeedTurn.objects.get().by == bo


@pytest.mark.parametrize("hides", ["owner", "helper"])
def test_hiding_ends_the_turn(amina, chen, need, hides):
    take_turn(need=need, by=chen)
    hide(by=amina, name="Chen") if hides == "owner" else hide(by=chen, name="Amina")
    assert not NeedTurn.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_held_names_no_need_of_who_hides(browse, amina, chen, need):
    spoke(turn=take_turn(need=need, by=chen))
    show = "/me/data/show/"
    assert need.title in browse(chen).post(show).text
    hide(by=amina, name="Chen")
    NeedTurn.objects.create(need=need, by=chen, until=timezone.now() + timedelta(hours=1))
    assert need.title not in browse(chen).post(show).text


def test_the_message_tells_nothing_of_what_was_asked_for(browse, chen, need):
    go(browse(chen), "take", need)
    assert "Soup" not in go(browse(chen), "text", need).context["call"].ready


@pytest.mark.parametrize(
    ("contact", "number"),
    [
        ("٠٥٥٥ ٠١٠ ٠١٩٩", "05550100199"),
        ("555 0100 / 555 0199", "5550100"),
        ("\u2066+1 555-0100\u2069", "+15550100"),
        ("Ring twice", ""),
    ],
)
def test_the_number_to_call(browse, amina, chen, contact, number):
    need = need_of(amina, contact=contact)
    go(browse(chen), "take", need)
    assert go(browse(chen), "text", need).context["call"].number == number


def test_its_end_stands_there_with_its_day_as_the_clocks_there_show_it(
    browse, amina, chen, need, time_machine
):
    Network.objects.filter(pk=amina.network_id).update(time_zone="Asia/Tokyo")
    time_machine.move_to("2026-11-28 13:00+00:00", tick=False)
    go(browse(chen), "take", need)
    page = browse(chen).get(reverse("needs:need_detail", args=["millbrook", need.pk])).text
    assert "Until Nov. 29, 2026, 2 a.m.: call them back" in page


def test_handed_back_another_takes_it(browse, bo, chen, need):
    go(browse(chen), "take", need)
    go(browse(chen), "hand_back", need)
    assert go(browse(bo), "take", need).status_code == 302


def test_not_ones_own_and_not_by_who_is_new(browse, amina, newcomer, need):
    assert go(browse(amina), "take", need).status_code == 403
    assert go(browse(newcomer), "take", need).status_code == 403
    assert not NeedTurn.objects.exists()


def test_who_spoke_with_its_owner_says_so(browse, chen, need):
    Need.objects.filter(pk=need.pk).update(asked_on=need.network.today())
    go(browse(chen), "take", need)
    go(browse(chen), "spoke", need)
    need.refresh_from_db()
    assert (need.checked_by, need.asked_on, need.state) == (chen, None, Need.State.OPEN)


def test_who_heard_that_it_is_not_needed_says_so(browse, chen, need):
    go(browse(chen), "take", need)
    go(browse(chen), "not_needed", need)
    need.refresh_from_db()
    assert need.state == Need.State.WITHDRAWN
    assert not NeedTurn.objects.exists()
    assert Notice.objects.filter(user=need.by.user, kind="needs.not_needed").count() == 1


def test_what_ended_is_looked_after_by_nobody(browse, chen, need):
    go(browse(chen), "take", need)
    end_need(need=need, state=Need.State.MET)
    assert go(browse(chen), "text", need).status_code in {403, 404}


def test_whoever_helped_is_asked_nothing_more_once_it_worked_out(browse, bo, need):
    go(browse(bo), "take", need)
    accept(pledge=pledge(need=need, by=bo, quantity=1, words="", contact="555 0199"))
    url = reverse("needs:need_detail", args=["millbrook", need.pk])
    assert "You are looking after this one" in browse(bo).get(url).text
    Need.objects.filter(pk=need.pk).update(state=Need.State.MET)
    assert "You are looking after this one" not in browse(bo).get(url).text


def test_the_owner_reads_that_somebody_does_and_not_who(browse, amina, chen, need):
    go(browse(chen), "take", need)
    page = browse(amina).get(reverse("needs:need_detail", args=["millbrook", need.pk])).text
    assert "Somebody is looking after this one." in page
    assert "Chen" not in page


def test_whose_turn_it_was_is_forgotten_at_night(browse, chen, need, time_machine):
    go(browse(chen), "take", need)
    forget_turns()
    assert NeedTurn.objects.exists()
    time_machine.move_to(timezone.now() + timedelta(hours=5))
    forget_turns()
    assert not NeedTurn.objects.exists()


def test_who_is_known_no_more_looks_after_nothing(browse, need, amina, bo, newcomer):
    vouch(by=bo, about=newcomer)
    newcomer.refresh_from_db()
    take_turn(need=need, by=newcomer)
    take_back(by=bo, vouch=newcomer.vouches.get())
    assert not NeedTurn.objects.exists()
    assert go(browse(bo), "take", need).status_code == 302


def test_who_takes_a_break_looks_after_nothing(need, amina, bo, chen):
    MemberFactory.create_batch(2, network=amina.network)
    take_turn(need=need, by=chen)
    raised = raise_concern(by=amina, once=1, named="Chen", account="Noise")
    Concern.objects.update(asked_on=amina.network.today())
    for seat in raised.panel.all():
        propose(by=seat, proposal="break")
    chen.refresh_from_db()
    assert chen.on_break
    assert not NeedTurn.objects.exists()


def test_who_leaves_is_told_what_they_look_after(browse, amina, chen):
    need = need_of(amina, title="Bread for Sunday")
    take_turn(need=need, by=chen)
    page = browse(chen).get("/n/millbrook/leave/").text
    assert "You look after “Bread for Sunday”: others are asked to." in page
    browse(chen).post("/n/millbrook/leave/")
    assert not NeedTurn.objects.exists()
