"""Locking, and opening again: by whom, by what, and what is left to be seen meanwhile."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from mutualaid.accounts.helpers.access import hidden_from, may_help
from mutualaid.accounts.models import Session
from mutualaid.accounts.services import erase_user
from mutualaid.accounts.sessions import SessionStore
from mutualaid.fields import random_id
from mutualaid.jobs.models import Job
from mutualaid.jobs.registry import handlers, nightly_kinds
from mutualaid.jobs.services import sweep
from mutualaid.networks.agreements.services import change_page
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.lockdown import parts, services
from mutualaid.networks.models import (
    DuressCode,
    Invitation,
    Lockdown,
    Member,
    Network,
    Part,
    Recovery,
    Vouch,
)
from mutualaid.networks.services import join, leave, make_link, take_back, vouch
from mutualaid.notices.queries import kinds, unread_count
from mutualaid.notices.queries import told as told_of
from mutualaid.notices.services import mark_all_read
from mutualaid.sealed import ring
from mutualaid.sealed.keys import Locked, opened, wrap_anew
from mutualaid.sealed.models import DataKey
from mutualaid.sealed.services import reveal, seal, unseal
from tests.needs.factories import SurveyFactory
from tests.networks.factories import MemberFactory, NetworkFactory, page_texts
from tests.networks.lockdown.conftest import given, shares, typed
from tests.notices.factories import tell

RESTING = "This page is resting"
OURS = "/n/millbrook/"


def key_of(network):
    return opened(DataKey.objects.get(pk=network.key_id))


def is_locked(network):
    return not DataKey.objects.get(pk=network.key_id).wrapped


# Giving parts


def test_parts_are_asked_for_given_out_and_written_down(browse, amina, bo):
    for member in (amina, bo):
        page = browse(member).post("/n/millbrook/lockdown/keep/", follow=True).text
        assert "You get a paper when they are given out next" in page
    page = browse(amina).post("/n/millbrook/lockdown/give/", {"once": 5}, follow=True).text
    assert "Your paper is ready" in page
    assert "Bo" in page, "whom to remind"
    assert "nobody can lock" in page
    browse(amina).post("/n/millbrook/lockdown/give/", {"once": 5})
    assert Recovery.objects.get().pk == 5, "sent twice, given once"


@pytest.mark.django_db(transaction=True)
def test_my_words_are_shown_to_me_until_i_have_them(browse, amina, bo, chen):
    for member in (amina, bo):
        services.keep_part(by=member)
    services.give_parts(by=amina, once=5)
    client = browse(amina)
    assert client.get("/n/millbrook/lockdown/part/").status_code == 405, "only by POST"
    page = client.post("/n/millbrook/lockdown/part/")
    assert len(page.context["words"]) == parts.WORDS
    assert "no-store" in page["Cache-Control"]
    assert "Millbrook" not in page.text, "a paper that is found must not tell what it opens"
    assert "your paper that helps" in client.get("/me/readings/").text
    client.post("/n/millbrook/lockdown/part/have/")
    client.post("/n/millbrook/lockdown/part/have/")
    assert Part.objects.get(holder=amina).words_sealed is None
    assert client.post("/n/millbrook/lockdown/part/").status_code == 302
    assert Recovery.objects.get().holds_since is None, "Bo has not said so yet"
    assert browse(chen).post("/n/millbrook/lockdown/part/").status_code == 302, "holds none"
    browse(bo).post("/n/millbrook/lockdown/part/have/")
    assert Recovery.objects.get().holds_since


def test_the_old_parts_count_until_all_have_the_new_ones(network, papers, amina):
    recovery = services.give_parts(by=amina, once=7)
    services.lock(network=network)
    services.unlock(network=network, shares=shares(papers[:2]))
    for part in recovery.parts.all():
        services.have_part(part=part)
    assert Recovery.objects.get() == recovery
    services.lock(network=network)
    with pytest.raises(services.DoNotOpen):
        services.unlock(network=network, shares=shares(papers[:2]))


def test_a_small_network_needs_two_and_a_larger_one_more_than_half(network, amina, bo, papers):
    assert Recovery.objects.get().needed == 2
    members = MemberFactory.create_batch(5, network=network)
    services.keep_none(by=bo)
    with pytest.raises(services.TooFew):
        services.give_parts(by=amina, once=1)
    for member in members:
        services.keep_part(by=member)
    assert services.give_parts(by=amina, once=2).needed == 4
    assert services.needed_of(16, members=60) == 5


def test_no_more_papers_than_the_scheme_has(network, amina, browse):
    for member in [amina, *MemberFactory.create_batch(18, network=network)]:
        services.keep_part(by=member)
    assert services.give_parts(by=amina, once=1).parts.count() == parts.MOST
    late = MemberFactory(network=network)
    browse(late).post("/n/millbrook/lockdown/keep/")
    assert late.pk not in services.keepers(network).values_list("pk", flat=True)


def test_newcomers_have_no_part_in_it(network, newcomer, papers, browse):
    for act in (
        lambda: services.keep_part(by=newcomer),
        lambda: services.give_parts(by=newcomer, once=1),
        lambda: services.make_code(by=newcomer, batch="b" * 40),
        lambda: services.rehearse(by=newcomer, shares=shares(papers[:2])),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert "lockdown" not in browse(newcomer).get("/n/millbrook/home/").text


def test_who_leaves_leaves_their_paper_behind_and_the_others_are_told(
    network, papers, amina, bo, chen, browse
):
    code = services.make_code(by=amina, batch="a" * 40)
    leave(member=bo)
    assert Recovery.objects.get().anew == "left"
    assert "New papers should be given out" in browse(amina).get("/n/millbrook/home/").text
    assert "Somebody who held one has left" in browse(amina).get("/n/millbrook/lockdown/").text
    leave(member=chen)
    assert not Recovery.objects.get().is_enough()
    services.heed_code(code)
    assert not is_locked(network), "nobody who is still here could open it"
    with pytest.raises(PermissionDenied):
        services.make_code(by=amina, batch="a" * 40)


def test_who_leaves_before_they_had_theirs_ends_the_giving(amina, bo, chen):
    for member in (amina, bo, chen):
        services.keep_part(by=member)
    services.give_parts(by=amina, once=1)
    leave(member=chen)
    assert not Recovery.objects.exists()


def test_who_never_fetches_theirs_is_left_out(amina, bo, chen, browse, time_machine):
    time_machine.move_to(timezone.now())
    for member in (amina, bo, chen):
        services.keep_part(by=member)
    services.give_parts(by=amina, once=1)
    for member in (amina, bo):
        services.have_part(part=Part.objects.get(holder=member))
    time_machine.shift(timedelta(days=13))
    assert chen in services.keepers(amina.network), "there is time yet"
    time_machine.shift(timedelta(days=1))
    page = browse(amina).get("/n/millbrook/lockdown/").text
    assert "2 of you are willing" in page
    browse(amina).post("/n/millbrook/lockdown/give/", {"once": 2})
    assert {part.holder for part in Part.objects.all()} == {amina, bo}
    for part in Part.objects.all():
        services.have_part(part=part)
    assert Recovery.objects.get().is_enough()
    services.give_parts(by=amina, once=3)
    assert not Part.objects.filter(holder=chen).exists(), "until they say so again"
    page = browse(chen).get("/n/millbrook/lockdown/").text
    assert "You did not fetch your last paper" in page
    page = browse(chen).post("/n/millbrook/lockdown/keep/", follow=True).text
    assert "You did not fetch" not in page
    assert services.give_parts(by=amina, once=4).parts.filter(holder=chen).exists()


def test_one_is_left_out_only_once_others_went_on(amina, bo, browse, time_machine):
    time_machine.move_to(timezone.now())
    for member in (amina, bo):
        services.keep_part(by=member)
    services.give_parts(by=amina, once=1)
    services.have_part(part=Part.objects.get(holder=amina))
    time_machine.shift(timedelta(days=20))
    with pytest.raises(services.TooFew):
        services.give_parts(by=amina, once=2)
    page = browse(bo).get("/n/millbrook/lockdown/").text
    assert "Your paper is ready" in page
    assert "You did not fetch" not in page
    browse(bo).post("/n/millbrook/lockdown/part/have/")
    assert Recovery.objects.get().holds_since, "late is better than never"


def test_a_rehearsal_shows_that_it_would_work_and_opens_nothing(network, papers, browse, amina):
    client = browse(amina)
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


# Codes


def test_a_code_is_shown_once_and_sent_again_it_is_the_same(papers, browse, bo):
    client, batch = browse(bo), "c" * 43
    first = client.post("/n/millbrook/lockdown/code/", {"batch": batch})
    again = client.post("/n/millbrook/lockdown/code/", {"batch": batch})
    assert first.context["code"] == again.context["code"]
    assert first.context["code"] not in client.get("/n/millbrook/lockdown/").text
    client.post("/n/millbrook/lockdown/code/", {"batch": "d" * 43})
    services.heed_code(first.context["code"])
    assert not is_locked(bo.network), "an older code works no more"


def test_there_is_no_code_before_all_have_their_parts(amina, bo, browse):
    for member in (amina, bo):
        services.keep_part(by=member)
    services.give_parts(by=amina, once=1)
    answer = browse(bo).post("/n/millbrook/lockdown/code/", {"batch": "c" * 43})
    assert answer.status_code == 403
    assert "nobody could ever open this again" in answer.text


def at_the_front(client, code):
    return client.post("/join/", {"code": code}, follow=True)


def as_password(client, code):
    return client.post("/sign-in/password/", {"known_as": "anybody", "password": code})


def as_card(client, code):
    return client.post("/sign-in/card/", {"code": code})


def as_mailed(client, code):
    client.post("/sign-in/", {"email": "anybody@example.org"})
    return client.post("/sign-in/code/", {"code": code})


@pytest.mark.parametrize("way", [at_the_front, as_password, as_card, as_mailed])
def test_it_locks_wherever_codes_are_typed_and_looks_wrong(way, network, code, db):
    wrong, right = way(Client(), "WRNGCDE2"), way(Client(), code.lower())
    assert is_locked(network)
    assert right.status_code == wrong.status_code
    assert plain(right.text, code.lower()) == plain(wrong.text, "WRNGCDE2")


def plain(page, code):
    """A page without what differs each time: the token, and what was typed."""
    return re.sub("[A-Za-z0-9]{64}", "", page.replace(code, "CODE").replace(code.upper(), "CODE"))


@pytest.mark.parametrize("way", [at_the_front, as_password, as_card, as_mailed])
def test_it_looks_wrong_to_who_was_signed_in_too(way, network, code, bo):
    """Even on the day's first request, at whose end the session is saved."""
    answers = []
    for typed_code in ("WRNGCDE2", code):
        client = Client()
        client.force_login(bo.user)
        Session.objects.update(used_on=timezone.now().date() - timedelta(days=1))
        answer = way(client, typed_code)
        # Below it the page offers to sign in, as to everybody who is not.
        form = answer.text.partition("<main")[2].partition("</form>")[0]
        answers.append((answer.status_code, plain(form, typed_code)))
    assert is_locked(network)
    assert answers[0] == answers[1]


