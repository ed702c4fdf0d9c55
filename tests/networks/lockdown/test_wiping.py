"""Destroying a network: agreed beforehand, by several, after 72 hours, and stopped by any one."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.utils import timezone

from mutualaid.accounts.apps import erase_again
from mutualaid.accounts.models import User
from mutualaid.db import guards
from mutualaid.fields import random_id
from mutualaid.jobs.models import Job
from mutualaid.jobs.services import sweep
from mutualaid.networks.joining.services import make_poster
from mutualaid.networks.lockdown.services.locking import lock, unlock
from mutualaid.networks.models import Agreement, Consent, Member, Network, Wipe, WipeAgreement
from mutualaid.networks.services import leave
from mutualaid.networks.standing.services import meeting_code
from mutualaid.networks.wiping.services import (
    AskedOften,
    NotAgreed,
    agree_no_more,
    agree_to_wipe,
    carry_out,
    say_wipe,
    say_wipe_by_parts,
    stop_wipe,
)
from mutualaid.notices.queries import kinds
from mutualaid.sealed import erasures
from mutualaid.sealed.models import DataKey
from needs.surveys.models import Response, Survey
from tests.installation import Installation
from tests.needs.answering.samples import survey_of
from tests.needs.factories import SurveyFactory
from tests.networks.factories import MemberFactory, page_texts, write_page
from tests.networks.lockdown.conftest import shares, typed

DESTROY_PAGE = "/n/millbrook/lockdown/destroy/"
DAYS = timedelta(hours=72)


def days_go_by():
    for agreement in WipeAgreement.objects.exclude(holds_since=None):
        agreement.holds_since -= DAYS
        agreement.save()
    for wipe in Wipe.objects.exclude(due_at=None):
        wipe.due_at -= DAYS
        wipe.save()
    Job.objects.filter(kind="networks.wipe").update(due_at=timezone.now())


@pytest.fixture
def agreed(amina, bo, chen):
    """Amina and Bo, of three who are known, agreed three days ago that two are enough."""
    for member in (amina, bo):
        agree_to_wipe(by=member, needed=2)
    days_go_by()


@pytest.fixture
def lately():
    """A client in which somebody has signed in just now."""

    def client_of(member):
        client = Client()
        client.force_login(member.user)
        session = client.session
        session["signed_in_at"] = time.time()
        session.save()
        return client

    return client_of


@pytest.fixture
def list_of_erased(settings, tmp_path):
    settings.ERASURES_FILE = str(tmp_path / "erased")


def usable(network):
    return network.wipe_agreements.usable(timezone.now())


def test_it_takes_more_than_half_and_72_hours_to_agree(network, amina, bo, chen):
    agree_to_wipe(by=amina, needed=2)
    days_go_by()
    assert not usable(network)
    agree_to_wipe(by=bo, needed=2)
    assert not usable(network), "not for 72 hours"
    days_go_by()
    assert usable(network).needed == 2


def test_two_of_many_do_not_agree_that_two_are_enough(network, agreed, amina, bo, chen, browse):
    Consent.objects.all().delete()
    WipeAgreement.objects.all().delete()
    for name in ("Ed", "Flo"):
        Member.objects.create(network=network, name=name, vouches_needed=0)
    for member in (amina, bo):
        agree_to_wipe(by=member, needed=2)
    assert WipeAgreement.objects.get().holds_since is None
    page = browse(chen).get("/n/millbrook/lockdown/destroy/").text
    assert "2 of you agree, 3 must" in page


def test_who_agrees_to_another_number_agrees_to_the_first_no_more(network, agreed, bo, amina):
    agree_to_wipe(by=bo, needed=3)
    assert not usable(network)
    assert {each.needed for each in WipeAgreement.objects.all()} == {2, 3}
    agree_no_more(by=amina)
    assert [each.needed for each in WipeAgreement.objects.all()] == [3]


@pytest.mark.parametrize("gone", ["leaves", "takes it back"])
def test_an_agreement_ends_with_those_who_made_it(network, agreed, bo, gone):
    if gone == "leaves":
        leave(member=bo)
    else:
        agree_no_more(by=bo)
    assert not usable(network)


def become_known(browse, member, *, by):
    browse(by).post("/n/millbrook/known/vouch/", {"code": meeting_code(member)})


def test_an_agreement_of_too_few_by_now_begins_anew(
    network, agreed, amina, bo, chen, newcomer, browse
):
    become_known(browse, newcomer, by=amina)
    page = browse(chen).get(DESTROY_PAGE).text
    assert "2 of you agree, 3 must" in page
    assert "It counts from" not in page
    browse(chen).post(f"{DESTROY_PAGE}agree/", {"needed": 2})
    with pytest.raises(NotAgreed):
        say_wipe(by=amina)
    days_go_by()
    assert say_wipe(by=amina).needed == 2


def test_who_leaves_does_not_count_any_more(network, amina, bo, chen, browse):
    last = MemberFactory(network=network)
    for member in (amina, bo):
        agree_to_wipe(by=member, needed=2)
    assert WipeAgreement.objects.get().holds_since is None, "four are known, so it takes three"
    browse(last).post("/n/millbrook/leave/")
    assert "It counts from" in browse(amina).get(DESTROY_PAGE).text
    days_go_by()
    assert usable(network)


def fall(browse, member, *, by):
    """The only one takes back that they know them."""
    Member.objects.filter(pk=member.pk).update(vouches_needed=1)
    vouch = member.vouches.create(by=by)
    browse(by).post(f"/n/millbrook/known/{vouch.pk}/back/")


def test_with_standing_goes_what_one_said(network, agreed, amina, bo, chen, browse):
    fall(browse, bo, by=chen)
    assert {each.member for each in Consent.objects.all()} == {amina}
    assert not usable(network)
    become_known(browse, bo, by=chen)
    assert not usable(network), "who is known again says it anew"


def test_it_is_never_one_person(network):
    with pytest.raises(IntegrityError), transaction.atomic():
        WipeAgreement.objects.create(network=network, needed=1)


def test_one_alone_brings_nothing_about(network, agreed, amina, lately):
    client = lately(amina)
    for _ in range(3):
        client.post("/n/millbrook/lockdown/destroy/yes/", {"sure": "on"})
    wipe = Wipe.objects.get()
    assert (wipe.due_at, wipe.yeses.count()) == (None, 1)
    assert not Job.objects.filter(kind="networks.wipe").exists()


def test_newcomers_and_who_did_not_sign_in_lately_have_no_say(
    network, agreed, newcomer, bo, browse
):
    with pytest.raises(PermissionDenied):
        say_wipe(by=newcomer)
    with pytest.raises(PermissionDenied):
        agree_to_wipe(by=newcomer, needed=2)
    answer = browse(bo).post("/n/millbrook/lockdown/destroy/yes/", {"sure": "on"})
    assert answer["Location"].startswith("/sign-in/")
    assert not Wipe.objects.exists()


def test_without_an_agreement_nobody_can(network, amina, lately):
    client = lately(amina)
    answer = client.post("/n/millbrook/lockdown/destroy/yes/", {"sure": "on"})
    assert answer.status_code == 422
    assert "Nothing was agreed" in answer.text
    with pytest.raises(NotAgreed):
        say_wipe(by=amina)


def test_it_must_be_ticked(agreed, amina, lately):
    client = lately(amina)
    assert client.get("/n/millbrook/lockdown/destroy/yes/").status_code == 200
    assert client.post("/n/millbrook/lockdown/destroy/yes/").status_code == 422
    assert not Wipe.objects.exists()


def told(member):
    return list(member.user.notices.order_by("number").values_list("kind", flat=True))


def test_it_is_urgent_only_once_its_hour_is_set(agreed, amina, bo, chen):
    say_wipe(by=amina)
    assert told(chen) == ["networks.wipe_asked"]
    say_wipe(by=bo)
    say_wipe(by=amina)
    assert told(chen) == ["networks.wipe_asked", "networks.wipe"]
    assert [kinds()[kind].urgent for kind in told(chen)] == [False, True]


def test_asking_and_stopping_all_day_long_disturbs_nobody(agreed, amina, bo, chen, lately):
    client, address = lately(amina), "/n/millbrook/lockdown/destroy/yes/"
    for _ in range(2):
        assert client.post(address, {"sure": "on"}).status_code == 302
        stop_wipe(by=amina)
    for _ in range(2):
        answer = client.post(address, {"sure": "on"})
        assert answer.status_code == 422
        assert "asked twice already" in answer.text
    assert not Wipe.objects.exists()
    assert told(chen) == ["networks.wipe_asked"] * 2


def test_tomorrow_it_can_be_asked_again(agreed, amina, time_machine):
    time_machine.move_to(timezone.now())
    for _ in range(2):
        say_wipe(by=amina)
        stop_wipe(by=amina)
    with pytest.raises(AskedOften):
        say_wipe(by=amina)
    time_machine.shift(timedelta(days=1))
    say_wipe(by=amina)
    assert Wipe.objects.exists()


@pytest.fixture
def asked(agreed, amina, bo, lately):
    for member in (amina, bo):
        lately(member).post("/n/millbrook/lockdown/destroy/yes/", {"sure": "on"})
    return Wipe.objects.get()


def test_nothing_happens_for_72_hours(asked, network):
    carry_out(wipe_id=asked.pk)
    assert Network.objects.filter(pk=network.pk).exists()
    [job] = Job.objects.filter(kind="networks.wipe")
    assert job.due_at == asked.due_at
    assert asked.due_at - timezone.now() > timedelta(hours=71)


@pytest.mark.parametrize("who", ["chen", "newcomer"])
def test_any_one_member_stops_it(asked, network, who, request, browse):
    client = browse(request.getfixturevalue(who))
    assert "destroyed for good after" in client.get("/n/millbrook/home/").text
    answer = client.post("/n/millbrook/lockdown/destroy/stop/", follow=True)
    assert "Nothing is destroyed" in answer.text
    days_go_by()
    carry_out(wipe_id=asked.pk)
    assert Network.objects.filter(pk=network.pk).exists()


def test_nobody_else_stops_it(asked, dara, browse):
    assert browse(dara).post("/n/millbrook/lockdown/destroy/stop/").status_code == 404
    assert Wipe.objects.exists()


def goes(browse, bo, chen):
    browse(bo).post("/n/millbrook/leave/")


def falls(browse, bo, chen):
    fall(browse, bo, by=chen)


@pytest.mark.parametrize("how", [goes, falls])
def test_it_waits_anew_if_one_of_those_who_wanted_it_leaves(
    how, newcomer, asked, bo, chen, browse, time_machine
):
    before = asked.due_at
    time_machine.move_to(timezone.now() + timedelta(hours=50))
    how(browse, bo, chen)
    assert "1 of 2 has said so" in browse(chen).get(DESTROY_PAGE).text
    asked.refresh_from_db()
    assert asked.due_at is None
    say_wipe(by=chen)
    asked.refresh_from_db()
    assert asked.due_at - before > timedelta(hours=49)
    kinds = ["networks.wipe_asked", "networks.wipe", "networks.wipe"]
    assert told(newcomer) == kinds, "each hour is told"


@pytest.mark.django_db(transaction=True)
def test_it_is_done_and_all_of_it_is_gone(list_of_erased, asked, network, amina, bo, dara, client):
    survey = survey_of(amina)
    SurveyFactory(network=network, by=amina)
    make_poster(by=amina, once=random_id(), uses=20, days=30)
    write_page(by=amina, texts=page_texts(what="Soup"))
    write_page(by=dara, texts=page_texts(what="Bread"))
    keys = {network.key_id, amina.key_id, bo.key_id, survey.key_id}
    days_go_by()
    sweep()
    assert not Network.objects.filter(pk=network.pk).exists()
    assert not Member.objects.filter(network=network.pk).exists()
    assert not Survey.objects.exists()
    assert not Response.objects.exists()
    assert not DataKey.objects.filter(pk__in=keys).exists()
    assert network.key_id in erasures.listed()
    assert client.get("/n/millbrook/").status_code == 404
    assert client.get("/n/eastside/").status_code == 200
    assert User.objects.filter(pk=amina.user_id).exists(), "accounts are people's own"
    assert Agreement.objects.get().network == dara.network
    with pytest.raises(DatabaseError, match="append-only"):
        Agreement.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_it_is_done_again_after_a_backup_brought_it_back(
    list_of_erased, settings, network, amina, dara
):
    """Every start goes through the list of what was erased; also where the backup is so old that
    it lets nothing append-only go."""
    write_page(by=amina, texts=page_texts(what="Soup"))
    with connection.cursor() as cursor:
        for statement in guards.APPEND_ONLY[connection.vendor]:
            cursor.execute(statement.format(table="networks_agreement", unless="1 = 0"))
    erasures.write(Path(settings.ERASURES_FILE), {network.key_id})
    erase_again()
    assert list(Network.objects.all()) == [dara.network]


def test_it_is_not_done_once_those_who_wanted_it_are_too_few(asked, network, bo, chen, browse):
    Member.objects.filter(pk=bo.pk).update(vouches_needed=None)
    days_go_by()
    carry_out(wipe_id=asked.pk)
    assert Network.objects.filter(pk=network.pk).exists()
    assert "1 of 2 has said so" in browse(chen).get(DESTROY_PAGE).text
    say_wipe(by=chen)
    asked.refresh_from_db()
    assert asked.due_at > timezone.now(), "and is decided anew"


def test_an_agreement_of_few_is_none_once_there_are_many(network, agreed, amina):
    MemberFactory.create_batch(3, network=network)
    with pytest.raises(NotAgreed):
        say_wipe(by=amina)


# While it is locked


@pytest.mark.django_db(transaction=True)
def test_papers_have_it_destroyed_while_it_is_locked(
    list_of_erased, network, agreed, papers, client
):
    lock(network=network)
    few = client.post("/n/millbrook/rest/destroy/", typed(papers[:1]))
    assert few.status_code == 422
    answer = client.post("/n/millbrook/rest/destroy/", typed(papers[:2]))
    assert "Everything is destroyed after" in answer.text
    assert "Millbrook" not in answer.text
    days_go_by()
    sweep()
    assert not Network.objects.filter(pk=network.pk).exists()


def test_as_many_papers_as_members_were_agreed_on(network, papers, amina, bo, chen, client):
    for member in (amina, bo, chen):
        agree_to_wipe(by=member, needed=3)
    days_go_by()
    lock(network=network)
    assert client.post("/n/millbrook/rest/destroy/", typed(papers[:2])).status_code == 422
    assert not Wipe.objects.exists()
    assert client.post("/n/millbrook/rest/destroy/", typed(papers)).status_code == 200


def test_papers_are_no_agreement(network, papers, client):
    lock(network=network)
    answer = client.post("/n/millbrook/rest/destroy/", typed(papers[:2]))
    assert answer.status_code == 422
    assert "Nothing was agreed" in answer.text


def test_opening_it_or_any_one_member_stops_it_then(network, agreed, papers, chen, client, browse):
    for stop in (
        lambda: unlock(network=network, shares=shares(papers[:2])),
        lambda: browse(chen).post("/n/millbrook/lockdown/destroy/stop/"),
    ):
        lock(network=network)
        say_wipe_by_parts(network=network, shares=shares(papers[:2]))
        assert "Stop it" in browse(chen).get("/me/").text
        stop()
        assert not Wipe.objects.exists()


# On the disk

SEED = """
from datetime import timedelta
from django.utils import timezone
from mutualaid.accounts.services import create_user
from mutualaid.jobs.services import sweep
from mutualaid.networks.agreements.services import change_page
from mutualaid.networks.wiping.services import agree_to_wipe, carry_out, say_wipe
from mutualaid.networks.models import Network, Wipe, WipeAgreement
from mutualaid.networks.joining.services import join, make_link
from mutualaid.networks.services import create_network
from mutualaid.networks.standing.services import vouch
from mutualaid.networks.page import PARTS
from mutualaid.fields import Texts
users = [create_user(display_name=name, language="en") for name in ("canary-ana", "canary-ben")]
network = create_network(by=users[0], name="canary-net", area="canary-area", cell="",
                         languages=["en"], time_zone="UTC")
