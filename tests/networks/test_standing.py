"""Standing: who is known here, and that nobody gains it from strangers (docs/safety.md 23)."""

from datetime import timedelta

import pytest
import time_machine as machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mutualaid import hooks
from mutualaid.networks.agreements.rules import JOINING, KNOWN_BY
from mutualaid.networks.agreements.services import suggest
from mutualaid.networks.joining.services import join, make_link
from mutualaid.networks.models import Member, Vouch
from mutualaid.networks.services import create_network, leave
from mutualaid.networks.standing.services import meeting_code, settle, take_back, vouch
from mutualaid.networks.standing.tracing import threshold, traced
from tests.accounts.factories import UserFactory
from tests.networks.concerns.steps import raised, seats
from tests.networks.factories import MemberFactory

people = st.integers(0, 12)
graphs = st.dictionaries(people, st.sets(people))


@given(graphs, st.integers(1, 4))
def test_standing_is_traced_back_to_where_it_began(vouches, founders):
    standing = traced(dict.fromkeys(range(founders), 0), range(13), vouches, 2)
    reached, grown = set(range(founders)), True
    while grown:
        grown = {one for one in range(13) if vouches.get(one, set()) & reached} - reached
        reached |= grown
    assert standing.keys() <= reached


@given(graphs, people, people)
def test_a_vouch_more_takes_standing_from_nobody(vouches, by, about):
    held = traced({0: 0}, range(13), vouches, 2)
    more = vouches | {about: vouches.get(about, set()) | {by}}
    assert held.keys() <= traced(held, range(13), more, 2).keys()


@given(graphs, people)
def test_who_leaves_takes_standing_from_nobody(vouches, leaver):
    held = traced({0: 0, 1: 0}, range(13), vouches, 2)
    assert held.keys() <= traced(held, range(13), vouches, 2, {leaver}).keys()


@given(graphs)
def test_computed_again_it_is_the_same(vouches):
    held = traced({0: 0, 1: 0}, range(13), vouches, 2)
    assert traced(held, range(13), vouches, 2) == held


@pytest.mark.parametrize("each_knows", [1, 3, 999])
def test_1000_newcomers_who_vouch_for_each_other_gain_nothing(each_knows):
    newcomers = range(10, 1010)
    vouches = {
        one: {10 + (one - 10 + step) % 1000 for step in range(1, each_knows + 1)}
        for one in newcomers
    }
    assert traced({0: 0, 1: 0}, [0, 1, *newcomers], vouches, 2).keys() == {0, 1}


def test_the_threshold_grows_with_the_network_up_to_two():
    assert [threshold(count, 2) for count in (0, 1, 2, 3, 4, 5, 100)] == [1, 1, 1, 1, 2, 2, 2]


def known(member):
    return Member.objects.get(pk=member.pk).is_known


@pytest.fixture
def founded(db):
    """A network of one, who founded it."""
    network = create_network(
        by=UserFactory(display_name="Flora"),
        name="The Bends",
        area="By the canal",
        cell="",
        languages=["en"],
        time_zone="UTC",
    )
    return network.members.get()


def bring(by, name):
    _link, code = make_link(by=by, once=hash(name) % 2**60)
    return join(user=UserFactory(display_name=name), code=code, name=name)


def test_who_founds_a_network_is_known_and_who_comes_is_not(founded):
    assert known(founded)
    assert not known(bring(founded, "Ada"))


def test_as_many_as_are_needed_make_somebody_known(founded):
    others = [bring(founded, name) for name in ("Ada", "Ben", "Cleo")]
    for each in others:
        vouch(by=founded, about=each)
        assert known(each)
    last = bring(founded, "Dov")
    vouch(by=founded, about=last)
    assert not known(last), "four are known, so two are needed"
    vouch(by=Member.objects.get(pk=others[0].pk), about=last)
    assert known(last)


def test_what_is_taken_back_falls_with_all_that_hung_on_it(founded):
    ada, ben = bring(founded, "Ada"), bring(founded, "Ben")
    vouch(by=founded, about=ada)
    vouch(by=Member.objects.get(pk=ada.pk), about=ben)
    assert known(ben)
    take_back(by=founded, vouch=Vouch.objects.get(about=ada))
    assert not known(ada)
    assert not known(ben)


def test_who_left_makes_the_threshold_no_higher(founded, browse):
    others = [bring(founded, name) for name in ("Ada", "Ben", "Cleo")]
    for each in others:
        vouch(by=founded, about=each)
    dov, eve = bring(founded, "Dov"), bring(founded, "Eve")
    vouch(by=founded, about=dov)
    assert "2 of them must say so" in browse(dov).get(f"/n/{founded.network.slug}/home/").text
    browse(others[2]).post(f"/n/{founded.network.slug}/leave/")
    assert known(dov), "three are known, so one is enough"
    assert "You are known in The Bends now" in browse(dov).get("/me/notices/").text
    browse(others[1]).post(f"/n/{founded.network.slug}/leave/")
    assert "1 of them must say so" in browse(eve).get(f"/n/{founded.network.slug}/home/").text
    vouch(by=founded, about=eve)
    assert known(eve), "as the page told them"


