"""Parts on paper: who gets one, and whether they would open the network."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from mutualaid.networks.concerns.effects import take_break
from mutualaid.networks.lockdown import parts
from mutualaid.networks.lockdown.services.codes import make_code
from mutualaid.networks.lockdown.services.giving import (
    DoNotOpen,
    TooFew,
    give_parts,
    have_part,
    keep_none,
    keep_part,
    keepers,
    needed_of,
    rehearse,
)
from mutualaid.networks.lockdown.services.locking import heed_code, lock, unlock
from mutualaid.networks.models import Concern, Member, Part, Recovery
from mutualaid.networks.services import leave
from mutualaid.notices.models import Notice
from mutualaid.sealed.services import unseal
from tests.networks.factories import MemberFactory
from tests.networks.lockdown.conftest import is_locked, shares, typed

PAGE = "/n/millbrook/lockdown/"


def test_parts_are_asked_for_given_out_and_written_down(browse, amina, bo):
    for member in (amina, bo):
        page = browse(member).post("/n/millbrook/lockdown/keep/", follow=True).text
        assert "You get a paper when they are given out next" in page
    page = browse(amina).post("/n/millbrook/lockdown/give/", {"once": 5}, follow=True).text
    assert "Your paper is ready" in page
    assert "2 of you have not said yet that they have theirs" in page
    assert "You have not said yet that you have yours" in page
    assert "<bdi>Bo</bdi>" not in page, "a number is enough"
    assert "nobody can lock" in page
    browse(amina).post("/n/millbrook/lockdown/give/", {"once": 5})
    assert Recovery.objects.get().pk == 5, "sent twice, given once"


@pytest.mark.django_db(transaction=True)
def test_my_words_are_shown_to_me_until_i_have_them(browse, amina, bo, chen):
    for member in (amina, bo):
        keep_part(by=member)
    give_parts(by=amina, once=5)
    client = browse(amina)
    assert client.get("/n/millbrook/lockdown/part/").status_code == 405, "only by POST"
    page = client.post("/n/millbrook/lockdown/part/")
    assert len(page.context["words"]) == parts.WORDS
    assert "no-store" in page["Cache-Control"]
    assert "The words are English on purpose" in page.text
    assert "Millbrook" not in page.text, "a paper that is found must not tell what it opens"
    assert "your paper that helps" in client.get("/me/readings/").text
    have(browse, amina)
    client.post(f"{PAGE}part/have/", {"part": page.context["part"].pk})
    assert Part.objects.get(holder=amina).words_sealed is None
    page = browse(amina).get(PAGE).text
    assert "You have said that you have yours" in page
    assert "1 of you has not said yet" in page
    assert not unread(amina), "the message that it waits is nothing new any more"
    assert unread(bo) == ["networks.part"]
    assert client.post("/n/millbrook/lockdown/part/").status_code == 302
    assert Recovery.objects.get().holds_since is None, "Bo has not said so yet"
    assert browse(chen).post("/n/millbrook/lockdown/part/").status_code == 302, "holds none"
    have(browse, bo)
    assert Recovery.objects.get().holds_since


def unread(member):
    return [*member.user.notices.filter(read_on=None).values_list("kind", flat=True)]


def have(browse, member):
    """From the page that shows the words."""
    client = browse(member)
    page = client.post(f"{PAGE}part/").text
    [part] = re.findall(r'name="part" value="(\d+)"', page)
    return client.post(f"{PAGE}part/have/", {"part": part}, follow=True).text


def test_words_that_were_not_seen_are_not_forgotten(browse, amina, bo):
    for member in (amina, bo):
        keep_part(by=member)
    give_parts(by=amina, once=5)
    seen = browse(amina).post(f"{PAGE}part/").context["part"].pk
    browse(bo).post(f"{PAGE}give/", {"once": 6})
    page = browse(amina).post(f"{PAGE}part/have/", {"part": seen}, follow=True).text
    assert "New papers were given out meanwhile" in page
    assert "Your paper is ready" in page
    assert Part.objects.get(holder=amina).words_sealed
    browse(amina).post(f"{PAGE}part/have/")
    assert Part.objects.get(holder=amina).words_sealed, "nor by a page that names none"
    assert "It is on your paper now" in have(browse, amina)
    assert Part.objects.get(holder=amina).words_sealed is None


def test_the_old_parts_count_until_all_have_the_new_ones(network, papers, amina):
    recovery = give_parts(by=amina, once=7)
    lock(network=network)
    unlock(network=network, shares=shares(papers[:2]))
    for part in recovery.parts.all():
        have_part(part=part)
    assert Recovery.objects.get() == recovery
    lock(network=network)
    with pytest.raises(DoNotOpen):
        unlock(network=network, shares=shares(papers[:2]))


def test_a_small_network_needs_two_and_a_larger_one_more_than_half(network, amina, bo, papers):
    assert Recovery.objects.get().needed == 2
    members = MemberFactory.create_batch(5, network=network)
    keep_none(by=bo)
    with pytest.raises(TooFew):
        give_parts(by=amina, once=1)
    for member in members:
        keep_part(by=member)
    assert give_parts(by=amina, once=2).needed == 4
    assert needed_of(16, members=60) == 5


def test_no_more_papers_than_the_scheme_has(network, amina, browse):
    for member in [amina, *MemberFactory.create_batch(18, network=network)]:
        keep_part(by=member)
    assert give_parts(by=amina, once=1).parts.count() == parts.MOST
    late = MemberFactory(network=network)
    browse(late).post("/n/millbrook/lockdown/keep/")
    assert late.pk not in keepers(network).values_list("pk", flat=True)


def test_newcomers_have_no_part_in_it(network, newcomer, papers, browse):
    for act in (
        lambda: keep_part(by=newcomer),
        lambda: give_parts(by=newcomer, once=1),
        lambda: make_code(by=newcomer, batch="b" * 40),
        lambda: rehearse(by=newcomer, shares=shares(papers[:2])),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert "lockdown" not in browse(newcomer).get("/n/millbrook/home/").text


def test_who_leaves_leaves_their_paper_behind_and_the_others_are_told(
    network, papers, amina, bo, chen, browse
):
    code = make_code(by=amina, batch="a" * 40)
    leave(member=bo)
    assert Recovery.objects.get().anew == "left"
    assert "New papers should be given out" in browse(amina).get("/n/millbrook/home/").text
    assert "Somebody who held one has left" in browse(amina).get("/n/millbrook/lockdown/").text
    leave(member=chen)
    assert not Recovery.objects.get().is_enough()
    heed_code(code)
    assert not is_locked(network), "nobody who is still here could open it"
    with pytest.raises(PermissionDenied):
        make_code(by=amina, batch="a" * 40)


@pytest.fixture
def round_of_three(amina, bo, chen):
    """Amina and Bo have theirs; Chen's waits. Any two open the network."""
    for member in (amina, bo, chen):
        keep_part(by=member)
    recovery = give_parts(by=amina, once=1)
    papers = []
    for part in recovery.parts.exclude(holder=chen).select_related("holder__key__under"):
        papers.append(unseal(part, "words", key=part.holder.key))
        have_part(part=part)
    return papers


