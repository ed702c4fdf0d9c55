"""How one joins, as it was agreed: by invitation, openly, or by vouches."""

import pytest
from django.utils import timezone

from mutualaid.fields import random_id
from mutualaid.networks.agreements.rules import JOINING
from mutualaid.networks.agreements.services import agree
from mutualaid.networks.joining.services import (
    KNOCK_LASTS,
    CodeRefused,
    forget_knocks,
    join,
    make_link,
    make_poster,
)
from mutualaid.networks.lockdown.services.locking import lock
from mutualaid.networks.models import Invitation, Knock, Member
from mutualaid.networks.standing.services import meeting_code as code_shown
from mutualaid.sealed.services import unseal
from tests.accounts.factories import UserFactory

HERE = "/n/millbrook/join/"


@pytest.fixture
def someone(db):
    return UserFactory(display_name="Sam")


def let(member, joining):
    agree(by=member, kind=JOINING, value={"choice": joining})


def test_by_invitation_nobody_comes_in_without_a_code(browse, someone, amina):
    client = browse(someone)
    assert HERE not in client.get("/n/millbrook/").content.decode()
    client.post(HERE, {"name": "Sam"})
    assert not Member.objects.filter(user=someone).exists()


def test_openly_everybody_comes_in_and_is_new(browse, someone, amina):
    let(amina, "open")
    client = browse(someone)
    assert HERE in client.get("/n/millbrook/").content.decode()
    for _ in range(2):
        client.post(HERE, {"name": "Sam"})
    assert not Member.objects.get(user=someone).is_known


def test_openly_a_visitor_signs_in_first_and_comes_back(client, amina):
    let(amina, "open")
    assert f"?next={HERE}" in client.get(HERE).content.decode()
    assert client.post(HERE, {"name": "Sam"}).status_code == 403


def test_by_vouches_one_asks_and_comes_in_once_somebody_knows_them(browse, someone, amina):
    let(amina, "vouches")
    client = browse(someone)
    client.post(HERE, {"name": "Sam"})
    assert client.get("/n/millbrook/home/").status_code == 404
    code = client.get(HERE).context["code"]
    browse(amina).post("/n/millbrook/known/vouch/", {"code": code})
    member = Member.objects.get(user=someone)
    assert (member.name, member.is_known) == ("Sam", True), "one of one is enough"
    assert not Knock.objects.exists()


@pytest.mark.parametrize("kind", ["poster", "link of a newcomer"])
def test_by_vouches_a_code_of_nobody_who_knows_them_only_asks(
    browse, someone, amina, newcomer, kind
):
    let(amina, "vouches")
    if kind == "poster":
        made = make_poster(by=amina, once=random_id(), uses=20, days=30)
        code = unseal(made, "code", key=amina.network.key)
    else:
        made, code = make_link(by=newcomer, once=random_id())
    with pytest.raises(CodeRefused):
        join(user=someone, code=code, name="Sam")
    client = browse(someone)
    answer = client.post(f"/join/{code}/", {"name": "Sam"})
    assert answer["Location"] == HERE
    assert Knock.objects.get().user == someone
    assert Invitation.objects.get(pk=made.pk).uses_left == made.uses_left


def test_by_vouches_a_personal_link_says_that_one_knows_them(amina, someone):
    let(amina, "vouches")
    _link, code = make_link(by=amina, once=random_id())
    join(user=someone, code=code, name="Sam")
    member = Member.objects.get(user=someone)
    assert member.is_known
    assert member.vouches.get().by == amina


def test_a_newcomer_lets_nobody_in(browse, someone, amina, newcomer, dara):
    let(amina, "vouches")
    browse(someone).post(HERE, {"name": "Sam"})
    code = code_shown(Knock.objects.get())
    vouch = {"code": code}
    assert browse(newcomer).post("/n/millbrook/known/vouch/", vouch).status_code == 403
    browse(dara).post("/n/eastside/known/vouch/", vouch)
    assert not Member.objects.filter(user=someone).exists()


def test_asking_is_taken_back_and_ends_by_itself(browse, someone, amina):
    let(amina, "vouches")
    client = browse(someone)
    client.post(HERE, {"name": "Sam"})
    client.post("/n/millbrook/join/back/")
    assert not Knock.objects.exists()
    client.post(HERE, {"name": "Sam"})
    Knock.objects.update(made_on=timezone.localdate() - 2 * KNOCK_LASTS)
    forget_knocks(network=amina.network)
    assert not Knock.objects.exists()


def test_who_asked_finds_it_again_wherever_they_look(browse, someone, amina, client):
    let(amina, "vouches")
    assert "Ask to join" in browse(someone).get("/n/millbrook/").text
    browse(someone).post(HERE, {"name": "Sam"})
    for page in ("/", "/me/", "/n/millbrook/"):
        text = browse(someone).get(page).text
        assert "You asked to join Millbrook on" in text
        assert f'href="{HERE}"' in text, "where the code stands"
        assert 'action="/n/millbrook/join/back/"' in text
        assert "Ask to join<" not in text
    assert "You asked to join" in browse(amina).get("/n/millbrook/known/").text, (
        "where they find it"
    )
    assert "You asked to join" not in client.get("/n/millbrook/").text
    page = browse(someone).post("/n/millbrook/join/back/", follow=True).text
    assert "You no longer ask to join" in page
    assert "Ask to join<" in page
    assert "You asked to join" not in browse(someone).get("/").text


def test_who_is_in_already_does_not_ask_to_come_in(browse, bo, amina):
    let(amina, "vouches")
    made = make_poster(by=amina, once=random_id(), uses=20, days=30)
    code = unseal(made, "code", key=amina.network.key)
    assert browse(bo).post(f"/join/{code}/", {"name": "Bo"}).status_code == 302
    assert not Knock.objects.exists()
    assert "You asked to join" not in browse(bo).get("/").text


def test_who_asked_a_network_that_is_locked_does_not_see_it_named(browse, someone, amina):
    let(amina, "vouches")
    browse(someone).post(HERE, {"name": "Sam"})
    lock(network=amina.network)
    for page in ("/", "/me/"):
        assert "Millbrook" not in browse(someone).get(page).text


def test_by_vouches_it_is_said_before_that_a_link_says_that_one_knows_them(browse, amina, newcomer):
    says, note = "By giving this link you say: I know this person", "and only that"
    page = browse(amina).get("/n/millbrook/invite/").text
    assert note in page
    assert says not in page
    let(amina, "vouches")
    page = browse(amina).get("/n/millbrook/invite/").text
    assert note not in page
    assert page.index(says) < page.index("invite/link/"), "before it is made"
    assert "you say: I know this person" in browse(amina).get("/n/millbrook/invite/by-hand/").text
    page = browse(newcomer).get("/n/millbrook/invite/").text
    assert says not in page
    assert note not in page
    assert "Whoever has this link can ask to join" in page


def test_by_vouches_a_newcomer_makes_no_account_by_hand(browse, amina, newcomer):
    let(amina, "vouches")
    data = {"name": "Otto", "speaks": "en", "together": "on", "batch": f"{random_id():040}"}
    assert browse(newcomer).post("/n/millbrook/invite/by-hand/", data).status_code == 403
