"""A circle helps: one offers it, and whoever sits there carries it out."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Seat
from mutualaid.notices.models import Notice
from needs.pledges import services
from needs.pledges.models import Pledge
from needs.posts.models import Need
from needs.posts.services import change_need, end_need
from tests.needs.posts.factories import need_of
from tests.networks.factories import MemberFactory


@pytest.fixture
def need(chen):
    return need_of(chen)


def offered(need, by, circle, quantity=1):
    return services.pledge(
        need=need, by=by, circle=circle, quantity=quantity, words="A pot.", contact="555 0199"
    )


def accepted(need, by, circle):
    pledge = offered(need, by, circle)
    services.accept(pledge=pledge)
    pledge.refresh_from_db()
    return pledge


def page_of(need):
    return reverse("needs:need_detail", args=["millbrook", need.pk])


def go(client, verb, pledge):
    address = reverse(f"needs:pledge_{verb}", args=["millbrook", pledge.need_id, pledge.pk])
    seen = Pledge.objects.get(pk=pledge.pk).stamp
    return client.post(address, {"seen": seen} if verb == "accept" else {})


def test_one_offers_it_and_another_who_sits_there_carries_it_out(
    browse, amina, bo, chen, kitchen, need
):
    page = reverse("needs:need_pledge", args=["millbrook", need.pk])
    assert "Kitchen" in browse(bo).get(page).text
    browse(bo).post(page, {"circle": kitchen.pk, "words": "A pot.", "contact": "555 0199"})
    pledge = Pledge.objects.get()
    assert pledge.circle == kitchen
    assert "Kitchen · Bo" in browse(chen).get(page_of(need)).text
    assert go(browse(amina), "contact", pledge).status_code == 403
    go(browse(chen), "accept", pledge)
    for helper in (amina, bo):
        assert Notice.objects.filter(user=helper.user, kind="needs.accepted").count() == 1
        assert "555 0100" in go(browse(helper), "contact", pledge).text
    assert "555 0199" in go(browse(chen), "contact", pledge).text
    go(browse(amina), "done", pledge)
    need.refresh_from_db()
    assert need.state == Need.State.MET


def test_contact_closes_for_all_who_sit_there(browse, amina, kitchen, bo, need, time_machine):
    pledge = accepted(need, bo, kitchen)
    go(browse(amina), "done", pledge)
    time_machine.move_to(timezone.now() + timedelta(hours=25))
    for helper in (amina, bo):
        assert go(browse(helper), "contact", pledge).status_code == 403


def test_nobody_else_reads_it_or_answers_it(browse, amina, bo, kitchen, need):
    pledge = accepted(need, bo, kitchen)
    other = MemberFactory(network=amina.network)
    for verb in ("words", "accept", "decline", "take_back", "done", "contact"):
        assert go(browse(other), verb, pledge).status_code == 403, verb
    for verb in ("words", "accept", "decline"):
        assert go(browse(amina), verb, pledge).status_code == 403, verb
    Seat.objects.filter(member=amina, circle=kitchen).update(until=amina.network.today())
    assert go(browse(amina), "contact", pledge).status_code == 403


def test_whoever_sits_there_takes_it_back(browse, amina, bo, kitchen, need):
    pledge = accepted(need, bo, kitchen)
    assert go(browse(amina), "take_back", pledge).status_code == 302
    need.refresh_from_db()
    assert need.state == Need.State.OPEN


def test_not_for_a_circle_of_others(browse, bo, chen, amina, kitchen):
    need = need_of(amina)
    page = reverse("needs:need_pledge", args=["millbrook", need.pk])
    assert browse(chen).post(page, {"circle": kitchen.pk, "contact": "5"}).status_code == 422
    with pytest.raises(PermissionDenied, match="Only who sits in a circle"):
        offered(need, chen, kitchen)
    Seat.objects.filter(member=bo, circle=kitchen).update(until=bo.network.today())
    with pytest.raises(PermissionDenied, match="Only who sits in a circle"):
        offered(need, bo, kitchen)


def test_not_what_the_circle_itself_needs(amina, bo, chen, kitchen):
    with pytest.raises(PermissionDenied, match="your own"):
        offered(need_of(amina, circle=kitchen), bo, kitchen)


def test_a_circle_offers_once(amina, bo, kitchen, chen):
    need = need_of(chen, quantity=4)
    first = offered(need, bo, kitchen, 2)
    with pytest.raises(PermissionDenied, match="Somebody of your circle"):
        offered(need, amina, kitchen, 2)
    services.take_back(pledge=first)
    second = offered(need, amina, kitchen, 2)
    services.decline(pledge=second)
    with pytest.raises(PermissionDenied, match="not this time"):
        offered(need, bo, kitchen, 2)


@pytest.mark.parametrize("told", [{"at_home": True}, {"category": "childcare"}])
def test_who_comes_into_a_home_says_so_for_themselves(browse, bo, chen, kitchen, told):
    need = need_of(chen, **told)
    page = reverse("needs:need_pledge", args=["millbrook", need.pk])
    assert "Kitchen" not in browse(bo).get(page).text.split("<main")[1]
    with pytest.raises(PermissionDenied, match="They have to know who comes"):
        offered(need, bo, kitchen)


def test_once_somebody_would_come_into_a_home_only_who_offered_reads_on(
    browse, amina, bo, kitchen, need
):
    pledge = accepted(need, bo, kitchen)
    change_need(need=need, at_home=True)
    assert go(browse(amina), "contact", pledge).status_code == 403
    assert go(browse(bo), "contact", pledge).status_code == 200


@pytest.mark.parametrize("hides", ["owner", "helper"])
def test_whom_its_owner_hides_from_sees_nothing_of_it(
    browse, amina, bo, chen, kitchen, need, hides
):
    hide(by=chen, name="Amina") if hides == "owner" else hide(by=amina, name="Chen")
    pledge = accepted(need, bo, kitchen)
    assert browse(amina).get(page_of(need)).status_code == 404
    assert go(browse(amina), "contact", pledge).status_code == 404
    assert not Notice.objects.filter(user=amina.user).exists()
    assert "555 0100" in go(browse(bo), "contact", pledge).text


def test_two_who_hide_from_each_other_do_not_come_to_one_door(browse, amina, bo, chen, kitchen):
    need = need_of(chen, quantity=2)
    dan = MemberFactory(network=amina.network, name="Dan")
    pledge = accepted(need, bo, kitchen)
    services.accept(pledge=services.pledge(need=need, by=dan, quantity=1, words="", contact="555"))
    assert go(browse(amina), "contact", pledge).status_code == 200
    hide(by=amina, name="Dan")
    assert go(browse(amina), "contact", pledge).status_code == 403


def test_who_sits_there_and_needs_it_is_its_owner(browse, amina, bo, kitchen):
    need = need_of(amina)
    pledge = accepted(need, bo, kitchen)
    assert "555 0199" in go(browse(amina), "contact", pledge).text
    assert not Notice.objects.filter(user=amina.user, kind="needs.accepted").exists()


def test_all_who_sit_there_are_told_that_it_ended(amina, bo, kitchen, need):
    accepted(need, bo, kitchen)
    end_need(need=need, state=Need.State.WITHDRAWN)
    for helper in (amina, bo):
        assert Notice.objects.filter(user=helper.user, kind="needs.ended").count() == 1
