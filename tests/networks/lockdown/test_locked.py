"""What is left to be seen of a locked network, and what is not."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test import Client
from django.utils import timezone

from mutualaid.accounts.helpers.access import hidden_from, may_help
from mutualaid.accounts.services import erase_user
from mutualaid.accounts.sessions import SessionStore
from mutualaid.fields import random_id
from mutualaid.jobs.models import Job
from mutualaid.jobs.registry import handlers, nightly_kinds
from mutualaid.jobs.services import sweep
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.joining.services import join, make_link
from mutualaid.networks.lockdown.services.codes import make_code
from mutualaid.networks.lockdown.services.locking import heed_code, lock, unlock
from mutualaid.networks.models import DuressCode, Invitation, Lockdown, Recovery
from mutualaid.notices.queries import unread_count
from mutualaid.notices.services import mark_all_read
from mutualaid.sealed.keys import Locked, opened
from mutualaid.sealed.models import DataKey
from mutualaid.sealed.services import reveal, seal
from tests.needs.factories import SurveyFactory
from tests.networks.factories import MemberFactory, page_texts, write_page
from tests.networks.lockdown.conftest import is_locked, shares
from tests.notices.factories import tell

RESTING = "This page is resting"
OURS = "/n/millbrook/"


def test_all_sessions_of_its_members_end_and_others_do_not(network, code, amina, bo, dara):
    clients = {}
    for member in (amina, bo, dara):
        clients[member] = Client()
        clients[member].force_login(member.user)
    lock(network=network)
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
    lock(network=network)
    with pytest.raises(UpdateError):
        open_request.save()


@pytest.mark.parametrize("who", ["visitor", "dara", "newcomer", "amina"])
def test_every_page_rests_for_everybody(who, network, papers, amina, request, client):
    survey = SurveyFactory(network=network, by=amina, public_results=True)
    _, link = make_link(by=amina, once=random_id())
    write_page(by=amina, texts=page_texts(what="We cook", emergency="Meet at the old oak"))
    lock(network=network)
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
        write_page(by=amina, texts=page_texts(what="We cook", emergency=words))
        time_machine.shift(timedelta(hours=hours))
    lock(network=network)
    assert shown(client) == shows


def test_other_words_change_nothing_about_how_long_they_stood(
    network, papers, amina, client, time_machine
):
    time_machine.move_to(timezone.now(), tick=False)
    write_page(by=amina, texts=page_texts(emergency="Oak"))
    time_machine.shift(timedelta(hours=40))
    write_page(by=amina, texts=page_texts(what="We cook", emergency="Oak"))
    time_machine.shift(timedelta(hours=40))
    write_page(by=amina, texts=page_texts(emergency="Trap"))
    lock(network=network)
    assert shown(client) == "Oak"


def test_the_form_says_that_it_takes_three_days(network, amina, browse):
    assert "stood for three days" in browse(amina).get("/n/millbrook/words/").text


def test_it_rests_without_a_sheet_and_in_the_readers_language(network, papers, client):
    lock(network=network)
    client.cookies["language"] = "ar"
    page = client.get(OURS)
    assert page.status_code == 503
    assert 'dir="rtl"' in page.text


def test_people_still_have_their_accounts(network, papers, amina, dara):
    both = MemberFactory(user=amina.user, network=dara.network)
    lock(network=network)
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
    lock(network=network)
    client = Client()
    client.force_login(amina.user)
    page = client.post("/me/data/show/")
    assert page.status_code == 200
    assert str(survey) in page.text
    erase_user(user=amina.user)
    unlock(network=network, shares=shares(papers[1:]))
    assert not is_locked(network)
    assert Recovery.objects.get().anew == "typed"


@pytest.mark.django_db(transaction=True)
def test_no_page_of_ones_own_names_it_meanwhile(network, papers, amina, bo, dara):
    MemberFactory(user=amina.user, network=dara.network)
    tell(amina, path="/n/millbrook/home/")
    tell(amina, path="/n/eastside/home/", network="Eastside")
    seal(amina.user, "email", "amina@example.org", key=amina.user.key)
    amina.user.save()
    for by in (bo, dara):
        reveal(amina.user, "email", to=by, reason="own-page")

    def shown():
        client = Client()
        client.force_login(amina.user)
        pages = [client.get(f"/me/{page}/").text for page in ("notices", "readings")]
        return [client.get("/me/").text, *pages, client.post("/me/data/show/").text]

    assert all("Eastside" in page for page in shown()[1:])
    assert all("Millbrook" in page for page in shown()[1:])
    lock(network=network)
    for page in shown():
        assert "Millbrook" not in page
        assert "/n/millbrook/" not in page
    assert all("Eastside" in page for page in shown()[1:])
    mark_all_read(user=amina.user)
    unlock(network=network, shares=shares(papers[1:]))
    assert "Millbrook" in shown()[1]
    assert unread_count(amina.user), "read by nobody while it was locked"


def test_nobody_joins_and_no_key_is_made_meanwhile(network, papers, amina, dara):
    _, link = make_link(by=amina, once=random_id())
    lock(network=network)
    with pytest.raises(Locked):
        join(user=dara.user, code=link, name="Dara")
    with pytest.raises(Locked):
        opened(DataKey.objects.get(pk=amina.key_id))


def test_nobody_helps_back_in_meanwhile_from_whom_they_hide(network, papers, amina, bo, dara):
    hide(by=amina, name="Bo")
    MemberFactory(user=amina.user, network=dara.network)
    assert hidden_from(amina.user) == {bo.user_id}
    lock(network=network)
    assert not may_help(amina.user, bo.user)
    assert not may_help(bo.user, amina.user)
    assert may_help(amina.user, dara.user), "elsewhere they are not hidden"
    everybody = {each.user_id for each in network.members.present()}
    assert hidden_from(amina.user) == everybody - {amina.user_id}
    unlock(network=network, shares=shares(papers[1:]))
    assert hidden_from(amina.user) == {bo.user_id}


def test_locking_what_is_locked_changes_nothing(network, papers, amina, bo):
    codes = [make_code(by=each, batch=f"{each.pk}".ljust(40)) for each in (amina, bo)]
    for code in codes:
        heed_code(code)
    lock(network=network)
    assert Lockdown.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_nights_go_by_while_it_is_locked(network, papers, amina, settings, tmp_path):
    settings.ERASURES_FILE = str(tmp_path / "erased")
    SurveyFactory(network=network, by=amina)
    lock(network=network)
    sweep()
    for kind in nightly_kinds:
        handlers[kind].work()
    assert not Job.objects.exclude(error="").exists()


@pytest.mark.django_db(transaction=True)
def test_the_wrapped_key_is_not_on_the_disk_any_more(network, papers):
    if connection.vendor == "postgresql":
        before = file_of_keys()
        lock(network=network)
        sweep()
        assert file_of_keys() != before, "the table is written anew"
        return
    wrapped = bytes(DataKey.objects.get(pk=network.key_id).wrapped)
    file = connection.settings_dict["NAME"]
    DataKey.objects.filter(pk=network.key_id).update(instance_key="0" * 16)  # into the log too
    assert wrapped in b"".join(everything_on_disk(file))
    lock(network=network)
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