def test_if_the_last_one_leaves_before_they_had_theirs_the_others_papers_hold(
    network, amina, chen, round_of_three, browse
):
    assert "nobody can lock" in browse(amina).get(PAGE).text
    browse(chen).post("/n/millbrook/leave/")
    page = browse(amina).get(PAGE).text
    assert "there are 2 papers. Any 2 of them open the network" in page
    assert "Somebody who held one has left" in page, "they may have written it down"
    assert not Notice.objects.filter(kind="networks.part_void").exists()
    heed_code(make_code(by=amina, batch="a" * 40))
    assert is_locked(network)
    unlock(network=network, shares=shares(round_of_three))
    assert not is_locked(network)


def test_if_too_few_are_left_they_hear_that_their_papers_are_worth_nothing(amina, bo, chen, browse):
    for member in (amina, bo):
        keep_part(by=member)
    give_parts(by=amina, once=1)
    have_part(part=Part.objects.get(holder=amina))
    browse(bo).post("/n/millbrook/leave/")
    assert not Recovery.objects.exists()
    assert "they open nothing; shred yours" in browse(amina).get("/me/notices/").text
    assert "they open nothing" not in browse(chen).get("/me/notices/").text, "held none"
    assert "There are none yet" in browse(amina).get(PAGE).text


def test_the_old_papers_count_where_the_new_ones_came_to_nothing(network, papers, amina, bo, chen):
    keep_none(by=chen)
    give_parts(by=amina, once=7)
    have_part(part=Part.objects.get(holder=amina, recovery=7))
    leave(member=bo)
    lock(network=network)
    unlock(network=network, shares=shares(papers[:2]))
    assert not is_locked(network)


def test_one_who_has_theirs_leaves_and_the_others_go_on(amina, bo, chen, round_of_three):
    leave(member=bo)
    recovery = Recovery.objects.get()
    assert (recovery.holds_since, recovery.given) == (None, 3), "Chen still fetches theirs"
    have_part(part=Part.objects.get(holder=chen))
    assert Recovery.objects.get().is_enough()


def take_a_break(member, *, days=30):
    """As the panel's word has it."""
    until = member.network.today() + timedelta(days=days)
    Concern.objects.create(
        network=member.network, about=member, gives_break=True, break_until=until
    )
    take_break(member)


def test_who_takes_a_break_gets_none_and_holds_nobody_up(amina, bo, chen, browse):
    for member in (amina, bo, chen):
        keep_part(by=member)
    take_a_break(chen)
    assert "2 of you are willing" in browse(amina).get(PAGE).text
    browse(amina).post(f"{PAGE}give/", {"once": 1})
    assert browse(chen).get(PAGE).status_code == 403
    for member in (amina, bo):
        have(browse, member)
    assert "nobody can lock" not in browse(amina).get(PAGE).text
    assert Recovery.objects.get().is_enough()


