"""What enough of the panel concur to hide (safety 25)."""

import pytest

from mutualaid.networks.agreements.rules import CONCUR
from mutualaid.networks.agreements.services import agree, change_facts, facts
from mutualaid.networks.concerns.forgetting import forget_concerns
from mutualaid.networks.concerns.services import propose
from mutualaid.networks.concerns.things import thing_named
from mutualaid.networks.models import Agreement, Concern
from mutualaid.networks.page import page_written
from mutualaid.networks.pictures.services import keep_picture
from mutualaid.networks.standing.services import meeting_code
from mutualaid.sealed.keys import row_name
from tests.networks.concerns.steps import LIST, asked, raised, reread, seats
from tests.networks.factories import conceal, page_texts, write_page


def test_one_alone_changes_nothing_and_two_hide_it(browse, amina, bo, others, client):
    write_page(by=amina, texts=page_texts(what="Soup"))
    write_page(by=bo, texts=page_texts(what="Bo says: keep away from number 5"))
    thing = row_name(page_written(amina.network))
    answer = browse(amina).post(f"{LIST}new/?thing={thing}", {"account": "That is my home"})
    assert answer.status_code == 302
    concern = Concern.objects.get()
    assert concern.about == bo
    one, two, _three = seats(concern)
    propose(by=one, proposal="hide")
    assert "number 5" in client.get("/n/millbrook/").text
    propose(by=two, proposal="hide")
    assert "number 5" not in client.get("/n/millbrook/").text
    assert "Soup" in client.get("/n/millbrook/").text, "what stood before it"
    assert "number 5" not in browse(amina).get("/n/millbrook/agreed/").text
    propose(by=two, proposal="talk")
    assert "number 5" in client.get("/n/millbrook/").text


def test_a_thing_of_another_network_is_not_there(browse, amina, dara, others):
    write_page(by=dara, texts=page_texts(what="Soup"))
    thing = row_name(page_written(dara.network))
    for wrong in (
        thing,
        "networks_agreement.x",
        "accounts_user.1",
        "networks_agreement." + "9" * 30,
    ):
        assert browse(amina).get(f"{LIST}new/?thing={wrong}").status_code == 404


def test_as_many_must_agree_as_was_agreed(amina, bo, others):
    agree(by=amina, kind=CONCUR, value={"choice": 3})
    one, two, three = asked(raised(amina))
    for seat in (one, two):
        propose(by=seat, proposal="break")
    assert reread(bo).break_until is None
    propose(by=three, proposal="break")
    assert reread(bo).break_until


def test_hidden_words_are_not_taken_up_again(browse, amina, bo, others, client):
    write_page(by=bo, texts=page_texts(what="Keep away from number 5"))
    written = page_written(amina.network)
    concern = raised(amina, thing=thing_named(row_name(written), to=amina), named="")
    one, two, _three = seats(concern)
    for seat in (one, two):
        propose(by=seat, proposal="hide")
    assert browse(bo).post(f"/n/millbrook/agreed/{written.pk}/again/").status_code == 403
    Concern.objects.update(state=Concern.State.ENDED, ended_on="2020-01-01")
    forget_concerns(network=amina.network)
    assert "number 5" not in client.get("/n/millbrook/").text


def test_a_name_that_held_before_is_hidden_and_not_taken_up_again(browse, amina, bo, others):
    for area in ("Keep away from number 5", "Mill Road"):
        agree(by=bo, kind=Agreement.Kind.FACTS, value=facts(amina.network) | {"area": area})
    older, newest = amina.network.agreements.filter(kind=Agreement.Kind.FACTS)
    assert thing_named(row_name(newest), to=amina) is None, "a network cannot be without one"
    concern = raised(amina, thing=thing_named(row_name(older), to=amina), named="")
    for seat in seats(concern)[:2]:
        propose(by=seat, proposal="hide")
    client = browse(amina)
    assert "number 5" not in client.get("/n/millbrook/agreed/").text
    assert client.post(f"/n/millbrook/agreed/{older.pk}/again/").status_code == 403


def test_nobody_says_yes_to_a_suggestion_that_is_hidden(browse, amina, bo, others):
    change_facts(by=bo, area="Keep away from number 5")
    suggestion = bo.suggestions.get()
    conceal(suggestion, amina.network)
    client = browse(amina)
    address = f"/n/millbrook/agreed/suggested/{suggestion.pk}"
    assert "To agree on" not in client.get("/n/millbrook/home/").text
    assert client.post(f"{address}/yes/").status_code == 404
    assert browse(bo).post(f"{address}/back/").status_code == 302, "its author takes it back"


def test_a_rule_has_no_words_that_could_be_hidden(amina, others):
    agree(by=amina, kind=CONCUR, value={"choice": 3})
    assert thing_named(row_name(amina.network.agreements.get()), to=others[0]) is None


@pytest.mark.django_db(transaction=True)
def test_of_a_hidden_picture_nothing_is_sent_but_to_whom_it_shows(browse, amina, bo, others):
    picture = keep_picture(of=bo, large=b"large", small=b"small")
    address = f"/n/millbrook/pictures/{picture.pk}/"
    assert browse(amina).get(address).status_code == 200
    conceal(picture, amina.network)
    for size in ("", "large/"):
        assert browse(amina).get(f"{address}{size}").status_code == 404
        assert browse(bo).get(f"{address}{size}").status_code == 200


def test_who_meets_somebody_is_shown_no_hidden_picture(browse, amina, newcomer):
    picture = keep_picture(of=newcomer, large=b"large", small=b"small")
    data = {"code": meeting_code(newcomer)}
    address = f"/n/millbrook/pictures/{picture.pk}/"
    page = browse(amina).post("/n/millbrook/known/meet/", data).text
    assert address in page
    assert f"{LIST}new/?thing={row_name(picture)}" in page
    conceal(picture, amina.network)
    page = browse(amina).post("/n/millbrook/known/meet/", data).text
    assert "Do you know Nour?" in page
    assert address not in page
