import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from mutualaid.codes import ALPHABET, spaced
from mutualaid.fields import Texts, random_id
from mutualaid.networks import services
from mutualaid.networks.agreements.services import agree, change_facts
from mutualaid.networks.joining import services as joining
from mutualaid.networks.joining.services import (
    CodeRefused,
    end_invitation,
    join,
    make_link,
    make_poster,
)
from mutualaid.networks.models import Agreement, Circle, Invitation, Member, Network, Seat
from mutualaid.networks.page import page_texts
from mutualaid.networks.services import create_network, leave
from mutualaid.networks.standing.services import vouch
from mutualaid.sealed.models import DataKey
from mutualaid.sealed.services import unseal
from tests.accounts.factories import UserFactory
from tests.networks.factories import page_texts as texts
from tests.networks.factories import write_page

FACTS = {
    "name": "Neighbors of Mill Road",
    "area": "up to the bridge",
    "cell": "",
    "languages": ["en"],
    "time_zone": "Europe/London",
}


@pytest.fixture
def link(amina):
    return make_link(by=amina, once=random_id())


@pytest.fixture
def poster(amina):
    return make_poster(by=amina, once=random_id(), uses=2, days=30)


def code_of(poster):
    return unseal(poster, "code", key=poster.network.key)


# Founding


@pytest.mark.django_db(transaction=True)
def test_two_networks_of_one_name_at_once_get_an_address_each(monkeypatch):
    together = threading.Barrier(2)
    plain = services.free_slug

    def seen_free_by_both(name):
        slug = plain(name)
        with suppress(threading.BrokenBarrierError):  # on SQLite one writes after the other
            together.wait(timeout=1)
        return slug

    def found(user):
        create_network(by=user, **FACTS)
        connection.close()

    monkeypatch.setattr(services, "free_slug", seen_free_by_both)
    with ThreadPoolExecutor() as threads:
        list(threads.map(found, [UserFactory(), UserFactory()]))
    slugs = sorted(Network.objects.values_list("slug", flat=True))
    assert slugs[0] == "neighbors-of-mill-road"
    assert slugs[1].startswith(f"{slugs[0]}-")


def test_who_founds_a_network_is_its_first_member_and_no_more(db):
    network = create_network(by=UserFactory(), **FACTS)
    founder = network.members.get()
    other = join(user=UserFactory(), code=make_link(by=founder, once=random_id())[1], name="Second")
    seats = Seat.objects.filter(circle__network=network, circle__kind=Circle.Kind.ASSEMBLY)
    assert {seat.member for seat in seats.held()} == {founder, other}
    same = {"network_id", "left_on", "joined_on"}
    for field in same:
        assert getattr(founder, field) == getattr(other, field)
    vouch(by=founder, about=other)
    other = Member.objects.get(pk=other.pk)
    change_facts(by=other, **FACTS | {"name": "Another name"})
    leave(member=founder)
    change_facts(by=other, **FACTS)


def test_addresses_of_networks_differ_whatever_they_are_called(db):
    names = ["Mill Road", "Mill Road", "جيران الطاحونة", "جيران الطاحونة", "!", "m" * 80]
    slugs = [create_network(by=UserFactory(), **FACTS | {"name": name}).slug for name in names]
    assert len(set(slugs)) == len(names)
    assert slugs[0] == "mill-road"
    assert all(slug and slug.isascii() and len(slug) <= 60 for slug in slugs)


def test_sent_twice_one_network_is_made(db):
    user, once = UserFactory(), random_id()
    first = create_network(by=user, once=once, **FACTS)
    assert create_network(by=user, once=once, **FACTS) == first
    assert Network.objects.get().members.count() == 1


# Joining


def test_a_code_has_8_characters_that_nobody_confuses(link, poster):
    for code in (link[1], code_of(poster)):
        assert len(code) == 8
        assert set(code) <= set(ALPHABET)
    assert not set("01OI") & set(ALPHABET)


def test_a_link_lets_in_one_person_and_tells_who_gave_it(link, amina):
    _, code = link
    newcomer = join(user=UserFactory(), code=code, name="Fatima")
    assert newcomer.network == amina.network
    assert newcomer.via.by == amina
    assert newcomer.seats.held().get().circle.kind == Circle.Kind.ASSEMBLY
    with pytest.raises(CodeRefused):
        join(user=UserFactory(), code=code, name="Second")


def test_a_code_may_be_typed_in_any_way(poster):
    code = code_of(poster)
    join(user=UserFactory(), code=f" {spaced(code).lower()} ", name="Fatima")


def test_a_poster_lets_in_as_many_as_agreed(poster):
    for name in ("One", "Two"):
        join(user=UserFactory(), code=code_of(poster), name=name)
    with pytest.raises(CodeRefused):
        join(user=UserFactory(), code=code_of(poster), name="Three")
    assert poster.newcomers.count() == 2


def test_of_two_with_the_last_use_one_comes_in(link, monkeypatch):
    invitation, code = link
    stale = Invitation.objects.select_related("network").get(pk=invitation.pk)
    join(user=UserFactory(), code=code, name="First")
    monkeypatch.setattr(joining, "open_invitation", lambda code: stale)
    with pytest.raises(CodeRefused):
        join(user=UserFactory(), code=code, name="Second")


def test_a_code_ends_by_itself(link):
    invitation, code = link
    invitation.ends_on = timezone.localdate() - timedelta(days=2)
    invitation.save()
    with pytest.raises(CodeRefused):
        join(user=UserFactory(), code=code, name="Late")


def test_a_code_that_nobody_gave_lets_nobody_in(db):
    with pytest.raises(CodeRefused):
        join(user=UserFactory(), code="ABCDEFGH", name="Guess")


