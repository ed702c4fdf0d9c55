"""Offering help: who may, who accepts, and for how long the two can reach each other."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from mutualaid import hooks
from mutualaid.networks.company.services import keep_in_touch
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Member, Touch
from mutualaid.networks.services import leave
from mutualaid.notices.models import Notice
from mutualaid.sealed.models import Access, DataKey, Erased
from needs.pledges import services
from needs.pledges.models import Pledge
from needs.posts.models import Need
from needs.posts.services import change_need, end_need, forget_ended, open_again, receipt_code
from needs.turns.services import take_turn
from tests.at_once import at_once
from tests.needs.posts.factories import need_of
from tests.networks.factories import MemberFactory


def offered(need, by, quantity=1):
    return services.pledge(
        need=need, by=by, quantity=quantity, words="After six.", contact="555 0199"
    )


def accepted(need, by, quantity=1):
    pledge = offered(need, by, quantity)
    services.accept(pledge=pledge)
    pledge.refresh_from_db()
    need.refresh_from_db()
    return pledge


def go(client, verb, pledge):
    address = reverse(f"needs:pledge_{verb}", args=["millbrook", pledge.need_id, pledge.pk])
    return client.post(address)


def test_a_neighbor_offers_and_its_owner_accepts(browse, amina, chen):
    need = need_of(amina)
    page = reverse("needs:need_detail", args=["millbrook", need.pk])
    client = browse(chen)
    assert "I can help" in client.get(page).text
    help_ = reverse("needs:need_pledge", args=["millbrook", need.pk])
    client.post(help_, {"words": "After six.", "contact": "555 0199"})
    pledge = Pledge.objects.get()
    assert go(client, "contact", pledge).status_code == 403
    assert go(client, "accept", pledge).status_code == 403

    owner = browse(amina)
    assert "Chen" in owner.get(page).text
    go(owner, "accept", pledge)
    need.refresh_from_db()
    assert need.state == Need.State.PLEDGED
    shown = go(browse(chen), "contact", pledge).text
    assert "555 0100" in shown
    assert "12 Mill Road" in shown
    assert "555 0199" in go(browse(amina), "contact", pledge).text
    assert Access.objects.filter(reason="pledge", key=need.key_id).count() == 3
    assert Access.objects.filter(reason="pledge", key=pledge.key_id).count() == 2


def test_contact_closes_a_day_after_the_help(browse, amina, chen, time_machine):
    pledge = accepted(need_of(amina), chen)
    go(browse(chen), "done", pledge)
    time_machine.move_to(timezone.now() + timedelta(hours=23))
    assert go(browse(chen), "contact", pledge).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    assert go(browse(chen), "contact", pledge).status_code == 403
    assert go(browse(amina), "contact", pledge).status_code == 403


def test_contact_closes_where_nobody_says_that_it_is_done(browse, amina, chen, time_machine):
    pledge = accepted(need_of(amina, urgency="now"), chen)
    time_machine.move_to(timezone.now() + timedelta(days=2))
    assert go(browse(chen), "contact", pledge).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(days=3))
    assert go(browse(chen), "contact", pledge).status_code == 403


def test_what_comes_round_is_accepted_once_and_holds(browse, amina, chen, time_machine):
    need = need_of(amina, repeats="weekly")
    pledge = accepted(need, chen)
    time_machine.move_to(timezone.now() + timedelta(days=80))
    assert go(browse(chen), "contact", pledge).status_code == 200
    end_need(need=need, state=Need.State.WITHDRAWN)
    time_machine.move_to(timezone.now() + timedelta(days=2))
    assert go(browse(chen), "contact", pledge).status_code == 403


def test_nobody_else_sees_who_helps_or_how_to_reach_them(browse, amina, bo, chen):
    pledge = accepted(need_of(amina), chen)
    page = browse(bo).get(reverse("needs:need_detail", args=["millbrook", pledge.need_id])).text
    assert "Chen" not in page
    for verb in ("contact", "accept", "decline", "take_back", "done"):
        assert go(browse(bo), verb, pledge).status_code == 403, verb


def test_in_parts_by_several(amina, bo, chen):
    need = need_of(amina, quantity=5)
    accepted(need, bo, 2)
    assert need.state == Need.State.PARTLY
    with pytest.raises(PermissionDenied, match="only 3 are still missing"):
        offered(need, chen, 4)
    one = accepted(need, chen, 3)
    assert need.state == Need.State.PLEDGED
    services.take_back(pledge=one)
    need.refresh_from_db()
    assert need.state == Need.State.PARTLY


def test_of_two_who_are_accepted_at_once_one_is(amina, bo, chen):
    need = need_of(amina)
    one, two = offered(need, bo), offered(need, chen)
    services.accept(pledge=one)
    with pytest.raises(PermissionDenied, match="promised all of it"):
        services.accept(pledge=two)


def test_once_it_is_done_it_is_met(amina, chen):
    need = need_of(amina)
    services.done(pledge=accepted(need, chen))
    need.refresh_from_db()
    assert (need.state, need.ended_on) == (Need.State.MET, need.network.today())


def test_not_ones_own_and_nothing_that_ended(amina, chen):
    need = need_of(amina)
    with pytest.raises(PermissionDenied, match="your own"):
        offered(need, amina)
    end_need(need=need, state=Need.State.WITHDRAWN)
    need.refresh_from_db()
    with pytest.raises(PermissionDenied, match="ended"):
        offered(need, chen)


def test_into_a_home_comes_who_is_known_here(amina, newcomer, chen):
    need = need_of(amina, at_home=True)
    with pytest.raises(PermissionDenied, match="into a home"):
        offered(need, newcomer)
    assert offered(need, chen)


def test_with_what_asks_for_care_two_help(browse, amina, bo, chen, newcomer):
    need = need_of(amina, category="personal-care")
    with pytest.raises(PermissionDenied):
        offered(need, newcomer)
    one = accepted(need, bo)
    assert need.state == Need.State.PARTLY
    assert go(browse(bo), "contact", one).status_code == 403
    to_do = reverse("needs:need_to_do", args=["millbrook"])
    assert need.title in browse(chen).get(to_do).text, "a second one is looked for"
    page = browse(bo).get(reverse("needs:need_detail", args=["millbrook", need.pk])).text
    assert "Two help together with this." in page
    assert "Show how to reach each other" not in page
    two = accepted(need, chen)
    assert need.state == Need.State.PLEDGED
    for helper, offer in [(bo, one), (chen, two)]:
        assert "12 Mill Road" in go(browse(helper), "contact", offer).text
        assert go(browse(amina), "contact", offer).status_code == 200
    with pytest.raises(PermissionDenied, match="promised all of it"):
        offered(need, MemberFactory(network=amina.network))
    services.done(pledge=one)
    need.refresh_from_db()
    assert need.state == Need.State.HELPED


def test_the_address_of_who_has_no_account_opens_once_one_of_us_spoke_with_them(browse, amina, bo):
    need = need_of(amina, by=None)
    pledge = accepted(need, bo)
    assert go(browse(bo), "contact", pledge).status_code == 403
    Need.objects.filter(pk=need.pk).update(checked_by=amina)
    assert go(browse(bo), "contact", pledge).status_code == 200


def test_who_has_the_code_accepts(client, browse, amina, bo):
    need = need_of(amina, by=None)
    pledge = offered(need, bo)
    assert go(client, "accept", pledge).status_code == 403
    client.post(reverse("needs:need_by_code", args=["millbrook"]), {"code": receipt_code(need)})
    go(client, "accept", pledge)
    page = reverse("needs:need_detail", args=["millbrook", need.pk])
    assert "First one of us calls you" in client.get(page).text
    assert "First one of us calls you" in go(client, "contact", pledge).text
    pledge.refresh_from_db()
    assert pledge.state == Pledge.State.ACCEPTED


def test_who_hides_is_not_offered_to(amina, chen):
    need = need_of(amina)
    hide(by=chen, name="Amina")
    with pytest.raises(PermissionDenied):
        offered(need, chen)


@pytest.mark.parametrize("hides", ["owner", "helper"])
@pytest.mark.parametrize("make", [offered, accepted])
def test_hiding_ends_what_the_two_have_and_tells_nobody(browse, amina, chen, hides, make):
    need = need_of(amina)
    pledge = make(need, chen)
    told = Notice.objects.count()
    hide(by=chen, name="Amina") if hides == "helper" else hide(by=amina, name="Chen")
    assert Notice.objects.count() == told
    need.refresh_from_db()
    pledge.refresh_from_db()
    assert (need.state, pledge.state) == (Need.State.OPEN, Pledge.State.TAKEN)
    page = browse(amina).get(reverse("needs:need_detail", args=["millbrook", need.pk])).text
    assert "Chen" not in page
    for verb in ("words", "accept", "decline", "contact", "done"):
        assert go(browse(amina), verb, pledge).status_code == 404, verb
        assert go(browse(chen), verb, pledge).status_code == 404, verb


def test_whom_a_name_hides_from_is_not_shown_to_the_owner(browse, amina, chen):
    """Also where the offer stands, as between who was renamed."""
    pledge = accepted(need_of(amina), chen)
    hide(by=chen, name="Amina")
    Pledge.objects.update(state=Pledge.State.ACCEPTED, open_until=None)
    for verb in ("contact", "done", "decline"):
        assert go(browse(amina), verb, pledge).status_code == 404, verb


def test_two_who_hide_from_each_other_do_not_come_to_one_door(browse, amina, bo, chen):
    need = need_of(amina, quantity=2)
    hide(by=bo, name="Chen")
    accepted(need, bo)
    pledge = offered(need, chen)
    answer = go(browse(amina), "accept", pledge)
    assert answer.status_code == 403
    assert "This offer is not there any more." in answer.text


def test_who_begins_to_hide_from_another_helper_comes_no_more_and_the_owner_is_told(
    amina, bo, chen
):
    need = need_of(amina, quantity=2)
    mine, other = accepted(need, bo), accepted(need, chen)
    hide(by=bo, name="Chen")
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.state, other.state) == (Pledge.State.TAKEN, Pledge.State.ACCEPTED)
    assert Notice.objects.filter(user=amina.user, kind="needs.taken_back").count() == 1


def test_who_takes_a_break_reads_no_address_and_takes_back(browse, amina, paula):
    need = need_of(amina)
    page = reverse("needs:need_pledge", args=["millbrook", need.pk])
    assert "break" in browse(paula).get(page).text
    assert browse(paula).get(page).status_code == 403
    Member.objects.filter(pk=paula.pk).update(break_until=None)
    pledge = accepted(need, Member.objects.select_related("network__key").get(pk=paula.pk))
    Member.objects.filter(pk=paula.pk).update(break_until="2100-01-01")
    assert go(browse(paula), "contact", pledge).status_code == 403
    assert go(browse(paula), "take_back", pledge).status_code == 302
    pledge.refresh_from_db()
    assert pledge.state == Pledge.State.TAKEN


def test_standing_is_looked_at_each_time(browse, amina, bo, chen):
    care = need_of(amina, category="childcare")
    one, _two = accepted(care, bo), accepted(care, chen)
    soup = accepted(need_of(amina), bo)
    assert "12 Mill Road" in go(browse(bo), "contact", soup).text
    Member.objects.filter(pk=bo.pk).update(vouches_needed=None)
    assert go(browse(bo), "contact", one).status_code == 403
    shown = go(browse(bo), "contact", soup).text
    assert "555 0100" in shown
    assert "12 Mill Road" not in shown
    assert "Agree on a place where you meet" in shown


@pytest.mark.django_db(transaction=True)
def test_a_helper_reads_who_was_shown_what_they_told(browse, amina, chen):
    need = need_of(amina)
    pledge = offered(need, chen)
    assert "After six." in go(browse(amina), "words", pledge).text
    assert "555 0199" not in go(browse(amina), "words", pledge).text
    assert go(browse(chen), "words", pledge).status_code == 403
    services.accept(pledge=pledge)
    go(browse(amina), "contact", pledge)
    page = browse(chen).get("/me/readings/").text
    assert "Amina · Millbrook" in page
    assert "how you can be reached about an offer" in page
    assert "as the one to whom help was offered" in page


@pytest.mark.django_db(transaction=True)
def test_what_a_helper_told_goes_with_them(amina, chen):
    need = need_of(amina)
    key = accepted(need, chen).key_id
    leave(member=chen)
    assert not Pledge.objects.exists()
    assert not DataKey.objects.filter(pk=key).exists()
    assert Erased.objects.filter(key=key).exists()
    need.refresh_from_db()
    assert need.state == Need.State.OPEN
    assert Notice.objects.filter(user=amina.user, kind="needs.taken_back").count() == 1


def test_after_a_restore_an_offer_that_was_erased_goes_again(amina, chen):
    need = need_of(amina)
    key = accepted(need, chen).key_id
    hooks.forgetting.ask({key})
    need.refresh_from_db()
    assert (need.state, Pledge.objects.count()) == (Need.State.OPEN, 0)


def test_not_you_after_all(browse, amina, chen):
    need = need_of(amina)
    pledge = accepted(need, chen)
    page = reverse("needs:need_detail", args=["millbrook", need.pk])
    assert "Not you after all" in browse(amina).get(page).text
    go(browse(amina), "decline", pledge)
    need.refresh_from_db()
    assert need.state == Need.State.OPEN
    assert go(browse(chen), "contact", pledge).status_code == 403
    assert Notice.objects.filter(user=chen.user, kind="needs.declined").count() == 1
    assert "I can help" not in browse(chen).get(page).text
    help_ = reverse("needs:need_pledge", args=["millbrook", need.pk])
    assert browse(chen).post(help_, {"contact": "555"}).status_code == 403


def test_taken_back_it_is_offered_and_accepted_again_and_both_are_told(browse, amina, chen):
    need = need_of(amina)
    client, page = browse(chen), reverse("needs:need_detail", args=["millbrook", need.pk])
    for times in (1, 2):
        assert "I can help" in client.get(page).text
        pledge = accepted(need, chen)
        assert Notice.objects.filter(kind="needs.pledged").count() == times
        assert Notice.objects.filter(kind="needs.accepted").count() == times
        services.take_back(pledge=pledge)


def test_a_second_tap_tells_nobody_twice(amina, chen):
    need = need_of(amina)
    pledge = offered(need, chen)
    offered(need, chen)
    for verb in (services.accept, services.accept, services.done, services.done):
        verb(pledge=pledge)
    kinds = list(Notice.objects.values_list("kind", flat=True))
    assert sorted(kinds) == ["needs.accepted", "needs.pledged"]


def test_accepted_is_said_only_where_it_was(browse, amina, chen):
    pledge = offered(need_of(amina), chen)
    services.take_back(pledge=pledge)
    address = reverse("needs:pledge_accept", args=["millbrook", pledge.need_id, pledge.pk])
    assert "Accepted. They are told." not in browse(amina).post(address, follow=True).text


def test_what_is_opened_again_waits_for_help_again(browse, amina, chen):
    need = need_of(amina)
    pledge = accepted(need, chen)
    services.done(pledge=pledge)
    need.refresh_from_db()
    assert need.state == Need.State.MET
    open_again(need=need)
    need.refresh_from_db()
    assert need.state == Need.State.OPEN
    assert accepted(need, chen).state == Pledge.State.ACCEPTED


@pytest.mark.parametrize("state", [Need.State.WITHDRAWN, Need.State.LAPSED])
def test_who_would_have_come_is_told_that_it_ended(browse, amina, bo, chen, state):
    need = need_of(amina, quantity=2)
    pledge, waiting = accepted(need, chen), offered(need, bo)
    end_need(need=need, state=state)
    pledge.refresh_from_db()
    waiting.refresh_from_db()
    assert pledge.state == waiting.state == Pledge.State.TAKEN
    for helper in (bo, chen):
        assert Notice.objects.filter(user=helper.user, kind="needs.ended").count() == 1
    assert go(browse(amina), "contact", pledge).status_code == 403
    answer = go(browse(amina), "accept", waiting)
    assert "This need has ended meanwhile." in answer.text
    open_again(need=need)
    need.refresh_from_db()
    assert need.state == Need.State.OPEN


def test_what_comes_round_is_promised_as_long_as_somebody_comes(browse, amina, chen):
    need = need_of(amina, repeats="weekly")
    services.done(pledge=accepted(need, chen))
    need.refresh_from_db()
    assert need.state == Need.State.OPEN
    page = reverse("needs:need_detail", args=["millbrook", need.pk])
    assert "I can help" in browse(chen).get(page).text
    accepted(need, chen)
    assert need.state == Need.State.PLEDGED


def test_contact_follows_the_day_of_the_need(amina, chen):
    need = need_of(amina, urgency="now")
    pledge = accepted(need, chen)
    told = {"urgency": "now", "wanted_on": need.network.today() + timedelta(days=30)}
    change_need(need=need, **told)
    later = Pledge.objects.get(pk=pledge.pk).open_until
    assert later - pledge.open_until == timedelta(days=29)


def test_more_than_is_missing_keeps_what_was_typed(browse, amina, bo, chen):
    need = need_of(amina, quantity=5)
    accepted(need, bo, 3)
    help_ = reverse("needs:need_pledge", args=["millbrook", need.pk])
    answer = browse(chen).post(help_, {"quantity": 4, "words": "Two pots", "contact": "555"})
    assert answer.status_code == 422
    assert "only 2 are still missing" in answer.text
    assert "Two pots" in answer.text
    accepted(need, chen, 2)
    page = browse(MemberFactory(network=amina.network)).get(help_)
    assert page.status_code == 403
    assert "promised all of it" in page.text


def test_before_and_after_a_yes_both_read_how_to_meet_at_first(browse, amina, chen):
    need, first = need_of(amina), "For a first time, meet at the door or in a public place"
    help_ = reverse("needs:need_pledge", args=["millbrook", need.pk])
    assert first in browse(chen).get(help_).text
    pledge = offered(need, chen)
    assert first in browse(amina).get(help_.replace("help/", "")).text
    services.accept(pledge=pledge)
    assert first in go(browse(amina), "contact", pledge).text
    assert first in go(browse(chen), "contact", pledge).text


def test_before_a_yes_its_owner_reads_how_they_are_known_here(browse, amina, chen, newcomer):
    need = need_of(amina, quantity=2)
    page = reverse("needs:need_detail", args=["millbrook", need.pk])
    offered(need, newcomer)
    new = "New here: nobody has said yet that they know this person."
    assert new in browse(amina).get(page).text
    offered(need, chen)
    both = browse(amina).get(page).text
    assert new in both
    assert "that they know this person." in both.replace(new, "")
    assert new not in browse(chen).get(page).text, "for the owner alone"


@pytest.mark.parametrize("quantity", ["0", "-1", "6", "9" * 30])
def test_no_offer_of_nothing_or_of_more_than_is_asked_for(browse, amina, chen, quantity):
    need = need_of(amina, quantity=5)
    help_ = reverse("needs:need_pledge", args=["millbrook", need.pk])
    answer = browse(chen).post(help_, {"quantity": quantity, "words": "Pots", "contact": "555"})
    assert answer.status_code == 422
    assert "Pots" in answer.text
    assert not Pledge.objects.exists()


def test_one_button_leads_on_and_of_several_offers_none_is_before_the_others(
    browse, amina, bo, chen
):
    need = need_of(amina, quantity=2)
    page = reverse("needs:need_detail", args=["millbrook", need.pk])
    one = accepted(need, bo)
    assert browse(amina).get(page).text.count('class="button"') == 1
    offered(need, chen)
    assert browse(amina).get(page).text.count('class="button"') == 0
    services.take_back(pledge=Pledge.objects.get(by=chen))
    take_turn(need=need, by=bo)
    assert browse(bo).get(page).text.count('class="button"') == 1
    text = reverse("needs:need_text", args=["millbrook", need.pk])
    assert browse(bo).post(text).text.count('class="button"') == 1
    services.done(pledge=one)
    end_need(need=need, state=Need.State.MET)
    assert browse(amina).get(page).text.count('class="button"') <= 1


def test_each_side_is_told(amina, chen):
    need = need_of(amina)
    pledge = offered(need, chen)
    assert Notice.objects.filter(user=amina.user, kind="needs.pledged").count() == 1
    services.accept(pledge=pledge)
    assert Notice.objects.filter(user=chen.user, kind="needs.accepted").count() == 1
    services.take_back(pledge=pledge)
    assert Notice.objects.filter(user=amina.user, kind="needs.taken_back").count() == 1


def test_who_helped_three_times_together_is_asked_whether_they_know_each_other(
    browse, amina, bo, chen, newcomer
):
    asks = "Do you know each other now?"
    for _ in range(3):
        assert asks not in browse(bo).get("/n/millbrook/home/").text
        need = need_of(amina, quantity=2)
        for each in (accepted(need, bo), accepted(need, newcomer)):
            services.done(pledge=each)
    assert asks in browse(bo).get("/n/millbrook/home/").text
    assert asks not in browse(chen).get("/n/millbrook/home/").text


def test_both_still_read_who_was_shown_what_once_it_is_forgotten(
    browse, amina, bo, chen, time_machine
):
    pledge = accepted(need_of(amina), chen)
    for each in (amina, chen):
        go(browse(each), "contact", pledge)
    services.done(pledge=pledge)
    time_machine.move_to(timezone.now() + timedelta(days=40))
    forget_ended(network=amina.network)
    assert not Pledge.objects.exists()
    for reader, by in ((amina, "Chen"), (chen, "Amina")):
        assert f"{by} · Millbrook" in browse(reader).get("/me/readings/").text
    assert "Nobody has been shown anything yet" in browse(bo).get("/me/readings/").text
    user = chen.user
    leave(member=chen)
    assert "Amina · Millbrook" in browse(user).get("/me/readings/").text


def test_who_leaves_still_reads_who_was_shown_what_they_offered(browse, amina, chen):
    go(browse(amina), "contact", accepted(need_of(amina), chen))
    user = chen.user
    leave(member=chen)
    assert "Amina · Millbrook" in browse(user).get("/me/readings/").text


def test_who_keeps_in_touch_reads_offers_out_and_says_yes_to_them(browse, amina, bo, chen):
    keep_in_touch(of=amina, by=bo)
    address = f"/n/millbrook/touch/{Touch.objects.get().pk}/"
    need = need_of(amina, quantity=2)
    offered(need, bo)
    assert "“Soup" not in browse(bo).post(f"{address}yes/").text, "nobody takes their own offer"
    pledge = offered(need, chen)
    assert "Chen, with “Soup" in browse(bo).post(f"{address}offers/").text
    assert go(browse(bo), "accept", pledge).status_code == 403, "only in that turn"
    assert "Chen, with “Soup" in browse(bo).post(f"{address}yes/").text
    states = dict(Pledge.objects.values_list("by__name", "state"))
    assert states == {"Bo": Pledge.State.OFFERED, "Chen": Pledge.State.ACCEPTED}
    assert "Yes was said for you" in browse(amina).get("/n/millbrook/touch/").text


def test_who_keeps_in_touch_finds_no_offer_of_who_hides(browse, amina, bo, chen):
    keep_in_touch(of=amina, by=bo)
    address = f"/n/millbrook/touch/{Touch.objects.get().pk}/"
    offered(need_of(amina), chen)
    hide(by=chen, name="Bo")
    page = browse(bo).post(f"{address}offers/").text
    assert "someone, with “Soup" in page
    assert "Chen" not in page
    hide(by=amina, name="Chen")
    assert "“Soup" not in browse(bo).post(f"{address}offers/").text


def test_declined_without_a_reason(browse, amina, chen):
    need = need_of(amina)
    pledge = offered(need, chen)
    go(browse(amina), "decline", pledge)
    pledge.refresh_from_db()
    assert pledge.state == Pledge.State.DECLINED
    assert go(browse(chen), "contact", pledge).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_many_at_once_for_the_last_part_and_one_gets_it(amina):
    need = need_of(amina, quantity=3)
    pledges = [offered(need, MemberFactory(network=amina.network)) for _ in range(8)]
    came_to = at_once(*[partial(services.accept, pledge=each) for each in pledges])
    assert Pledge.objects.filter(state=Pledge.State.ACCEPTED).count() == 3
    assert sum(isinstance(each, PermissionDenied) for each in came_to) == 5
    need.refresh_from_db()
    assert need.state == Need.State.PLEDGED


def change(client, pledge, **typed):
    address = reverse("needs:pledge_change", args=["millbrook", pledge.need_id, pledge.pk])
    return client.post(address, {"words": "After six.", "contact": "555 0199"} | typed)


def told_of_changes(member):
    return Notice.objects.filter(user=member.user, kind="needs.pledge_changed").count()


def test_who_offered_reads_and_changes_it_until_it_is_answered(browse, amina, bo, chen):
    need = need_of(amina, quantity=3)
    pledge = offered(need, chen, quantity=2)
    page = reverse("needs:need_detail", args=["millbrook", need.pk])
    client = browse(chen)
    assert "Change what you offered" in client.get(page).text
    form = go(client, "edit", pledge).context["form"]
    assert [form[name].value() for name in ("quantity", "words", "contact")] == [
        *(2, "After six.", "555 0199")
    ]
    assert change(client, pledge, quantity=2).status_code == 302
    assert told_of_changes(amina) == 0, "nothing is new"
    answer = change(client, pledge, quantity=4, words="After seven.")
    assert answer.status_code == 422
    assert "After seven." in answer.text
    change(client, pledge, quantity=1, words="After seven.", contact="555 0200")
    pledge.refresh_from_db()
    assert pledge.quantity == 1
    assert told_of_changes(amina) == 1
    owner = browse(amina)
    assert "Change what you offered" not in owner.get(page).text
    assert "After seven." in go(owner, "words", pledge).text
    go(owner, "accept", pledge)
    assert "Change what you offered" not in browse(chen).get(page).text
    assert go(browse(chen), "edit", pledge).status_code == 403
    assert change(browse(chen), pledge, quantity=3).status_code == 403
    pledge.refresh_from_db()
    assert (pledge.quantity, told_of_changes(amina)) == (1, 1)


def test_nobody_else_changes_an_offer(browse, amina, bo, chen, dara):
    pledge = offered(need_of(amina, audience=Need.Audience.MEMBERS), chen)
    for other, refused in ((amina, 403), (bo, 403), (dara, 404)):
        for answer in (go(browse(other), "edit", pledge), change(browse(other), pledge)):
            assert answer.status_code == refused
    assert told_of_changes(amina) == 0
