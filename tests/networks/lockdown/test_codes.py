"""Codes that lock: they look wrong wherever they are typed, and end in time."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from mutualaid.accounts.models import Count, Session
from mutualaid.networks.lockdown.services.codes import make_code
from mutualaid.networks.lockdown.services.giving import give_parts, keep_part
from mutualaid.networks.lockdown.services.locking import heed_code, lock, unlock
from mutualaid.networks.models import Member, Vouch
from mutualaid.networks.services import leave
from mutualaid.networks.standing.services import take_back, vouch
from mutualaid.notices.queries import kinds
from mutualaid.notices.queries import told as told_of
from tests.networks.factories import MemberFactory
from tests.networks.lockdown.conftest import is_locked, shares


def test_a_code_is_shown_once_and_sent_again_it_is_the_same(papers, browse, bo):
    client, batch = browse(bo), "c" * 43
    first = client.post("/n/millbrook/lockdown/code/", {"batch": batch})
    again = client.post("/n/millbrook/lockdown/code/", {"batch": batch})
    assert first.context["code"] == again.context["code"]
    assert first.context["code"] not in client.get("/n/millbrook/lockdown/").text
    client.post("/n/millbrook/lockdown/code/", {"batch": "d" * 43})
    heed_code(first.context["code"])
    assert not is_locked(bo.network), "an older code works no more"


def test_there_is_no_code_before_all_have_their_parts(amina, bo, browse):
    for member in (amina, bo):
        keep_part(by=member)
    give_parts(by=amina, once=1)
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
        heed_code("WRNGCDE2")


def test_strangers_tries_block_no_code(network, code, settings):
    client = Client()
    client.get("/join/WRNGCDE2/")
    Count.objects.update(count=300)
    assert at_the_front(client, "WRNGCDE2").status_code == 429
    assert at_the_front(client, code).status_code == 429, "and it still looks the same"
    assert is_locked(network)


def test_a_code_locks_the_network_that_it_is_of(network, code, dara):
    heed_code(code)
    assert is_locked(network)
    assert not is_locked(dara.network)


def told(member):
    return [each.title for each in told_of(member.user.notices.all())]


CODE_ENDED = "Millbrook: your code for an emergency works no more; make a new one"


def leaving(network, papers, amina, bo, chen):
    for member in (bo, chen):
        leave(member=member)


def opening(network, papers, amina, bo, chen):
    lock(network=network)
    assert CODE_ENDED not in told(amina), "not while somebody may look at their phone"
    unlock(network=network, shares=shares(papers[:2]))


@pytest.mark.parametrize("how", [leaving, opening])
def test_whose_code_works_no_more_is_told_at_once(how, network, papers, amina, bo, chen, browse):
    make_code(by=amina, batch="a" * 40)
    how(network, papers, amina, bo, chen)
    assert told(amina).count(CODE_ENDED) == 1
    assert kinds()["networks.code_ended"].urgent
    client = browse(amina)
    for address in ("/n/millbrook/home/", "/n/millbrook/lockdown/"):
        assert "Your code works no more" in client.get(address).text
    assert CODE_ENDED not in told(MemberFactory(network=network)), "had none"


def test_a_new_code_is_one_that_works(network, papers, amina, browse):
    make_code(by=amina, batch="a" * 40)
    lock(network=network)
    unlock(network=network, shares=shares(papers[:2]))
    code = make_code(by=amina, batch="b" * 40)
    assert "works no more" not in browse(amina).get("/n/millbrook/lockdown/").text
    heed_code(code)
    assert is_locked(network)


def test_who_loses_their_standing_is_told_of_their_code(network, papers, amina, newcomer):
    vouch(by=amina, about=newcomer)
    newcomer.refresh_from_db()
    code = make_code(by=newcomer, batch="n" * 40)
    take_back(by=amina, vouch=Vouch.objects.get(about=newcomer))
    assert CODE_ENDED in told(newcomer)
    vouch(by=amina, about=newcomer)
    heed_code(code)
    assert not is_locked(network), "it ended for good, as they were told"


@pytest.mark.parametrize("lost", ["standing", "membership"])
def test_a_code_ends_with_standing_and_membership(network, code, bo, lost):
    if lost == "standing":
        Member.objects.filter(pk=bo.pk).update(vouches_needed=None)
    else:
        leave(member=bo)
    heed_code(code)
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
