"""A network moves to another server: all of it, and nothing of anything else."""

import json
from functools import partial

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from mutualaid.accounts.cards.services import make_card
from mutualaid.accounts.models import Card, CardCode, Passkey, Session, User
from mutualaid.accounts.passkeys import webauthn
from mutualaid.accounts.services import create_user, erase_user
from mutualaid.accounts.signing_in.services import check_password
from mutualaid.db.search import IndexedField
from mutualaid.fields import RandomIdField, random_id
from mutualaid.networks.joining.services import join, make_link
from mutualaid.networks.models import Agreement, Invitation, Member, Network, Vouch
from mutualaid.networks.moving import file as network_file
from mutualaid.networks.moving import scope
from mutualaid.networks.moving.file import opened
from mutualaid.sealed.keys import new_key
from mutualaid.sealed.models import DataKey
from mutualaid.sealed.services import reveal, unseal
from needs.surveys.models import Answer, Survey
from tests.networks.moving.rich import EMAIL, NAME, PASSWORD, WORDS, differences, picture, rich

pytestmark = pytest.mark.once  # from one engine to the other: test_servers

MOVING = scope.moving()


def test_every_model_moves_or_is_named_as_left_out():
    all_labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    moving = {model._meta.label for model in MOVING}
    left_out = scope.stays()
    assert moving | left_out.keys() == all_labels
    assert not moving & left_out.keys()
    assert all(len(why.split()) > 2 for why in left_out.values())


def test_a_model_moves_along_the_keys_that_it_cannot_be_without():
    ways = {model._meta.label: way for model, way in scope.ways().items()}
    # A seat's member may be missing, and a council's circle is no network's.
    assert ways["networks.Seat"] == "circle__network"
    assert ways["networks.Member"] == "network"
    assert ways["needs.Tag"] == "answer__response__survey__network"


def test_no_column_changes_by_being_saved():
    """What is saved anew would not be what was moved."""
    changing = [
        field
        for model in MOVING
        for field in model._meta.concrete_fields
        if type(field).pre_save not in {models.Field.pre_save, IndexedField.pre_save}
        and (getattr(field, "auto_now", True) or getattr(field, "auto_now_add", True))
    ]
    assert not changing


def test_ids_say_nothing_and_meet_no_others():
    """Ids that count would be taken on another server."""
    keys = {model._meta.pk for model in MOVING}
    assert all(isinstance(key, RandomIdField) or key.related_model is User for key in keys)


def test_it_is_as_it_was(server):
    codes = rich()
    before = picture()
    labels = {model._meta.label for model in MOVING}
    assert not {label for label in labels if not before[label]}, "some of everything"
    gone = User.objects.get(memberships=None)
    who_left = {f"accounts.User.{gone.pk}", f"sealed.DataKey.{gone.key_id}"}
    server.leave(Network.objects.get())
    server.other()
    assert "Millbrook is here: /n/millbrook/, 12 members." in server.arrive()
    left = set(differences(before, picture()))
    assert left == who_left, "nothing else stays behind or changes"
    assert check_password(known_as=EMAIL, password=PASSWORD).display_name == NAME
    assert not Session.objects.exists()
    amina = User.objects.get(pk=codes["amina"])
    answers = Answer.objects.filter(question=codes["question"]).select_related("response__survey")
    assert {unseal(each, "words", key=each.response.survey.key) for each in answers} == {WORDS}
    rosa = User.objects.get(display_name=NAME)
    assert webauthn.opened(rosa.passkeys.get()).public_key
    assert reveal(rosa, "email", to=amina, reason="delivery") == EMAIL
    with pytest.raises(Exception, match="append-only"):
        Agreement.objects.first().delete()


def test_cards_and_posters_work_and_links_ended(server):
    codes = rich()
    server.leave(Network.objects.get())
    server.other()
    server.arrive()
    browser = Client()
    page = browser.post("/sign-in/card/", {"code": codes["card"][0]}, follow=True)
    assert "te quedan 9" in page.text
    assert Client().post("/sign-in/card/", {"code": codes["card"][0]}).status_code == 422
    newcomer = create_user(display_name="New", language="en")
    assert join(user=newcomer, code=codes["poster"], name="New").network.slug == "millbrook"
    assert not Invitation.objects.filter(kind="link", uses_left__gt=0).exists()
    # And from there to a third server, also with a card that was printed on the second.
    printed_there = make_card(user=newcomer, batch="a page of the second server")
    assert Card.objects.values("key").distinct().count() == 2
    server.leave(Network.objects.get(), server.folder / "second")
    server.other()
    server.arrive()
    for code in (codes["card"][1], printed_there[0]):
        assert Client().post("/sign-in/card/", {"code": code}).status_code == 302