def test_on_ones_own_page_it_looks_wrong_too(network, code, amina, bo):
    wrong, right = Client(), Client()
    pages = []
    for client, typed_code in [(wrong, "WRNGCDE2"), (right, code)]:
        client.force_login(bo.user)
        Session.objects.update(used_on=timezone.now().date() - timedelta(days=1))
        answer = client.post("/n/millbrook/lockdown/now/", {"code": typed_code})
        assert answer.status_code == 422
        pages.append(answer.text)
    assert is_locked(network)
    assert "This code does nothing here" in pages[1]
    assert right.get("/me/")["Location"].startswith("/sign-in/")


def test_a_right_and_a_wrong_code_are_looked_for_alike(code, django_assert_num_queries):
    with django_assert_num_queries(1):
        services.heed_code("WRNGCDE2")


def test_strangers_tries_block_no_code(network, code, settings):
    client = Client()
    for _ in range(301):
        client.get("/join/WRNGCDE2/")
    assert at_the_front(client, "WRNGCDE2").status_code == 429
    assert at_the_front(client, code).status_code == 429, "and it still looks the same"
    assert is_locked(network)


def test_a_code_locks_the_network_that_it_is_of(network, code, dara, bo):
    """Wherever it is typed; and who lost their standing, or left, locks nothing."""
    services.heed_code(code)
    assert is_locked(network)
    assert not is_locked(dara.network)


