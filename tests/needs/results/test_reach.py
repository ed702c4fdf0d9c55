"""What is asked for beside whom one can ask, and what was only said."""

from itertools import pairwise

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mutualaid import hooks
from mutualaid.hooks import AtHand
from needs.results.reach import at_hand, gap


@pytest.fixture
def can_be_asked(monkeypatch):
    """``can_be_asked(transport=AtHand(…))``: whom one can ask, and nobody else."""
    monkeypatch.setattr(hooks.capacity, "_offers", [])

    def register(**hands):
        hooks.capacity.register()(lambda _network, _member: hands)

    return register


def drivers(people, by_day=None):
    return AtHand(people, by_day or (people,) * 7, "driving")


def ranking_of(survey, client, public=False):
    if public:
        return client.get(reverse("needs:public_ranking", args=[survey.code])).text
    return client.get(reverse("needs:ranking", args=[survey.network.slug, survey.pk])).text


def main_of(page):
    return page.split("<main")[1].split("</main>")[0]


RIDE = {"needs": {"transport": {}}}


def test_members_read_asked_for_at_hand_gap_and_what_would_close_it(
    survey, say, amina, browse, can_be_asked
):
    say(survey, RIDE, times=8)
    assert "At hand" not in ranking_of(survey, browse(amina))
    can_be_asked(transport=drivers(5, (5, 5, 5, 5, 1, 5, 5)))
    page = ranking_of(survey, browse(amina))
    assert "<p>Asked for by: 8 · At hand: 5 · Gap: 3</p>" in page
    assert "<p>3 more people for this: driving, above all on Fridays</p>" in page
    assert "How many can be asked for it" in page


def test_what_is_at_hand_for_other_needs_gives_none_a_place(
    survey, say, amina, browse, can_be_asked
):
    say(survey, RIDE, times=6)
    can_be_asked(food=drivers(4))
    address = reverse("needs:ranking", args=[survey.network.slug, survey.pk])
    only = {"named": 0, "urgent": 0, "people": 0, "at_hand": 3}
    page = browse(amina).get(address, only).text
    assert "Nothing counts now" in page
    assert "1. Getting around" not in page


def test_what_is_at_hand_moves_the_order(survey, say, amina, browse, can_be_asked):
    both = RIDE["needs"] | {"food": {}}
    say(survey, {"needs": both}, times=6)
    can_be_asked(transport=drivers(4), food=AtHand(0, (0,) * 7, "cooking"))
    page = ranking_of(survey, browse(amina))
    assert page.index("1. Getting around") < page.index("2. Food and meals")


@pytest.mark.parametrize("people", [0, 1, 4, 5])
def test_everyone_reads_of_few_helpers_as_of_none(survey, say, client, can_be_asked, people):
    say(survey, RIDE, times=30)
    can_be_asked(transport=drivers(0))
    none = main_of(ranking_of(survey, client, public=True))
    hooks.capacity.register()(lambda _network, _member: {"transport": drivers(people)})
    assert main_of(ranking_of(survey, client, public=True)) == none
    assert "· At hand: not shown</p>" in none


def test_everyone_reads_many_in_fives_without_gap_and_days(survey, say, client, can_be_asked):
    say(survey, RIDE, times=30)
    can_be_asked(transport=drivers(24, (24, 24, 24, 24, 0, 24, 24)))
    page = ranking_of(survey, client, public=True)
    assert "At hand" in page
    assert "At hand: 24" not in page
    assert "more than" in page.split("At hand")[1].split("</p>")[0]
    assert "Gap" not in page
    assert "Fridays" not in page


def test_several_surveys_round_alike(network, can_be_asked, monkeypatch):
    """Were each rounded its own way, who reads all of them would know the number."""
    told = []
    for people in range(30):
        can_be_asked(transport=drivers(people))
        told.append(at_hand(network, None)["transport"].people)
        hooks.capacity._offers.clear()
    assert set(told) <= {0, 5, 10, 15, 20, 25}
    assert sum(before != after for before, after in pairwise(told)) == len(set(told)) - 1
    assert all(each < people or each == 0 for people, each in enumerate(told))


def test_what_was_only_said_stands_apart_and_counts_not_as_at_hand(
    survey, say, amina, browse, client, can_be_asked
):
    say(survey, RIDE | {"share": ["vehicles"]}, times=6)
    say(survey, {"share": ["tools"]}, times=1)
    can_be_asked(transport=drivers(0))
    page = ranking_of(survey, browse(amina))
    assert "· At hand: 0" in page
    said = page.split("Said in the survey, not yet reachable")[1]
    assert "A vehicle, or driving" in said
    assert "nobody can be asked because of them" in said


def test_what_was_said_follows_the_rules_of_results(survey, say, client, amina, browse):
    say(survey, {"share": ["vehicles"]}, times=4)
    say(survey, {"home": "house"}, times=26)
    for page in (ranking_of(survey, browse(amina)), ranking_of(survey, client, public=True)):
        assert "not yet reachable" not in page or "A vehicle" not in page.split("reachable")[1]
    say(survey, {"share": ["vehicles"]}, times=30)
    say(survey, {"share": ["tools"]}, times=5)
    client.logout()
    page = ranking_of(survey, client, public=True).split("not yet reachable")[1]
    assert "more than" in page
    assert "Tools and machines" not in page


@given(st.integers(0, 40), st.integers(0, 40), st.tuples(*[st.integers(0, 40)] * 7))
def test_the_gap_and_what_there_is_come_to_what_is_asked_for(asked, people, days):
    by_day = tuple(min(each, people) for each in days)
    found = gap(asked, AtHand(people, by_day, "driving"))
    assert found.missing == max(asked - people, 0)
    assert str(found.missing) in found.closes or not found.missing
    assert found.closes.count(" on ") <= 3


def test_nobody_in_another_network_is_told(survey, say, browse, dara, can_be_asked):
    say(survey, RIDE, times=8)
    can_be_asked(transport=drivers(5))
    page = reverse("needs:ranking", args=[survey.network.slug, survey.pk])
    assert browse(dara).get(page).status_code == 404


def test_each_member_is_told_what_they_see(amina, chen, network, monkeypatch):
    monkeypatch.setattr(hooks.capacity, "_offers", [])
    seen = []
    hooks.capacity.register()(lambda _network, member: seen.append(member) or {})
    for reader in (amina, chen, None):
        at_hand(network, reader)
    assert seen == [amina, chen, None]
