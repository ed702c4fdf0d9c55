"""What was looked at before is looked at again when it is written."""

from datetime import timedelta
from functools import partial
from random import Random

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from mutualaid import hooks
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Member
from mutualaid.networks.services import leave
from mutualaid.networks.standing.services import take_back, vouch
from mutualaid.notices.models import Notice
from needs.board.services import save_filter
from needs.models import NeedTurn
from needs.pledges import services
from needs.pledges.models import Pledge
from needs.posts.models import Need
from needs.posts.services import end_need, skip
from needs.surveys.services import begun_before
from needs.turns.services import not_needed, spoke, take_turn
from resources.asks.models import AskLimit
from resources.asks.services import limit_asks
from tests.at_once import CLIENTS, at_once, meanwhile
from tests.needs.posts.factories import need_of
from tests.networks.factories import MemberFactory


def offered(need, by, quantity=1):
    return services.pledge(need=need, by=by, quantity=quantity, words="", contact="555")


def test_what_was_offered_meanwhile_counts_not_what_its_owner_had_read(amina, bo, chen):
    need = need_of(amina, quantity=5)
    seen = offered(need, bo, 1)
    offered(need, bo, 5)
    services.accept(pledge=offered(need, chen, 3))
    with pytest.raises(services.Changed, match="read it again"):
        services.accept(pledge=seen)
    seen.refresh_from_db()
    with pytest.raises(PermissionDenied, match="only 2 are still missing"):
        services.accept(pledge=seen)
    assert sum(Pledge.objects.filter(state="accepted").values_list("quantity", flat=True)) == 3


def test_who_left_meanwhile_offers_nothing(amina, chen):
    need, stale = need_of(amina), Member.objects.select_related("network__key").get(pk=chen.pk)
    leave(member=chen)
    with pytest.raises(PermissionDenied):
        offered(need, stale)
    assert not Pledge.objects.exists()


def test_who_takes_a_break_since_offers_nothing(amina, chen):
    need = need_of(amina)
    until = chen.network.today() + timedelta(days=3)
    Member.objects.filter(pk=chen.pk).update(break_until=until)
    with pytest.raises(PermissionDenied):
        offered(need, chen)


@pytest.mark.parametrize("told", [{"at_home": True}, {"category": "childcare"}])
def test_who_is_known_no_more_is_not_accepted_into_a_home(amina, bo, newcomer, told):
    need = need_of(amina, **told)
    vouch(by=bo, about=newcomer)
    pledge = offered(need, newcomer)
    take_back(by=bo, vouch=newcomer.vouches.get())
    with pytest.raises(PermissionDenied, match="nobody says that they know"):
        services.accept(pledge=pledge)
    need.refresh_from_db()
    assert need.state == Need.State.OPEN


def test_what_its_owner_took_back_is_not_opened_by_who_looked_after_it(amina, chen):
    need = need_of(amina)
    turn = take_turn(need=need, by=chen)
    end_need(need=need, state=Need.State.WITHDRAWN)
    for verb in (spoke, not_needed):
        with pytest.raises(PermissionDenied):
            verb(turn=turn)
    need.refresh_from_db()
    assert (need.state, need.checked_by) == (Need.State.WITHDRAWN, None)


def test_whose_turn_went_to_another_ends_nothing(amina, bo, chen):
    need = need_of(amina)
    turn = take_turn(need=need, by=chen)
    NeedTurn.objects.update(by=bo)
    for verb in (spoke, not_needed):
        with pytest.raises(PermissionDenied, match="Take the turn first"):
            verb(turn=turn)
    need.refresh_from_db()
    assert need.state == Need.State.OPEN


@pytest.mark.parametrize("state", [Need.State.WITHDRAWN, Need.State.MET])
def test_nobody_looks_after_what_ended_meanwhile(amina, chen, state):
    need = need_of(amina)
    end_need(need=need, state=state)
    with pytest.raises(PermissionDenied):
        take_turn(need=need, by=chen)


def test_what_is_promised_is_read_by_nobody_else(browse, amina, bo, chen):
    need = need_of(amina)
    services.accept(pledge=offered(need, bo))
    take = reverse("needs:need_take", args=["millbrook", need.pk])
    assert browse(chen).post(take).status_code == 403
    assert "I am looking after this one" not in browse(chen).get(take[: -len("turn/")]).text
    assert not NeedTurn.objects.exists()


def test_a_turn_is_handed_back_also_once_it_was_promised(browse, amina, bo, chen):
    need = need_of(amina)
    take_turn(need=need, by=chen)
    services.accept(pledge=offered(need, bo))
    back = reverse("needs:need_hand_back", args=["millbrook", need.pk])
    assert browse(chen).post(back).status_code == 302
    assert not NeedTurn.objects.exists()


def test_what_ended_does_not_count_among_the_turns_of_a_member(amina, chen):
    for number in range(3):
        need = need_of(amina, title=f"Bread {number}")
        take_turn(need=need, by=chen)
        end_need(need=need, state=Need.State.MET)
    assert take_turn(need=need_of(amina), by=chen)