def told(member):
    return [each.title for each in told_of(member.user.notices.all())]


CODE_ENDED = "Millbrook: your code for an emergency works no more; make a new one"


def leaving(network, papers, amina, bo, chen):
    for member in (bo, chen):
        leave(member=member)


def opening(network, papers, amina, bo, chen):
    services.lock(network=network)
    assert CODE_ENDED not in told(amina), "not while somebody may look at their phone"
    services.unlock(network=network, shares=shares(papers[:2]))


@pytest.mark.parametrize("how", [leaving, opening])
def test_whose_code_works_no_more_is_told_at_once(how, network, papers, amina, bo, chen, browse):
    services.make_code(by=amina, batch="a" * 40)
    how(network, papers, amina, bo, chen)
    assert told(amina).count(CODE_ENDED) == 1
    assert kinds()["networks.code_ended"].urgent
    client = browse(amina)
    for address in ("/n/millbrook/home/", "/n/millbrook/lockdown/"):
        assert "Your code works no more" in client.get(address).text
    assert CODE_ENDED not in told(MemberFactory(network=network)), "had none"


def test_a_new_code_is_one_that_works(network, papers, amina, browse):
    services.make_code(by=amina, batch="a" * 40)
    services.lock(network=network)
    services.unlock(network=network, shares=shares(papers[:2]))
    code = services.make_code(by=amina, batch="b" * 40)
    assert "works no more" not in browse(amina).get("/n/millbrook/lockdown/").text
    services.heed_code(code)
    assert is_locked(network)


