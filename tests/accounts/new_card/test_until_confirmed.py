"""What stays closed until somebody has confirmed the new card."""

import re

import pytest
from django.test import Client

from mutualaid.accounts.helpers.services import ask_for_card, second_card
from mutualaid.accounts.models import NewCard
from mutualaid.fields import random_id
from mutualaid.networks.company.services import welcome
from mutualaid.networks.lockdown.services.giving import give_parts, keep_part
from mutualaid.networks.models import Touch, Welcome
from mutualaid.sealed.models import Access
from mutualaid.sealed.services import seal
from tests.accounts.factories import come_in_by_unconfirmed_card
from tests.accounts.new_card.factories import (
    EMAIL,
    HELPING,
    NEWS_OF_ANOTHER,
    PASSWORD,
    WORDS,
    is_picture,
    is_text,
)
from tests.matrix import load_samples, pages
from tests.networks.factories import MemberFactory
from tests.notices.factories import tell

pytestmark = pytest.mark.django_db
load_samples()


def test_pages_open_but_what_is_sealed_does_not(back, rosa):
    assert "Nobody has confirmed your new card yet." in back.get("/me/").text
    for closed in ("/me/identity/", "/me/data/show/", "/me/data/export/"):
        assert back.post(closed).status_code == 403
    for closed in ("/me/readings/", "/me/erase/", "/me/passkeys/", "/me/password/"):
        refused = back.get(closed)
        assert refused.status_code == 403
    assert not Access.objects.exists()
    for closed in ("/me/helpers/", HELPING):
        assert back.get(closed).status_code == 403
    assert back.post("/me/erase/", {"sure": "on"}).status_code == 403
    assert back.post("/me/cards/print/", {"batch": "x" * 40}).status_code == 403


def test_another_way_in_stays_whole(back, rosa, fresh):
    assert fresh(rosa).get("/me/readings/").status_code == 200
    assert back.get("/me/readings/").status_code == 403


def test_it_stays_closed_in_each_later_session(back, printed):
    later = Client()
    later.post("/sign-in/card/", {"code": printed[1]})
    assert later.get("/me/readings/").status_code == 403


def test_in_the_same_browser_another_way_in_opens_it(reachable, back):
    assert back.get("/me/readings/").status_code == 403
    back.post("/sign-in/password/", {"known_as": EMAIL, "password": PASSWORD})
    assert back.get("/me/readings/").status_code == 200


def test_ended_by_its_person_who_came_in_by_it_is_out(back, rosa, fresh):
    rosa.set_password("four words that differ")
    rosa.save()
    card = rosa.cards.get(ended_on=None)
    page = fresh(rosa).get("/me/cards/")
    assert "nobody has confirmed it" in page.text
    fresh(rosa).post(f"/me/cards/{card.pk}/end/")
    assert back.get("/me/").status_code == 302
    assert fresh(rosa).get("/me/").status_code == 200


def test_it_cannot_stop_another_card(back, helpers, rosa, told):
    ask_for_card(helper=helpers[1])
    second_card(helper=helpers[2])
    assert back.post("/me/new-card/stop/").status_code == 403
    assert NewCard.objects.exists()


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("confirmed", [True, False])
def test_no_page_shows_anything_sealed(amina, bo, fresh, confirmed):
    """With all that can be sealed about somebody, and what they may see of others."""
    user = amina.user
    seal(user, "email", EMAIL, key=user.key)
    user.save()
    addresses = {page.name: page.address(amina) for page in pages()}
    home = addresses["networks:home"]
    turn = addresses["networks:touch_act"].replace("/sing/", "/messages/")
    welcome(by=bo, welcome=Welcome.objects.create(newcomer=amina), words=WORDS)
    of = Touch.objects.get(pk=re.search(r"/touch/(\d+)/", turn)[1]).of
    tell(of, network=NEWS_OF_ANOTHER, path=home)
    for member in (amina, bo, MemberFactory(network=amina.network)):
        keep_part(by=member)
    give_parts(by=amina, once=random_id())
    small = addresses["networks:picture_small"]
    if confirmed:
        client = fresh(amina)
    else:
        client = Client()
        come_in_by_unconfirmed_card(client, user)
    # First, while they are there: other pages end turns, and leave.
    names = ("networks:lockdown_part", "networks:welcome_words", "accounts:show_identity")
    answers = {name: client.post(addresses[name]) for name in names}
    answers |= {turn: client.post(turn), small: client.get(small)}
    for name, address in addresses.items():
        if not re.match("accounts:(sign_in|sign_out|quick_exit|end_all)", name):
            for method in (client.get, client.post):
                answers[f"{name} {method.__name__}"] = method(address)
    assert client.get("/me/").status_code == 200, "signed in to the end"
    assert Access.objects.exists() == confirmed
    parts = {"accounts_user.email", "networks_part.words", "networks_welcome.words"}
    shown = {entry.place.rpartition(".")[0] for entry in Access.objects.all()}
    assert parts <= shown if confirmed else not shown
    pictures = [name for name, answer in answers.items() if is_picture(answer)]
    assert bool(pictures) == confirmed
    seen = [answer.text for answer in answers.values() if is_text(answer)]
    for secret in (WORDS, NEWS_OF_ANOTHER, EMAIL):
        assert any(secret in text for text in seen) == confirmed, secret