def test_nothing_of_other_networks_comes_along(server):
    rich()
    elsewhere = rich(name="Eastside", email="side@example.org")
    other, millbrook = Network.objects.order_by("name")
    bo = millbrook.members.get(name="Bo")
    _link, code = make_link(by=other.members.get(name="Amina"), once=random_id())
    there = join(user=bo.user, code=code, name="Canary-Bo")
    server.leave(millbrook)
    content = opened(server.file, server.passphrase.read_text()).decode()
    assert bo.name in content
    own = {str(row.pk) for _model, rows in scope.rows(other) for row in rows} - {str(bo.user_id)}
    keys = {str(key.pk) for key in scope.data_keys(dict(scope.rows(other)))}
    card_keys = {str(pk) for pk in Card.objects.values_list("key", flat=True)}
    own |= keys - {str(bo.user.key_id)} - card_keys
    assert str(there.pk) in own
    assert len(own) > 150
    assert not [pk for pk in own if pk in content]
    for word in ("Eastside", "Canary-Bo", elsewhere["code"]):
        assert word not in content


class TestWhoIsKnownThere:
    def test_by_the_same_address_keeps_that_account(self, server):
        rich()
        server.leave(Network.objects.get())
        server.other()
        rosa = create_user(display_name="Rosa there", language="es", email=EMAIL.upper())
        server.arrive()
        assert Member.objects.get(name=NAME).user == rosa
        assert User.objects.filter(display_name=NAME).count() == 0
        assert unseal(rosa, "email", key=rosa.key) == EMAIL.upper()
        assert not Passkey.objects.exists()
        held = {key for user in User.objects.all() for key in [user.key_id]}
        stray = DataKey.objects.filter(under=None).exclude(pk__in=held)
        assert stray.count() == 3, "of the server, of the network, of its cards"

    def test_from_an_earlier_move(self, server):
        rich()
        rich(name="Eastside", email="side@example.org")
        first, second = Network.objects.order_by("-name")
        grandma = first.members.get(name="Grandma").user
        _link, code = make_link(by=second.members.get(name="Amina"), once=random_id())
        join(user=grandma, code=code, name="Grandma")
        server.leave(first, server.folder / "first")
        server.leave(second, server.folder / "second")
        cards = CardCode.objects.count()
        server.other()
        for file in ("first", "second"):
            server.arrive(file=server.folder / file)
        assert User.objects.get(pk=grandma.pk).memberships.count() == 2
        assert CardCode.objects.count() == cards

    def test_who_was_erased_here_stays_erased(self, server):
        rich()
        server.leave(Network.objects.get())
        rosa = User.objects.get(display_name=NAME)
        erase_user(user=rosa)
        call_command("flush", verbosity=0, interactive=False)
        server.arrive()
        assert not User.objects.filter(pk=rosa.pk).exists()
        assert not Member.objects.filter(name=NAME).exists()


class TestRefused:
    @pytest.fixture
    def left(self, server):
        rich()
        server.leave(Network.objects.get())
        return server

    def test_twice(self, left):
        before = picture()
        with pytest.raises(CommandError, match="here already"):
            left.arrive()
        assert picture() == before

    def test_where_its_address_is_taken(self, left):
        left.other()
        rich(email="side@example.org")
        with pytest.raises(CommandError, match="--slug ANOTHER"):
            left.arrive()
        with pytest.raises(CommandError, match="letters"):
            left.arrive("--slug", "a / b")
        assert "/n/mill-road/" in left.arrive("--slug", "mill-road")

    def test_where_an_id_is_taken(self, left):
        user = User.objects.get(display_name="Bo")
        left.other()
        User.objects.create(pk=user.pk, display_name="Same", key=new_key())
        with pytest.raises(CommandError):
            left.arrive()
        assert not Network.objects.exists()
        assert DataKey.objects.count() == 2

    def test_where_something_is_taken_that_there_is_once(self, left):
        code = Survey.objects.first().code
        left.other()
        rich(name="Eastside", email="side@example.org")
        Survey.objects.filter(pk=Survey.objects.first().pk).update(code=code)
        before = picture()
        with pytest.raises(CommandError, match="here already"):
            left.arrive()
        assert not differences(picture(), before)

    def test_a_demo_among_real_neighbors(self, left):
        left.other()
        left.settings.DEMO = False
        with pytest.raises(CommandError, match="demo"):
            left.arrive()
        assert not Network.objects.exists()

    def test_from_another_version(self, left):
        left.other()
        recorder = MigrationRecorder(connection)
        recorder.record_applied("needs", "9999_later")
        try:
            with pytest.raises(CommandError, match="another version"):
                left.arrive()
        finally:
            recorder.record_unapplied("needs", "9999_later")
        assert not Network.objects.exists()

    def test_by_another_server_key(self, server):
        rich()
        server.settings.INSTANCE_KEY = "ab12" * 16
        with pytest.raises(CommandError, match="No key of this server"):
            server.leave(Network.objects.get())
        assert not server.file.exists()