def test_who_loses_their_standing_is_told_of_their_code(network, papers, amina, newcomer):
    vouch(by=amina, about=newcomer)
    newcomer.refresh_from_db()
    code = services.make_code(by=newcomer, batch="n" * 40)
    take_back(by=amina, vouch=Vouch.objects.get(about=newcomer))
    assert CODE_ENDED in told(newcomer)
    vouch(by=amina, about=newcomer)
    services.heed_code(code)
    assert not is_locked(network), "it ended for good, as they were told"


@pytest.mark.parametrize("lost", ["standing", "membership"])
def test_a_code_ends_with_standing_and_membership(network, code, bo, lost):
    if lost == "standing":
        Member.objects.filter(pk=bo.pk).update(vouches_needed=None)
    else:
        leave(member=bo)
    services.heed_code(code)
    assert not is_locked(network)


def test_a_code_lies_nowhere(code, papers, caplog):
    caplog.set_level("DEBUG")
    at_the_front(Client(), code)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            stored = str(cursor.fetchall())
            assert code not in stored
            assert papers[0] not in stored
    assert code not in caplog.text


# Locked


def test_all_sessions_of_its_members_end_and_others_do_not(network, code, amina, bo, dara):
    clients = {}
    for member in (amina, bo, dara):
        clients[member] = Client()
        clients[member].force_login(member.user)
    services.lock(network=network)
    assert clients[dara].get("/me/").status_code == 200
    for member in (amina, bo):
        assert clients[member].get("/me/")["Location"].startswith("/sign-in/")
    assert not DuressCode.objects.working().exists()
    [row] = Lockdown.objects.all()
    assert {field.name for field in row._meta.fields} == {"id", "network", "locked_on", "opened_on"}


def test_a_request_that_was_open_brings_no_session_back(network, papers, amina):
    client = Client()
    client.force_login(amina.user)
    open_request = SessionStore(client.cookies["session"].value)
    assert open_request["_auth_user_id"]
    services.lock(network=network)
    with pytest.raises(UpdateError):
        open_request.save()


