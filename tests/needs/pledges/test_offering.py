"""Offering help: who may, and how much."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from needs.pledges import services
from needs.pledges.models import Pledge
from needs.posts.models import Need
from needs.posts.services import end_need
from tests.needs.pledges.factories import accepted, go, offered
from tests.needs.posts.factories import need_of
from tests.networks.factories import MemberFactory


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


@pytest.mark.parametrize("quantity", ["0", "-1", "6", "9" * 30])
def test_no_offer_of_nothing_or_of_more_than_is_asked_for(browse, amina, chen, quantity):
    need = need_of(amina, quantity=5)
    help_ = reverse("needs:need_pledge", args=["millbrook", need.pk])
    answer = browse(chen).post(help_, {"quantity": quantity, "words": "Pots", "contact": "555"})
    assert answer.status_code == 422
    assert "Pots" in answer.text
    assert not Pledge.objects.exists()


def test_declined_without_a_reason(browse, amina, chen):
    need = need_of(amina)
    pledge = offered(need, chen)
    go(browse(amina), "decline", pledge)
    pledge.refresh_from_db()
    assert pledge.state == Pledge.State.DECLINED
    assert go(browse(chen), "contact", pledge).status_code == 403
