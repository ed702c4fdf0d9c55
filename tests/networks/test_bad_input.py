"""Whatever is sent to a form of networks: a plain message or a kept change, never an error page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutualaid.accounts.models import Count
from mutualaid.fields import random_id
from mutualaid.networks.joining.services import make_poster
from mutualaid.networks.models import Agreement, Member, Network
from mutualaid.sealed.services import unseal
from tests.nasty import forged, nasty_texts

FACTS = ["name", "area", "cell", "languages", "time_zone"]
KEPT, ASKED_AGAIN = 302, 422


def settled(answer):
    """Kept, or sent back with its errors and what was typed."""
    assert answer.status_code in {KEPT, ASKED_AGAIN}
    if answer.status_code == ASKED_AGAIN:
        assert answer.context["form"].errors
        assert "<title>Error:" in answer.content.decode()
    return answer.status_code == KEPT


@pytest.fixture
def hers(browse, amina):
    """Amina's browser."""
    return browse(amina)


VALID = st.fixed_dictionaries(
    {"languages": st.just(["en"]), "time_zone": st.just("Europe/London"), "cell": st.just("")},
    optional={"name": nasty_texts, "area": nasty_texts, "member_name": nasty_texts},
)


@given(data=forged([*FACTS, "member_name", "once"]) | VALID)
def test_start(browse, dara, data):
    Count.objects.all().delete()  # each try is in an hour of its own
    client, before = browse(dara), Network.objects.count()
    answer = client.post("/start/", {"once": random_id()} | data)
    assert Network.objects.count() == before + settled(answer)
    if answer.status_code == KEPT:
        assert client.get(answer["Location"]).status_code == 200


@given(data=forged(FACTS) | VALID)
def test_facts(hers, data):
    if settled(hers.post("/n/millbrook/facts/", data)):
        for page in ("", "home/", "facts/", "agreed/"):
            assert hers.get(f"/n/millbrook/{page}").status_code == 200


@given(data=forged([f"{part}_{code}" for part in ("what", "ask", "who") for code in ("en", "ar")]))
def test_words(hers, data):
    before = Agreement.objects.count()
    kept = settled(hers.post("/n/millbrook/words/", data))
    assert Agreement.objects.count() <= before + kept
    for page in ("", "words/", "agreed/") if kept else ():
        assert hers.get(f"/n/millbrook/{page}").status_code == 200


@given(code=nasty_texts | st.text("23456789ABCDEFGH", min_size=8, max_size=8))
def test_codes(client, db, code):
    answer = client.post("/join/", {"code": code})
    if settled(answer):
        assert client.get(answer["Location"]).status_code in {404, 429}


@given(data=forged(["name"]))
def test_joining(browse, amina, dara, data):
    poster = make_poster(by=amina, once=random_id(), uses=20, days=30)
    code = unseal(poster, "code", key=amina.network.key)
    answer = browse(dara).post(f"/join/{code}/", data)
    assert answer.status_code in {KEPT, ASKED_AGAIN, 429}
    if answer.status_code == KEPT:
        assert Member.objects.get(network=amina.network, user=dara.user).name


@given(data=forged(["once", "uses", "days"]))
def test_posters_and_links(hers, data):
    assert hers.post("/n/millbrook/invite/poster/", data).status_code in {302, 422, 429}
    assert hers.post("/n/millbrook/invite/link/", data).status_code in {302, 429}


@given(cursor=nasty_texts)
def test_pages_of_what_was_agreed(hers, cursor):
    answer = hers.get("/n/millbrook/agreed/", {"before": cursor})
    assert answer.status_code == 200