@pytest.mark.parametrize("who", ["visitor", "dara", "newcomer", "amina"])
def test_every_page_rests_for_everybody(who, network, papers, amina, request, client):
    survey = SurveyFactory(network=network, by=amina, public_results=True)
    _, link = make_link(by=amina, once=random_id())
    change_page(by=amina, texts=page_texts(what="We cook", emergency="Meet at the old oak"))
    services.lock(network=network)
    if who != "visitor":
        client.force_login(request.getfixturevalue(who).user)
    for address in (
        *("/n/millbrook/", "/n/millbrook/home/", "/n/millbrook/lockdown/", "/n/millbrook/words/"),
        *("/n/millbrook/surveys/", f"/n/millbrook/surveys/{survey.pk}/results/"),
        *(f"/s/{survey.code}/", f"/s/{survey.code}/results/", f"/s/{survey.code}/door/"),
        f"/join/{link}/",
    ):
        answer = client.get(address)
        assert answer.status_code == 503, address
        assert RESTING in answer.text
        assert 'href="/exit/"' in answer.text, "also from here one leaves quickly"
        assert "Meet at the old oak" in answer.text
        for word in ("Millbrook", "We cook", "lock", str(survey)):
            assert word not in answer.text.replace(address, "")
        assert "no-store" in answer["Cache-Control"]
    assert client.post("/n/millbrook/words/", {"what_0": "secret"}).status_code == 503
    assert Invitation.objects.get().uses_left == 1, "links stay, for later"


def shown(client):
    found = re.search(r'<div dir="auto" lang="en"><p>(.*?)</p>', client.get(OURS).text)
    return found and found[1]


@pytest.mark.parametrize(
    ("written", "shows"),
    [
        # what was written, and how many hours it stood
        ([("Oak", 1)], "Oak"),
        ([("Oak", 1), ("Trap", 1)], "Oak"),
        ([("Oak", 100), ("Trap", 71)], "Oak"),
        ([("Oak", 100), ("Mill", 73)], "Mill"),
        ([("Oak", 100), ("Trap", 5), ("Mill", 70)], "Oak"),
        ([("Oak", 100), ("Trap", 71), ("Oak", 1)], "Oak"),
        ([("", 100), ("Oak", 1), ("Trap", 1)], "Oak"),
        ([("Oak", 100), ("", 73)], None),
        ([("Oak", 100), ("", 71)], "Oak"),
        ([], None),
    ],
)
def test_nobody_changes_the_words_for_an_emergency_right_before(
    network, papers, amina, client, time_machine, written, shows
):
    time_machine.move_to(timezone.now(), tick=False)
    for words, hours in written:
        change_page(by=amina, texts=page_texts(what="We cook", emergency=words))
        time_machine.shift(timedelta(hours=hours))
    services.lock(network=network)
    assert shown(client) == shows


def test_other_words_change_nothing_about_how_long_they_stood(
    network, papers, amina, client, time_machine
):
    time_machine.move_to(timezone.now(), tick=False)
    change_page(by=amina, texts=page_texts(emergency="Oak"))
    time_machine.shift(timedelta(hours=40))
    change_page(by=amina, texts=page_texts(what="We cook", emergency="Oak"))
    time_machine.shift(timedelta(hours=40))
    change_page(by=amina, texts=page_texts(emergency="Trap"))
    services.lock(network=network)
    assert shown(client) == "Oak"


def test_the_form_says_that_it_takes_three_days(network, amina, browse):
    assert "stood for three days" in browse(amina).get("/n/millbrook/words/").text


def test_it_rests_without_a_sheet_and_in_the_readers_language(network, papers, client):
    services.lock(network=network)
    client.cookies["language"] = "ar"
    page = client.get(OURS)
    assert page.status_code == 503
    assert 'dir="rtl"' in page.text


def test_people_still_have_their_accounts(network, papers, amina, dara):
    both = MemberFactory(user=amina.user, network=dara.network)
    services.lock(network=network)
    client = Client()
    client.force_login(amina.user)
    for address in ("/", "/me/"):
        page = client.get(address)
        assert page.status_code == 200
        assert "Eastside" in page.text
        assert "Millbrook" not in page.text
    assert client.get("/n/eastside/home/").status_code == 200
    assert both.network == dara.network


@pytest.mark.django_db(transaction=True)
def test_my_data_can_be_read_and_erased_meanwhile(network, papers, amina):
    survey = SurveyFactory(network=network, by=amina)
    services.lock(network=network)
    client = Client()
    client.force_login(amina.user)
    page = client.post("/me/data/show/")
    assert page.status_code == 200
    assert str(survey) in page.text
    erase_user(user=amina.user)
    services.unlock(network=network, shares=shares(papers[1:]))
    assert not is_locked(network)
    assert Recovery.objects.get().anew == "typed"


