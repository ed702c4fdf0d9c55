"""For how long the two can reach each other, and who reads what."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mutualaid import hooks
from mutualaid.networks.models import Member
from mutualaid.networks.services import leave
from mutualaid.notices.models import Notice
from mutualaid.sealed.models import DataKey, Erased
from needs.pledges import services
from needs.pledges.models import Pledge
from needs.posts.models import Need
from needs.posts.services import change_need, end_need, forget_ended
from tests.needs.pledges.factories import accepted, go, offered
from tests.needs.posts.factories import need_of


def test_contact_closes_a_day_after_the_help(browse, amina, chen, time_machine):
    pledge = accepted(need_of(amina), chen)
    go(browse(chen), "done", pledge)
    time_machine.move_to(timezone.now() + timedelta(hours=23))
    assert go(browse(chen), "contact", pledge).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    assert go(browse(chen), "contact", pledge).status_code == 403
    assert go(browse(amina), "contact", pledge).status_code == 403


def test_a_text_message_that_is_ready_speaks_the_language_of_who_gets_it(browse, amina, chen):
    chen.user.language = "es"
    chen.user.save()
    pledge = accepted(need_of(amina, languages=["ar"]), chen)
    assert "بشأن" in go(browse(chen), "contact", pledge).context["call"].ready
    assert go(browse(amina), "contact", pledge).context["call"].ready.startswith("Hola")


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


def test_the_address_of_who_has_no_account_opens_once_one_of_us_spoke_with_them(browse, amina, bo):
    need = need_of(amina, by=None)
    pledge = accepted(need, bo)
    assert go(browse(bo), "contact", pledge).status_code == 403
    Need.objects.filter(pk=need.pk).update(checked_by=amina)
    assert go(browse(bo), "contact", pledge).status_code == 200


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


def test_contact_follows_the_day_of_the_need(amina, chen):
    need = need_of(amina, urgency="now")
    pledge = accepted(need, chen)
    told = {"urgency": "now", "wanted_on": need.network.today() + timedelta(days=30)}
    change_need(need=need, **told)
    later = Pledge.objects.get(pk=pledge.pk).open_until
    assert later - pledge.open_until == timedelta(days=29)


def test_before_and_after_a_yes_both_read_how_to_meet_at_first(browse, amina, chen):
    need, first = need_of(amina), "For a first time, meet at the door or in a public place"
    help_ = reverse("needs:need_pledge", args=["millbrook", need.pk])
    assert first in browse(chen).get(help_).text
    pledge = offered(need, chen)
    assert first in browse(amina).get(help_.replace("help/", "")).text
    services.accept(pledge=pledge)
    assert first in go(browse(amina), "contact", pledge).text
    assert first in go(browse(chen), "contact", pledge).text


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
