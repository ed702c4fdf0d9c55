"""Join by scanning a poster's QR, by a link, or by typing its code (look.md 10)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mutualaid.accounts.models import Count, User
from mutualaid.fields import random_id
from mutualaid.networks.joining.services import end_invitation, make_link, make_poster
from mutualaid.networks.models import Invitation
from mutualaid.sealed.services import unseal


@pytest.fixture
def poster(amina):
    return make_poster(by=amina, once=random_id(), uses=20, days=30)


@pytest.fixture
def code(poster):
    return unseal(poster, "code", key=poster.network.key)


def test_10_the_typed_code_leads_to_the_network(client, code):
    answer = client.post("/join/", {"code": f"{code[:4].lower()}-{code[4:]}"})
    assert answer["Location"] == f"/join/{code}/"
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "Join Millbrook" in page.content.decode()


def test_10_only_the_post_lets_in(browse, dara, code, poster):
    client = browse(dara)
    client.get(f"/join/{code}/")
    assert client.head(f"/join/{code}/").status_code == 200
    poster.refresh_from_db()
    assert poster.uses_left == 20
    answer = client.post(f"/join/{code}/", {"name": "Dara from over there"})
    assert answer["Location"] == "/n/millbrook/home/"
    poster.refresh_from_db()
    assert poster.uses_left == 19
    assert dara.user.memberships.get(network=poster.network).name == "Dara from over there"
    assert dara.user.display_name == "Dara", "the name elsewhere stays"


def test_a_signed_out_person_is_led_through_sign_up_and_back(client, code):
    page = client.get(f"/join/{code}/").content.decode()
    assert f'href="/sign-up/?next=/join/{code}/"' in page
    assert f'href="/sign-in/?next=/join/{code}/"' in page
    assert "<h1>Join Millbrook</h1>" in page


def test_a_person_without_email_signs_up_and_joins(client, code):
    answer = client.post(
        "/sign-up/without-email/",
        {
            "display_name": "Fatima",
            "password": "the ladder is behind the shed",
            "password_again": "the ladder is behind the shed",
            "next": f"/join/{code}/",
        },
    )
    answer = client.get(answer["Location"])
    assert "I have written it down" in answer.text
    answer = client.post("/sign-up/write-down/", {"next": answer.context["next"]})
    assert answer["Location"] == f"/join/{code}/"
    user = User.objects.get(display_name="Fatima")
    page = client.get(f"/join/{code}/")
    assert page.context["form"].initial["name"] == "Fatima"
    client.post(f"/join/{code}/", {"name": "Fatima"})
    assert user.memberships.get().network.slug == "millbrook"


@pytest.mark.parametrize("wrong", ["unknown", "used up", "ended", "too old"])
def test_wrong_codes_all_get_the_same_words(client, amina, wrong):
    invitation, code = make_link(by=amina, once=random_id())
    if wrong == "unknown":
        code = "ABCDEFGH"
    elif wrong == "used up":
        Invitation.objects.update(uses_left=0)
    elif wrong == "ended":
        end_invitation(by=amina, invitation=invitation)
    else:
        Invitation.objects.update(ends_on=timezone.localdate() - timedelta(days=2))
    page = client.get(f"/join/{code}/")
    assert page.status_code == 404
    text = page.content.decode().replace(code, "")
    assert "This code lets nobody in" in text
    assert "Millbrook" not in text
    assert page.context["form"]["code"].value() == code, "to look at it again"


def test_a_code_used_up_in_the_meantime_lets_nobody_in(browse, dara, amina):
    _, code = make_link(by=amina, once=random_id())
    client = browse(dara)
    assert client.get(f"/join/{code}/").status_code == 200
    Invitation.objects.update(uses_left=0)
    assert client.post(f"/join/{code}/", {"name": "Dara"}).status_code == 404
    assert dara.user.memberships.count() == 1


def test_a_member_is_told_so(browse, bo, code):
    page = browse(bo).get(f"/join/{code}/").content.decode()
    assert "You take part in Millbrook already" in page


def test_a_missing_name_is_asked_for_again(browse, dara, code):
    page = browse(dara).post(f"/join/{code}/", {"name": " "})
    assert page.status_code == 422
    assert "<title>Error:" in page.content.decode()


def test_guessing_codes_ends(client, db):
    assert client.get("/join/ABCDEFGH/").status_code == 404
    Count.objects.update(count=299)
    answers = [client.get("/join/ABCDEFGH/").status_code for _ in range(2)]
    assert answers == [404, 429]


def test_after_too_many_wrong_codes_the_right_one_waits_too(client, code):
    client.get("/join/ABCDEFGH/")
    Count.objects.update(count=299)
    for _ in range(2):
        assert client.get(f"/join/{code}/").status_code == 200, "a right one is no guess"
    client.get("/join/ABCDEFGH/")
    assert client.get(f"/join/{code}/").status_code == 429


def test_10_a_link_is_shown_to_who_made_it_until_it_is_used(browse, bo, dara):
    client = browse(bo)
    client.post("/n/millbrook/invite/link/", {"once": random_id()}, follow=True)
    page = client.get("/n/millbrook/invite/")
    code = page.context["code"].replace("-", "")
    link = f"http://testserver/join/{code}/"
    assert f'<code id="link" dir="ltr">{link}</code>' in page.text
    assert page.text.count(link) == 2, "and in a message to send"
    assert '<svg role="img"' in page.content.decode()
    browse(dara).post(f"/join/{code}/", {"name": "Dara"})
    assert "code" not in browse(bo).get("/n/millbrook/invite/").context


def test_a_link_is_kept_nowhere(browse, bo):
    client = browse(bo)
    client.post("/n/millbrook/invite/link/", {"once": random_id()})
    invitation = Invitation.objects.get()
    assert invitation.code_sealed is None
    other = type(client)()
    other.force_login(bo.user)
    assert "code" not in other.get("/n/millbrook/invite/").context


def test_a_forged_invitation_id_shows_nothing_of_others(browse, amina, dara):
    poster = make_poster(by=amina, once=random_id(), uses=20, days=30)
    client = browse(dara)
    data = {"once": poster.pk, "uses": 20, "days": 30}
    answer = client.post("/n/eastside/invite/poster/", data)
    assert client.get(answer["Location"]).status_code == 404
    client.post("/n/eastside/invite/link/", {"once": poster.pk})
    assert "code" not in client.get("/n/eastside/invite/").context


def test_invitations_list_what_one_may_end(browse, amina, bo):
    make_link(by=amina, once=random_id())
    make_link(by=bo, once=random_id())
    page = browse(amina).get("/n/millbrook/invite/")
    assert [row.by for row in page.context["invitations"]] == [amina]


def test_leaving_asks_first(browse, bo):
    client = browse(bo)
    assert "Leave Millbrook?" in client.get("/n/millbrook/leave/").content.decode()
    assert client.post("/n/millbrook/leave/")["Location"] == "/n/millbrook/"
    assert client.get("/n/millbrook/home/").status_code == 404


def test_all_are_told_what_leaving_means_for_the_last_one(browse, dara, amina, hal):
    """No number tells that somebody hides."""
    for member, place in ((dara, "eastside"), (amina, "millbrook"), (hal, "millbrook")):
        page = browse(member).get(f"/n/{place}/leave/").text
        assert "If you are the last one here" in page