@pytest.mark.django_db(transaction=True)
def test_no_page_of_ones_own_names_it_meanwhile(network, papers, amina, bo, dara):
    both = MemberFactory(user=amina.user, network=dara.network)
    tell(amina, path="/n/millbrook/home/")
    tell(amina, path="/n/eastside/home/", network="Eastside")
    seal(amina.user, "email", "amina@example.org", key=amina.user.key)
    amina.user.save()
    for by in (bo, both):
        reveal(amina.user, "email", to=by, reason="own-page")

    def shown():
        client = Client()
        client.force_login(amina.user)
        pages = [client.get(f"/me/{page}/").text for page in ("notices", "readings")]
        return [client.get("/me/").text, *pages, client.post("/me/data/show/").text]

    assert all("Eastside" in page for page in shown()[1:])
    assert all("Millbrook" in page for page in shown()[1:])
    services.lock(network=network)
    for page in shown():
        assert "Millbrook" not in page
        assert "/n/millbrook/" not in page
    assert all("Eastside" in page for page in shown()[1:])
    mark_all_read(user=amina.user)
    services.unlock(network=network, shares=shares(papers[1:]))
    assert "Millbrook" in shown()[1]
    assert unread_count(amina.user), "read by nobody while it was locked"


def test_nobody_joins_and_no_key_is_made_meanwhile(network, papers, amina, dara):
    _, link = make_link(by=amina, once=random_id())
    services.lock(network=network)
    with pytest.raises(Locked):
        join(user=dara.user, code=link, name="Dara")
    with pytest.raises(Locked):
        opened(DataKey.objects.get(pk=amina.key_id))


def test_nobody_helps_back_in_meanwhile_from_whom_they_hide(network, papers, amina, bo, dara):
    hide(by=amina, name="Bo")
    MemberFactory(user=amina.user, network=dara.network)
    assert hidden_from(amina.user) == {bo.user_id}
    services.lock(network=network)
    assert not may_help(amina.user, bo.user)
    assert not may_help(bo.user, amina.user)
    assert may_help(amina.user, dara.user), "elsewhere they are not hidden"
    everybody = {each.user_id for each in network.members.present()}
    assert hidden_from(amina.user) == everybody - {amina.user_id}
    services.unlock(network=network, shares=shares(papers[1:]))
    assert hidden_from(amina.user) == {bo.user_id}


def test_locking_what_is_locked_changes_nothing(network, papers, amina, bo):
    codes = [services.make_code(by=each, batch=f"{each.pk}".ljust(40)) for each in (amina, bo)]
    for code in codes:
        services.heed_code(code)
    services.lock(network=network)
    assert Lockdown.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_nights_go_by_while_it_is_locked(network, papers, amina, settings, tmp_path):
    settings.ERASURES_FILE = str(tmp_path / "erased")
    SurveyFactory(network=network, by=amina)
    services.lock(network=network)
    sweep()
    for kind in nightly_kinds:
        handlers[kind].work()
    assert not Job.objects.exclude(error="").exists()


@pytest.mark.django_db(transaction=True)
def test_the_wrapped_key_is_not_on_the_disk_any_more(network, papers):
    if connection.vendor == "postgresql":
        before = file_of_keys()
        services.lock(network=network)
        sweep()
        assert file_of_keys() != before, "the table is written anew"
        return
    wrapped = bytes(DataKey.objects.get(pk=network.key_id).wrapped)
    file = connection.settings_dict["NAME"]
    DataKey.objects.filter(pk=network.key_id).update(instance_key="0" * 16)  # into the log too
    assert wrapped in b"".join(everything_on_disk(file))
    services.lock(network=network)
    sweep()
    assert not Job.objects.exclude(state="done").exclude(kind__in=nightly_kinds).exists()
    assert wrapped not in b"".join(everything_on_disk(file))


def everything_on_disk(file):
    for end in ("", "-wal"):
        with open(f"{file}{end}", "rb") as disk:
            yield disk.read()


def file_of_keys():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_filenode('sealed_datakey')")
        return cursor.fetchone()


# Opening