def test_a_break_that_begins_while_papers_are_fetched_holds_nobody_up(
    network, amina, chen, round_of_three, browse
):
    take_a_break(chen)
    assert "Any 2 of them open the network" in browse(amina).get(PAGE).text
    lock(network=network)
    unlock(network=network, shares=shares(round_of_three))


def test_a_break_that_is_over_holds_nobody_up_and_takes_nothing(amina, chen, round_of_three):
    take_a_break(chen, days=-1)
    assert Part.objects.filter(holder=chen, given_on=None).exists()
    assert chen in keepers(amina.network)


def test_a_break_takes_no_paper_that_is_on_paper(amina, bo, round_of_three):
    take_a_break(bo)
    assert Part.objects.filter(holder=bo).exclude(given_on=None).exists()


def fall(browse, member, *, by):
    """The only one takes back that they know them."""
    Member.objects.filter(pk=member.pk).update(vouches_needed=1)
    vouch = member.vouches.create(by=by)
    browse(by).post(f"/n/millbrook/known/{vouch.pk}/back/")


def test_who_is_known_no_more_holds_nobody_up(amina, chen, round_of_three, browse):
    fall(browse, chen, by=amina)
    assert browse(chen).get(PAGE).status_code == 403
    assert Recovery.objects.get().is_enough()


def test_where_who_holds_one_is_known_no_more_new_ones_are_asked_for(papers, amina, bo, browse):
    fall(browse, bo, by=amina)
    assert "New papers should be given out" in browse(amina).get("/n/millbrook/home/").text
    page = browse(amina).get(PAGE).text
    assert "Somebody who held one has left, or counts as new again" in page
    assert ">Bo<" not in page
    assert Recovery.objects.get().is_enough(), "theirs opens the network still"


def test_who_never_fetches_theirs_is_left_out(amina, bo, chen, browse, time_machine):
    time_machine.move_to(timezone.now())
    for member in (amina, bo, chen):
        keep_part(by=member)
    give_parts(by=amina, once=1)
    for member in (amina, bo):
        have_part(part=Part.objects.get(holder=member))
    time_machine.shift(timedelta(days=13))
    assert chen in keepers(amina.network), "there is time yet"
    time_machine.shift(timedelta(days=1))
    page = browse(amina).get("/n/millbrook/lockdown/").text
    assert "2 of you are willing" in page
    browse(amina).post("/n/millbrook/lockdown/give/", {"once": 2})
    assert {part.holder for part in Part.objects.all()} == {amina, bo}
    for part in Part.objects.all():
        have_part(part=part)
    assert Recovery.objects.get().is_enough()
    give_parts(by=amina, once=3)
    assert not Part.objects.filter(holder=chen).exists(), "until they say so again"
    page = browse(chen).get("/n/millbrook/lockdown/").text
    assert "You did not fetch your last paper" in page
    page = browse(chen).post("/n/millbrook/lockdown/keep/", follow=True).text
    assert "You did not fetch" not in page
    assert give_parts(by=amina, once=4).parts.filter(holder=chen).exists()


def test_one_is_left_out_only_once_others_went_on(amina, bo, browse, time_machine):
    time_machine.move_to(timezone.now())
    for member in (amina, bo):
        keep_part(by=member)
    give_parts(by=amina, once=1)
    have_part(part=Part.objects.get(holder=amina))
    time_machine.shift(timedelta(days=20))
    with pytest.raises(TooFew):
        give_parts(by=amina, once=2)
    page = browse(bo).get("/n/millbrook/lockdown/").text
    assert "Your paper is ready" in page
    assert "You did not fetch" not in page
    have(browse, bo)
    assert Recovery.objects.get().holds_since, "late is better than never"


def test_a_rehearsal_shows_that_it_would_work_and_opens_nothing(network, papers, browse, amina):
    client = browse(amina)
    assert "the words of 2 papers" in client.get("/n/millbrook/lockdown/rehearse/").text
    wrong = client.post("/n/millbrook/lockdown/rehearse/", typed(papers[:1]))
    assert wrong.status_code == 422
    assert papers[0] in wrong.text, "what was typed is kept"
    assert "do not open it" in wrong.text
    right = client.post("/n/millbrook/lockdown/rehearse/", typed(papers[1:]), follow=True)
    assert "It works" in right.text
    recovery = Recovery.objects.get()
    assert recovery.rehearsed_on == network.today()
    assert not recovery.rehearsal_due(network.today() + timedelta(days=364))
    Recovery.objects.update(rehearsed_on=network.today() - timedelta(days=365))
    for address in ("/n/millbrook/home/", "/n/millbrook/lockdown/"):
        assert "A year has gone by" in client.get(address).text