founder = network.members.get()
change_page(by=founder, texts={part.key: Texts(en="canary-words") for part in PARTS})
other = join(user=users[1], code=make_link(by=founder, once=1)[1], name="canary-member")
vouch(by=founder, about=other)
"""
DESTROY = """
past = timezone.now() - timedelta(hours=73)
for member in network.members.all():
    agree_to_wipe(by=member, needed=2)
WipeAgreement.objects.update(holds_since=past)
for member in network.members.all():
    wipe = say_wipe(by=member)
key = bytes(network.key.wrapped)
Wipe.objects.update(due_at=past)
carry_out(wipe_id=wipe.pk)
sweep()
print(key.hex())
"""


@pytest.mark.once
def test_no_canary_is_left_in_the_files(tmp_path):
    with Installation(tmp_path) as place:
        key = place.run("manage.py", "shell", "-v0", "-c", SEED + DESTROY).split()[-1]
        files = [tmp_path / f"mutualaid.sqlite3{end}" for end in ("", "-wal")]
        content = b"".join(file.read_bytes() for file in files if file.exists())
    assert b"canary-ana" in content, "their account is their own"
    for gone in (b"canary-net", b"canary-area", b"canary-member", b"canary-words"):
        assert gone not in content
    assert bytes.fromhex(key) not in content


def test_it_lets_go_of_what_is_append_only_only_while_destroying(network, amina):
    write_page(by=amina, texts=page_texts(what="Soup"))
    Wipe.objects.create(network=network, needed=2)
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM networks_agreement")