def test_what_comes_round_is_left_out_once(browse, amina, chen):
    need = need_of(amina, repeats="weekly")
    services.accept(pledge=offered(need, chen))
    first = need.due_on
    address = reverse("needs:need_skip", args=["millbrook", need.pk])
    assert browse(chen).post(address, {"day": first}).status_code == 403
    for _tap in range(2):
        browse(amina).post(address, {"day": first})
    need.refresh_from_db()
    assert need.due_on == first + timedelta(days=7)
    assert need.state == Need.State.PLEDGED, "what was accepted holds"
    assert Notice.objects.filter(user=chen.user, kind="needs.skipped").count() == 1
    assert browse(amina).post(address, {"day": "x"}).status_code == 302
    assert not skip(need=need_of(amina), day=need.network.today())


def test_an_owner_is_asked_whether_it_worked_out(browse, amina, chen):
    need = need_of(amina)
    pledge = offered(need, chen)
    services.accept(pledge=pledge)
    done = reverse("needs:pledge_done", args=["millbrook", need.pk, pledge.pk])
    for _tap in range(2):
        browse(chen).post(done)
    assert Notice.objects.filter(user=amina.user, kind="needs.done").count() == 1
    page = browse(amina).get(done.split("help/")[0]).text
    assert "Did it work out? If not, it can be opened again." in page
    assert "I need it after all" in page


def test_both_sides_can_say_thanks_once_others_add_how(browse, amina, bo, chen, monkeypatch):
    monkeypatch.setattr(hooks.after_help, "_offers", [])
    hooks.after_help.register()(lambda need, _member: hooks.Link("Say thanks", f"/t/{need.pk}/"))
    need = need_of(amina, quantity=2)
    pledge = offered(need, chen)
    services.accept(pledge=pledge)
    page = reverse("needs:need_detail", args=["millbrook", need.pk])
    assert "Say thanks" not in browse(chen).get(page).text
    services.done(pledge=pledge)
    for member, told in ((amina, True), (chen, True), (bo, False)):
        assert ("Say thanks" in browse(member).get(page).text) == told


@pytest.mark.django_db(transaction=True)
def test_of_many_who_look_after_it_at_once_one_does(amina):
    need = need_of(amina)
    members = MemberFactory.create_batch(6, network=amina.network)
    came_to = at_once(*[partial(take_turn, need=need, by=each) for each in members])
    assert sum(isinstance(each, PermissionDenied) for each in came_to) == 5
    assert NeedTurn.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_leaves_while_they_offer_leaves_nothing_behind(amina):
    for _time in range(4):
        need, helper = need_of(amina), MemberFactory(network=amina.network)
        at_once(
            lambda need=need, helper=helper: offered(need, helper),
            lambda pk=helper.pk: leave(
                member=Member.objects.select_related("network__key", "key").get(pk=pk)
            ),
        )
    assert not Pledge.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_hides_meanwhile_is_not_brought_to_the_same_door(amina, bo, chen):
    need = need_of(amina, quantity=2)
    services.accept(pledge=offered(need, bo))
    theirs = offered(need, chen)
    meanwhile(lambda: services.accept(pledge=theirs), lambda: hide(by=bo, name=chen.name))
    assert Pledge.objects.counted(need).count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_begins_something_keeps_nobody_from_what_has_to_do_with_them(amina, chen):
    """To point to a row is not to change it."""
    for first in (
        partial(take_turn, need=need_of(amina), by=chen),
        partial(begun_before, by=chen, once=None),
        partial(save_filter, by=chen, chosen={"category": "food"}),
    ):
        AskLimit.objects.all().delete()
        _made, waited = meanwhile(first, lambda: limit_asks(member=chen, a_month=3))
        assert waited == (connection.vendor == "sqlite"), "there all of it is one at a time"


def test_who_left_meanwhile_asks_for_nothing(amina, chen):
    stale = Member.objects.select_related("network__key").get(pk=chen.pk)
    leave(member=chen)
    with pytest.raises(PermissionDenied):
        need_of(stale)
    with pytest.raises(PermissionDenied):
        take_turn(need=need_of(amina), by=stale)


@pytest.mark.timeout(7200)
@pytest.mark.django_db(transaction=True)
def test_16_clients_for_the_last_part(amina, deep):
    """They offer, are accepted, and think better of it; parts come back meanwhile."""
    attempts, parts = deep(8, 1000), 3
    needs = [need_of(amina, title=f"Soup {number}", quantity=parts) for number in range(4)]
    members = MemberFactory.create_batch(CLIENTS, network=amina.network)

    def client(number):
        chance, refused = Random(number), 0
        for _attempt in range(attempts):
            need = chance.choice(needs)
            try:
                pledge = offered(need, members[number], chance.randint(1, 2))
                if chance.random() < 0.8:
                    services.accept(pledge=pledge)
            except PermissionDenied:
                refused += 1
            if mine := members[number].pledges.filter(need=chance.choice(needs)).first():
                services.take_back(pledge=mine)
        return refused

    refused = at_once(*[partial(client, number) for number in range(CLIENTS)])
    assert all(isinstance(each, int) for each in refused)
    assert sum(refused) > 0
    for need in needs:
        need.refresh_from_db()
        promised = sum(Pledge.objects.counted(need).values_list("quantity", flat=True))
        assert promised <= parts
        assert need.state == services.state_of(need)
