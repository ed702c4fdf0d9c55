"""Who hides from each other is not offered to, and does not help together."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from mutualaid.networks.company.services import keep_in_touch
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Touch
from mutualaid.notices.models import Notice
from needs.pledges.models import Pledge
from needs.posts.models import Need
from tests.needs.pledges.factories import accepted, go, offered
from tests.needs.posts.factories import need_of


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