def test_papers_open_it_and_what_was_sealed_is_back(network, papers, amina, client):
    before = key_of(network)
    amina.user.refresh_from_db()
    part_key = DataKey.objects.select_related("under").get(pk=amina.key_id)
    row = Recovery(pk=1)
    seal(row, "key", "sealed before", key=part_key)
    services.lock(network=network)
    page = client.get("/n/millbrook/rest/")
    assert "Millbrook" not in page.text
    assert "no-store" in page["Cache-Control"]
    answer = client.post("/n/millbrook/rest/", typed(papers[:2]), follow=True)
    assert "It is open again" in answer.text
    assert key_of(network) == before
    assert unseal(row, "key", key=DataKey.objects.get(pk=amina.key_id)) == "sealed before"
    assert Recovery.objects.get().anew == "typed"
    assert Lockdown.objects.get().opened_on == network.today()
    assert client.post("/n/millbrook/rest/", typed(papers[:2])).status_code == 302, "sent twice"


def test_papers_are_typed_by_nobody_in_particular_but_not_without_end(network, papers, client):
    services.lock(network=network)
    wrong = typed(papers[:1])
    for _ in range(60):
        assert client.post("/n/millbrook/rest/", wrong).status_code == 422
    assert client.post("/n/millbrook/rest/", typed(papers[:2])).status_code == 429
    elsewhere = Client(REMOTE_ADDR="203.0.113.7")
    assert elsewhere.post("/n/millbrook/rest/", typed(papers[:2])).status_code == 302


def test_what_is_wrong_with_a_paper_is_told_and_nothing_else(network, papers, client):
    services.lock(network=network)
    words = papers[1].split()
    words[3], words[4] = words[4], words[3]
    answer = client.post("/n/millbrook/rest/", typed([papers[0], " ".join(words)]))
    assert answer.status_code == 422
    assert "part_1" not in answer.context["form"].errors
    assert "wrong place" in str(answer.context["form"].errors["part_2"])
    for some in ([papers[0]], [papers[0], papers[0]], []):
        assert client.post("/n/millbrook/rest/", typed(some)).status_code == 422
    assert is_locked(network)


@pytest.mark.parametrize("foreign", ["another network", "an older one"])
def test_papers_of_elsewhere_and_of_before_are_refused(
    foreign, network, papers, amina, dara, client
):
    if foreign == "an older one":
        others, papers = papers, given(amina)
    else:
        eve = MemberFactory(network=dara.network)
        for member in (dara, eve):
            services.keep_part(by=member)
        others = given(dara)
    services.lock(network=network)
    for some in (others[:2], [papers[0], others[1]], [*papers[:2], others[0]]):
        answer = client.post("/n/millbrook/rest/", typed(some))
        assert answer.status_code == 422
        assert "do not open it" in answer.text
    assert is_locked(network)


def test_the_key_of_the_server_may_be_exchanged_meanwhile(
    network, papers, amina, settings, tmp_path
):
    before = key_of(network)
    file = tmp_path / "key"
    file.write_text(settings.INSTANCE_KEY)
    settings.INSTANCE_KEY_FILE = str(file)
    services.lock(network=network)
    call_command("keys", "rotate", verbosity=0)
    call_command("keys", "status")
    ring.write(ring.keys()[:1])
    services.unlock(network=network, shares=shares(papers[:2]))
    assert key_of(network) == before
    assert wrap_anew() == 0


def test_exchanging_keys_brings_no_locked_key_back(network, papers, settings, tmp_path):
    """Whoever read the row before it was emptied writes only over what they read."""
    read = DataKey.objects.get(pk=network.key_id)
    services.lock(network=network)
    assert not DataKey.objects.filter(pk=read.pk, wrapped=read.wrapped).update(wrapped=b"x")
    wrap_anew()
    assert is_locked(network)


def test_an_open_network_has_no_page_to_open_it(network, papers, client):
    assert client.get("/n/millbrook/rest/")["Location"] == OURS
    assert client.get("/n/nowhere/rest/").status_code == 404
    assert not is_locked(network)


def test_a_network_without_parts_is_opened_by_nothing(papers, client):
    bare = NetworkFactory(slug="bare")
    services.lock(network=bare)
    assert client.post("/n/bare/rest/", typed(papers[:2])).status_code == 422
    assert Network.objects.get(slug="bare")
