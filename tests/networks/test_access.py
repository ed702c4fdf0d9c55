import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from mutualaid.http import SignInNeeded
from mutualaid.networks.access import current_member, member_or_404, network_or_404
from mutualaid.networks.services import leave


@pytest.fixture
def asked_by(rf):
    def asked(user):
        request = rf.get("/")
        request.user = user
        return request

    return asked


def test_network_or_404(network):
    assert network_or_404("millbrook") == network
    with pytest.raises(Http404):
        network_or_404("nowhere")


def test_a_member_comes_in_with_one_query(asked_by, amina, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert member_or_404(asked_by(amina.user), "millbrook").network.name == "Millbrook"


def test_a_visitor_is_asked_to_sign_in(asked_by, network):
    for slug in ("millbrook", "nowhere"):
        with pytest.raises(SignInNeeded):
            member_or_404(asked_by(AnonymousUser()), slug)


def test_outsiders_and_those_who_left_find_nothing(asked_by, amina, dara):
    left = amina.user
    leave(member=amina)
    for user in (dara.user, left):
        with pytest.raises(Http404):
            member_or_404(asked_by(user), "millbrook")
        assert current_member(asked_by(user), amina.network) is None


def test_current_member(asked_by, amina, network):
    assert current_member(asked_by(amina.user), network) == amina
    assert current_member(asked_by(AnonymousUser()), network) is None