def test_a_member_does_not_join_twice_nor_use_up_a_code(link, bo):
    assert join(user=bo.user, code=link[1], name="Again") == bo
    join(user=UserFactory(), code=link[1], name="Fatima")


def test_the_database_keeps_two_memberships_of_one_person_out(amina):
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(network=amina.network, user=amina.user, name="Twice")
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(circle=amina.seats.first().circle, member=amina)


def test_sent_twice_one_invitation_is_made(amina):
    once = random_id()
    invitation, _ = make_link(by=amina, once=once)
    assert make_link(by=amina, once=once) == (invitation, "")
    poster_once = random_id()
    first = make_poster(by=amina, once=poster_once, uses=2, days=30)
    again = make_poster(by=amina, once=poster_once, uses=2, days=30)
    assert code_of(first) == code_of(again)


# Ending invitations


def test_who_gave_an_invitation_ends_it(link, amina):
    end_invitation(by=amina, invitation=link[0])
    with pytest.raises(CodeRefused):
        join(user=UserFactory(), code=link[1], name="Late")


def test_other_members_do_not_end_it_while_its_giver_is_there(poster, bo, dara):
    for other in (bo, dara):
        with pytest.raises(PermissionDenied):
            end_invitation(by=other, invitation=poster)


def test_a_poster_of_someone_who_left_can_be_ended_by_any_member_but_no_outsider(
    poster, amina, bo, dara
):
    leave(member=amina)
    poster = Invitation.objects.get(pk=poster.pk)
    with pytest.raises(PermissionDenied):
        end_invitation(by=dara, invitation=poster)
    end_invitation(by=bo, invitation=poster)
    assert not Invitation.objects.get(pk=poster.pk).is_open()


def test_an_ended_poster_forgets_its_code(poster, amina):
    end_invitation(by=amina, invitation=poster)
    assert Invitation.objects.get(pk=poster.pk).code_sealed is None


# Leaving


def test_who_leaves_is_forgotten(link, amina):
    write_page(by=amina, texts=texts(what="Soup on Fridays"))
    key, user = amina.key_id, amina.user
    leave(member=amina)
    row = Member.objects.get(pk=amina.pk)
    assert (row.user, row.name, row.key, row.via) == (None, "", None, None)
    assert str(row) == "someone who left"
    assert not DataKey.objects.filter(pk=key).exists()
    assert not row.seats.held().exists()
    assert user.memberships.count() == 0
    assert page_texts(row.network)["what"] == {"en": "Soup on Fridays"}


def test_links_of_who_left_let_nobody_in_but_posters_do(link, poster, amina):
    leave(member=amina)
    with pytest.raises(CodeRefused):
        join(user=UserFactory(), code=link[1], name="Late")
    join(user=UserFactory(), code=code_of(poster), name="Fatima")


def test_who_left_may_come_back_as_someone_new(poster, amina):
    user = amina.user
    leave(member=amina)
    back = join(user=user, code=code_of(poster), name="Amina")
    assert back.pk != amina.pk


def test_an_account_cannot_go_while_it_is_a_member(amina):
    with pytest.raises(ProtectedError):
        amina.user.delete()


# Agreements


def test_each_change_is_kept_with_who_made_it(amina, bo):
    write_page(by=amina, texts=texts(what="Soup"))
    write_page(by=bo, texts=texts(what="Bread"))
    assert page_texts(amina.network)["what"] == {"en": "Bread"}
    kept = amina.network.agreements.order_by("number")
    assert [(row.by, row.value["what"]["en"]) for row in kept] == [(amina, "Soup"), (bo, "Bread")]


def test_an_older_one_is_taken_up_again(amina, bo):
    write_page(by=amina, texts=texts(what="Soup"))
    older = amina.network.agreements.get()
    write_page(by=bo, texts=texts(what="Nonsense"))
    agree(by=amina, kind=older.kind, value=older.value)
    assert page_texts(amina.network)["what"] == {"en": "Soup"}
    assert amina.network.agreements.count() == 3


def test_a_clock_that_goes_wrong_brings_no_older_one_back(amina, time_machine):
    write_page(by=amina, texts=texts(what="Soup"))
    time_machine.move_to(timezone.now() - timedelta(hours=1))
    write_page(by=amina, texts=texts(what="Bread"))
    assert page_texts(amina.network)["what"] == {"en": "Bread"}


def test_what_holds_already_is_not_kept_twice(amina):
    for _ in range(2):
        write_page(by=amina, texts=texts(what="Soup"))
    assert amina.network.agreements.count() == 1


def test_facts_change_the_network_and_can_be_taken_up_again(db):
    network = create_network(by=UserFactory(), **FACTS)
    first = network.agreements.get()
    change_facts(by=network.members.get(), **FACTS | {"name": "Road of Mills"})
    network.refresh_from_db()
    assert network.name == "Road of Mills"
    assert network.slug == "neighbors-of-mill-road", "posters hang with this address"
    agree(by=network.members.get(), kind=first.kind, value=first.value)
    network.refresh_from_db()
    assert network.name == FACTS["name"]


def test_words_in_a_language_no_longer_read_are_kept(amina):
    write_page(by=amina, texts=texts() | {"what": Texts(en="Soup", es="Sopa")})
    Network.objects.filter(pk=amina.network_id).update(languages=["en"])
    amina.network.refresh_from_db()
    write_page(by=amina, texts=texts(what="Bread"))
    assert page_texts(amina.network)["what"] == {"en": "Bread", "es": "Sopa"}


@pytest.mark.parametrize("change", ["UPDATE {} SET kind = 'x'", "DELETE FROM {}"])
def test_the_database_lets_nobody_change_what_was_agreed(amina, change):
    write_page(by=amina, texts=texts(what="Soup"))
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(Agreement._meta.db_table))