def of_its_own(content, *, held, brought):
    """With something else in the row of the network."""
    first, *lines = content.splitlines()
    own = b"[%d," % json.loads(first)["network"]
    [network] = [line for line in lines if line.startswith(own)]
    assert held in network
    return content.replace(network, network.replace(held, brought))


class TestMadeUp:
    """Whoever makes a file can put into it what they like, but not reach beyond their network."""

    @pytest.fixture
    def arrives(self, server):
        """``arrives(change)``: with its lines changed, beside a network that is here already."""
        rich()
        server.leave(Network.objects.get())
        server.other()
        rich(name="Eastside", email="side@example.org")
        before = picture()

        def bring(change):
            content = opened(server.file, server.passphrase.read_text())
            changed = change(content)
            assert changed != content
            file = server.folder / "made-up"
            file.unlink(missing_ok=True)
            network_file.keep([changed], file, server.passphrase.read_text())
            try:
                with pytest.raises(CommandError) as refused:
                    server.arrive(file=file)
            finally:
                assert not differences(picture(), before)
            return str(refused.value)

        return bring

    def test_a_member_of_another_network(self, arrives):
        here = Network.objects.get()

        def lead_there(content):
            manifest = json.loads(content.partition(b"\n")[0])
            own = str(manifest["network"]).encode()
            head, line, rest = content.partition(b"," + own + b",")
            assert line
            return head + b"," + str(here.pk).encode() + b"," + rest

        assert "not part of this network" in arrives(lead_there)

    def test_a_time_zone_or_a_language_that_does_not_exist(self, arrives):
        for held, brought, why in [
            (b'"America/Detroit"', b'"Mars/Olympus"', "time zone"),
            (b'"America/Detroit"', b'"../../etc/passwd"', "time zone"),
            (b'["en","es","ar"]', b'["tlh"]', "language"),
            (b'["en","es","ar"]', b'[["en"]]', "language"),
            (b'["en","es","ar"]', b'"en"', "language"),
            (b'["en","es","ar"]', b"[]", "language"),
        ]:
            assert why in arrives(partial(of_its_own, held=held, brought=brought))

    def test_what_stays_with_its_server(self, arrives):
        def add_a_session(content):
            first, _, rows = content.partition(b"\n")
            manifest = json.loads(first)
            manifest["models"].append(["jobs.Heartbeat", ["id", "at"], 1])
            more = b'[7, "2026-11-27T12:00:00+00:00"]\n'
            return json.dumps(manifest).encode() + b"\n" + rows + more

        assert "stays with its server" in arrives(add_a_session)

    def test_a_part_that_is_left_out_here(self, arrives):
        def of_elsewhere(content):
            return content.replace(b'"needs.Tag"', b'"later.Tag"', 1)

        assert "left out here" in arrives(of_elsewhere)


def test_what_leads_out_of_a_network_does_not_leave_with_it(server):
    rich()
    rich(name="Eastside", email="side@example.org")
    other, millbrook = Network.objects.order_by("name")
    Vouch.objects.create(by=millbrook.members.first(), about=other.members.first())
    with pytest.raises(CommandError, match="not part of this network"):
        server.leave(millbrook)
    assert not server.file.exists()


def test_the_manifest_says_what_follows(server):
    rich()
    server.leave(Network.objects.get())
    first, *rows = opened(server.file, server.passphrase.read_text()).splitlines()
    assert sum(count for _model, _columns, count in json.loads(first)["models"]) == len(rows)
