"""A concern is raised by any member, and in private (safety 25)."""

import re

import pytest

from mutualaid.fields import random_id
from mutualaid.networks.concerns.services import TooFew
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Concern, Vouch
from tests.networks.concerns.steps import LIST, raised, seats


def test_three_are_drawn_who_have_nothing_to_do_with_it(amina, bo, others, newcomer):
    for name in "abcdefgh":
        drawn = {seat.member for seat in seats(raised(amina, named=name))}
        assert len(drawn) == 3
        assert drawn <= {*others, bo}, "not who raised it, and nobody who is new"
    assert {seat.member for seat in seats(raised(amina))} <= {*others}


def test_who_hides_from_one_of_them_does_not_look_at_it(amina, bo, others):
    hide(by=others[0], name="Bo")
    assert {seat.member for seat in seats(raised(amina))} == {*others[1:]}


@pytest.mark.parametrize("side", ["who raised it", "whom it is about"])
def test_who_vouched_for_one_of_them_is_drawn_last(amina, bo, others, side, time_machine):
    """In one month after another, so that each time it is another lot."""
    Vouch.objects.create(by=others[0], about=amina if side == "who raised it" else bo)
    for month in range(1, 9):
        time_machine.move_to(f"2027-0{month}-15T12:00:00+00:00")
        drawn = [seat.member for seat in seats(raised(amina))]
        assert others[0] not in drawn


def test_the_answer_is_the_same_whether_somebody_bears_that_name(browse, amina, bo, others):
    client = browse(amina)
    answers = [
        client.post(
            f"{LIST}new/", {"named": name, "account": "Noise", "once": random_id()}, follow=True
        ).text
        for name in ("Bo", "Xu")
    ]
    assert [Concern.objects.filter(about=who).count() for who in (bo, None)] == [1, 1]
    one, other = (re.sub(r"\d+|[\w-]{40,}|\(\w{3}\)", "", answer) for answer in answers)
    assert one == other


def test_sent_twice_it_is_raised_once(browse, amina, bo, others):
    data = {"named": "Bo", "account": "Noise", "once": 5}
    for _ in range(2):
        browse(amina).post(f"{LIST}new/", data)
    assert Concern.objects.count() == 1


def test_what_is_missing_is_named_and_what_was_typed_stays(browse, amina, others):
    answer = browse(amina).post(f"{LIST}new/", {"named": "", "account": "It was loud"})
    assert answer.status_code == 422
    assert "It was loud" in answer.text


def test_with_too_few_nothing_is_kept_but_what_stands_on_the_page(browse, amina, bo, chen):
    answer = browse(amina).post(f"{LIST}new/", {"named": "Bo", "account": "It was loud"})
    assert answer.status_code == 422
    assert "neighboring network" in answer.text
    assert "It was loud" in answer.text
    assert not Concern.objects.exists()
    with pytest.raises(TooFew):
        raised(amina)