def test_a_lower_rule_holds_for_who_is_there_and_a_higher_one_takes_nothing(founded, browse):
    others = [bring(founded, name) for name in ("Ada", "Ben", "Cleo")]
    for each in others:
        vouch(by=founded, about=each)
    dov = bring(founded, "Dov")
    vouch(by=founded, about=dov)
    assert not known(dov)
    for choice in (1, 4):
        suggest(by=founded, kind=KNOWN_BY, value={"choice": choice})
        suggestion = founded.network.suggestions.get()
        yes = f"/n/{founded.network.slug}/agreed/suggested/{suggestion.pk}/yes/"
        browse(others[0]).post(yes)
        assert all(map(known, [founded, *others, dov]))


def test_two_who_vouch_for_each_other_do_not_hold_each_other_up(founded):
    ada, ben = bring(founded, "Ada"), bring(founded, "Ben")
    vouch(by=founded, about=ada)
    vouch(by=Member.objects.get(pk=ada.pk), about=ben)
    vouch(by=Member.objects.get(pk=ben.pk), about=ada)
    take_back(by=founded, vouch=Vouch.objects.get(by=founded))
    assert not known(ada)
    assert not known(ben)


def test_a_newcomer_vouches_for_nobody(newcomer, amina, bo):
    with pytest.raises(PermissionDenied):
        vouch(by=newcomer, about=bo)
    assert not Vouch.objects.exists()


def test_nobody_vouches_for_themselves_or_in_another_network(amina, dara):
    for about in (amina, dara):
        with pytest.raises(PermissionDenied):
            vouch(by=amina, about=about)


def test_only_who_said_it_takes_it_back(amina, bo, newcomer):
    vouch(by=amina, about=newcomer)
    with pytest.raises(PermissionDenied):
        take_back(by=bo, vouch=Vouch.objects.get())


def test_who_leaves_takes_nobodys_standing_along(founded):
    ada, ben = bring(founded, "Ada"), bring(founded, "Ben")
    vouch(by=founded, about=ada)
    vouch(by=Member.objects.get(pk=ada.pk), about=ben)
    leave(member=founded)
    assert known(ada)
    assert known(ben)
    cleo = bring(Member.objects.get(pk=ada.pk), "Cleo")
    vouch(by=Member.objects.get(pk=ada.pk), about=cleo)
    assert known(cleo)


def test_leaving_gives_nobody_a_standing_that_cannot_be_taken_back(founded):
    mal, sybil = bring(founded, "Mal"), bring(founded, "Sybil")
    vouch(by=founded, about=mal)
    vouch(by=Member.objects.get(pk=mal.pk), about=sybil)
    leave(member=Member.objects.get(pk=mal.pk))
    assert Member.objects.get(pk=sybil.pk).vouches_needed == 1
    take_back(by=founded, vouch=Vouch.objects.get(about=mal))
    assert not known(sybil)


def test_where_only_newcomers_are_left_they_begin_anew(founded):
    ada, ben = bring(founded, "Ada"), bring(founded, "Ben")
    leave(member=founded)
    assert known(ada)
    assert known(ben)


def test_after_three_months_it_has_settled_and_the_ties_are_forgotten(founded):
    ada, ben = bring(founded, "Ada"), bring(founded, "Ben")
    with machine.travel(timezone.now() - timedelta(days=91)):
        vouch(by=founded, about=ada)
        vouch(by=Member.objects.get(pk=ada.pk), about=ben)
        leave(member=founded)
    settle(network=founded.network)
    for each in (ada, ben):
        each.refresh_from_db()
        assert (each.vouches_needed, each.via) == (0, None)
    assert not Vouch.objects.exists()
    assert Member.objects.get(pk=founded.pk).vouches_needed is None


