"""What is held about a person because of concerns (safety 8, 25)."""

import pytest

from mutualaid.accounts.own_data.queries import held
from mutualaid.networks.concerns.services import answer, propose
from mutualaid.networks.concerns.things import thing_named
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.page import page_written
from mutualaid.networks.pictures.services import keep_picture
from mutualaid.sealed.keys import row_name
from tests.networks.concerns.steps import LIST, asked, raised, seats
from tests.networks.factories import page_texts, write_page

DRAWN = "You were drawn to look at a concern"
pytestmark = pytest.mark.django_db(transaction=True)


def rows(member):
    """What their page says of them, in the network."""
    return [row for section in held(member.user) for row in section["rows"]]


def hidden(amina, bo):
    """A concern that hides what Bo wrote, of which nobody asked him."""
    write_page(by=bo, texts=page_texts(what="Keep away from number 5"))
    thing = thing_named(row_name(page_written(amina.network)), to=amina)
    concern = raised(amina, thing=thing, named="")
    for seat in seats(concern)[:2]:
        propose(by=seat, proposal="hide")
    return concern


def test_what_one_raised_and_about_whom(amina, bo, others):
    raised(amina)
    assert ("About whom", "Bo") in rows(amina)


def test_what_one_was_asked_and_said(amina, bo, others):
    concern = raised(amina)
    assert not any("concern" in what for what, _value in rows(bo)), "they do not know of it"
    asked(concern)
    answer(by=bo, concern=concern, answer="I was tired")
    told = rows(bo)
    assert ("You were asked about a concern", "Well?") in told
    assert ("You said about a concern", "I was tired") in told
    assert "Amina" not in str(told)


def test_what_one_said_unasked_of_what_is_hidden(browse, amina, bo, others):
    concern = hidden(amina, bo)
    told = dict(rows(bo))
    assert "A concern had to do with you" in told
    assert told["What it is about"]
    browse(bo).post(f"{LIST}{concern.pk}/answer/", {"answer": "It is true"})
    assert ("You said about a concern", "It is true") in rows(bo)
    propose(by=seats(concern)[0], proposal="nothing")
    assert ("You said about a concern", "It is true") in rows(bo), "also once it shows again"
    browse(seats(concern)[0].member).post(f"{LIST}{concern.pk}/read/")
    assert "what was said about a concern" in browse(bo).get("/me/readings/").text


def test_what_one_proposed(amina, bo, others):
    seat = seats(raised(amina))[0]
    propose(by=seat, proposal="talk")
    (value,) = [value for what, value in rows(seat.member) if what == DRAWN]
    assert value.endswith("We talk with those concerned")


def test_not_of_whom_something_is_who_does_not_want_to_be_found(amina, bo, others):
    picture = keep_picture(of=bo, large=b"large", small=b"small")
    thing = thing_named(row_name(picture), to=amina)
    raised(amina, thing=thing, named="")
    assert "Bo" in str(rows(amina))
    hide(by=bo, name="Amina")
    told = rows(amina)
    assert "Bo" not in str(told)
    assert ("What it is about", "It is not there any more.") in told