class TestPages:
    def test_from_the_code_to_being_known(self, browse, amina, newcomer):
        code = meeting_code(newcomer)
        home = browse(newcomer).get("/n/millbrook/home/").text
        assert "You are new here" in home
        assert code[:4] in home
        client = browse(amina)
        page = client.post("/n/millbrook/known/meet/", {"code": code.lower()})
        assert "Do you know Nour?" in page.text
        assert not Vouch.objects.exists()
        page = client.post("/n/millbrook/known/vouch/", {"code": code}, follow=True)
        assert "Nour is known here now." in page.text
        assert known(newcomer)
        assert "You are new here" not in browse(newcomer).get("/n/millbrook/home/").text

    def test_one_reads_whether_ones_word_made_them_known(self, browse, amina, bo, newcomer):
        MemberFactory.create_batch(2, network=amina.network)
        for member, said in ((amina, "is a little better known"), (bo, "is known here")):
            code = {"code": meeting_code(newcomer)}
            page = browse(member).post("/n/millbrook/known/vouch/", code, follow=True)
            assert f"Nour {said} now." in page.text
        assert known(newcomer)

    def test_a_second_tap_says_it_once(self, browse, amina, newcomer):
        client, code = browse(amina), meeting_code(newcomer)
        for _ in range(2):
            client.post("/n/millbrook/known/vouch/", {"code": code})
        assert Vouch.objects.count() == 1

    def test_the_code_of_yesterday_opens_nothing(self, browse, amina, newcomer):
        with machine.travel(timezone.now() - timedelta(days=2)):
            old = meeting_code(newcomer)
        page = browse(amina).post("/n/millbrook/known/meet/", {"code": old})
        assert page.status_code == 422
        assert "Nobody here shows this code today" in page.text

    def test_past_midnight_one_is_told_that_it_was_not_said(
        self, browse, amina, newcomer, time_machine
    ):
        time_machine.move_to("2026-11-24T23:59:00Z")
        client, code = browse(amina), {"code": meeting_code(newcomer)}
        assert "Do you know Nour?" in client.post("/n/millbrook/known/meet/", code).text
        time_machine.move_to("2026-11-25T00:01:00Z")
        page = client.post("/n/millbrook/known/vouch/", code, follow=True).text
        assert "Nobody here shows this code today" in page
        assert not known(newcomer)

    def test_of_another_network_it_opens_nothing(self, browse, dara, newcomer):
        page = browse(dara).post("/n/eastside/known/meet/", {"code": meeting_code(newcomer)})
        assert page.status_code == 422

    def test_it_is_taken_back_and_they_are_not_told_by_whom(self, browse, amina, newcomer):
        vouch(by=amina, about=newcomer)
        client = browse(amina)
        assert "Nour" in client.get("/n/millbrook/known/").text
        client.post(f"/n/millbrook/known/{Vouch.objects.get().pk}/back/")
        assert not known(newcomer)
        assert "Amina" not in browse(newcomer).get("/n/millbrook/home/").text

    def test_who_left_is_not_among_them(self, browse, amina, newcomer):
        vouch(by=amina, about=newcomer)
        leave(member=newcomer)
        page = browse(amina).get("/n/millbrook/known/").text
        assert "someone who left" not in page
        assert "Take it back" not in page

    def test_a_newcomer_is_told_how_to_become_known(self, browse, newcomer):
        page = browse(newcomer).get("/n/millbrook/known/")
        assert page.status_code == 403
        assert "Show the code" in page.text

    def test_guessing_ends(self, browse, amina, newcomer):
        client = browse(amina)
        told = {
            client.post("/n/millbrook/known/meet/", {"code": "ABCDEFGH"}).status_code
            for _ in range(62)
        }
        assert told == {422, 429}

    def test_made_up_members_are_many_and_the_code_still_finds_one(self, browse, amina, newcomer):
        MemberFactory.create_batch(20, network=amina.network, vouches_needed=None)
        page = browse(amina).post("/n/millbrook/known/meet/", {"code": meeting_code(newcomer)})
        assert "Do you know Nour?" in page.text


def test_who_leaves_and_comes_back_does_not_count_twice(founded):
    others = [bring(founded, name) for name in ("Ada", "Ben", "Cleo")]
    for each in others:
        vouch(by=founded, about=each)
    ada = Member.objects.get(pk=others[0].pk)
    sock = bring(founded, "Sock")
    vouch(by=ada, about=sock)
    user = ada.user
    leave(member=ada)
    _link, code = make_link(by=founded, once=11)
    back = join(user=user, code=code, name="Ada again")
    for by in (founded, others[1]):
        vouch(by=Member.objects.get(pk=by.pk), about=back)
    assert known(back)
    assert not known(sock)
    vouch(by=Member.objects.get(pk=back.pk), about=sock)
    assert not known(sock), "one and the same person"


def test_whose_standing_falls_is_told_and_so_is_what_hung_on_it(founded, told):
    ada = bring(founded, "Ada")
    vouch(by=founded, about=ada)
    ada = Member.objects.get(pk=ada.pk)
    ben = bring(founded, "Ben")
    suggest(by=ada, kind=JOINING, value={"choice": "open"})
    take_back(by=founded, vouch=Vouch.objects.get(about=ada))
    assert not ada.suggestions.exists()
    assert (ada.user, "networks.known_no_more") in told
    over = [user for user, kind in told if kind == "networks.suggestion_over"]
    assert over == [founded.user], "who had been asked for a yes"
    assert ben.user not in over


def test_in_place_of_who_is_known_no_more_another_one_looks_at_a_concern(
    browse, amina, bo, chen, network
):
    others = MemberFactory.create_batch(3, network=network)
    concern = raised(amina)
    drawn = {seat.member for seat in seats(concern)}
    fallen = next(iter(drawn))
    by = next(each for each in (chen, *others) if each != fallen)
    Member.objects.filter(pk=fallen.pk).update(vouches_needed=1)
    browse(by).post(f"/n/millbrook/known/{fallen.vouches.create(by=by).pk}/back/")
    after = {seat.member for seat in seats(concern)}
    assert len(after) == 3
    assert fallen not in after


@pytest.fixture
def told(monkeypatch):
    heard = []
    registry = hooks.Registry()
    registry.register()(lambda user, kind, path, once, facts: heard.append((user, kind)))
    monkeypatch.setattr(hooks, "telling", registry)
    return heard
