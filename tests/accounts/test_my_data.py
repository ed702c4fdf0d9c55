"""What is held about a person: all of it and only theirs, to read, to take along and to erase."""

import html
import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.text import slugify

from mutualaid import hooks
from mutualaid.accounts.cards.services import make_card
from mutualaid.accounts.models import Card, User
from mutualaid.accounts.own_data.queries import held
from mutualaid.jobs.models import Job
from mutualaid.networks.agreements.services import change_facts, second
from mutualaid.networks.concerns.services import raise_concern
from mutualaid.networks.departures import forget_departures
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.joining.services import join, make_link
from mutualaid.networks.lockdown.services.giving import give_parts, keep_part
from mutualaid.networks.lockdown.services.locking import lock
from mutualaid.networks.models import Departure, Member, TouchAct
from mutualaid.networks.services import leave
from mutualaid.sealed import erasures, ledger
from mutualaid.sealed.models import Access, DataKey
from mutualaid.sealed.services import reveal, seal, unseal
from needs.answering.services import mark
from needs.imports.queries import Content
from needs.imports.services import keep_upload
from tests.accounts.factories import UserFactory
from tests.needs.factories import SurveyFactory
from tests.networks.factories import MemberFactory, page_texts, write_page

SHOWN = {
    "accounts.Passkey.user": "A passkey",
    "accounts.Card.user": "A printed card",
    "accounts.Card.printed_by": "You printed a card, not confirmed yet, with",
    "accounts.Card.asked_with": "You asked for a card, not confirmed yet, for",
    "accounts.Helper.holder": "Can help you back in",
    "accounts.Helper.helper": "You can help back in",
    "accounts.NewCard.holder": "A new card is asked for you",
    "accounts.NewCard.first": "You asked for a new card for",
    "accounts.NewCard.second": "You asked for a new card for",
    "accounts.Session.user": "Where you are signed in",
    "networks.Member.user": "Your name here",
    "networks.Invitation.by": "You made an invitation",
    "networks.Picture.member": "Your picture",
    "networks.Seat.member": "You sit in",
    "networks.Vouch.by": "You said that you know",
    "networks.Vouch.about": "How many say that they know you",
    "networks.Agreement.by": "You wrote",
    "networks.Agreement.seconded_by": "You said yes to",
    "networks.Suggestion.by": "You suggest",
    "networks.Hiding.by": "You hide from",
    "networks.Concern.by": "You raised a concern",
    "networks.Concern.about": "A concern had to do with you",
    "networks.Welcome.newcomer": "You asked to be welcomed",
    "networks.Welcome.by": "You welcome",
    "networks.Touch.of": "Who keeps in touch with you",
    "networks.Touch.by": "You keep in touch with",
    "networks.PanelSeat.member": "You were drawn to look at a concern",
    "networks.Knock.user": "You ask to join as",
    "networks.Departure.user": "Something of yours, on",
    "notices.Notice.user": "What you were told",
    "notices.Choices.user": "How you are told",
    "notices.Address.user": "A secret address",
    "notices.Subscription.user": "A browser that shows messages",
    "networks.Keeper.member": "You are willing to keep a paper",
    "networks.Part.holder": "You hold a paper that helps to open the network again",
    "networks.DuressCode.member": "You have a code that locks the network",
    "networks.Consent.member": "You agreed how many may destroy the network",
    "networks.WipeYes.member": "You want the network destroyed",
    "needs.Survey.by": "You began a survey",
    "needs.ImportRun.by": "You brought in a file",
    "needs.Upload.by": "Files on their way in",
    "needs.Need.by": "You asked for",
    "needs.Need.checked_by": "You spoke with whose need it is",
    "needs.Pledge.by": "You offered help",
    "needs.NeedTurn.by": "You look after",
    "needs.Practitioner.member": "You take part in",
    "needs.SavedFilter.member": "You are told of needs",
    "resources.Item.by": "You share",
    "resources.ItemVouch.by": "You said that somebody can do this",
    "resources.Ask.by": "You asked for",
    "resources.Ask.of": "You were asked for",
    "resources.AskLimit.member": "How often you may be asked",
    "resources.NeedAsk.of": "You were asked to help with",
    "resources.Slip.by": "You wrote into the purse’s book",
    "resources.Slip.seconded_by": "You said yes in the purse’s book",
    "resources.StockNote.by": "With your name, in the stock’s book",
    "resources.ResourceImport.by": "You brought in a file",
    "resources.Upload.by": "Files on their way in",
    "resources.Said.by": "How many people you can ask what they share",
    "resources.OutsideService.by": "You brought in who else is there",
    "resources.Loan.by": "You borrowed, or asked for",
    "resources.Loan.agreed_by": "You lent, or were asked for",
    "resources.LoanNote.by": "You noted how it was",
    "resources.Wait.by": "You wait for",
    "needs.Practice.by": "You listed",
    "needs.Practitioner.recorded_by": "You noted the yes of",
}
"""What points to a person, and the words under which their page tells it."""
NOT_SHOWN = {
    "accounts.Code.user": "ten minutes, and only the mail has it",
    "accounts.SignInLink.user": "of the demo",
}


@pytest.fixture
def person(amina, bo):
    """Amina, about whom everything is held that can be."""
    user = amina.user
    seal(user, "email", "amina@example.org", key=user.key)
    user.save()
    write_page(by=amina, texts=page_texts(what="Soup"))
    change_facts(by=bo, area="By the canal")
    second(by=amina, suggestion=bo.suggestions.get())
    change_facts(by=amina, area="By the bridge")
    hide(by=amina, name="Mallory")
    MemberFactory.create_batch(4, network=amina.network)
    raise_concern(by=amina, account="Shouting", named="Nobody", once=8)
    _link, code = make_link(by=amina, once=7)
    join(user=UserFactory(display_name="Eve"), code=code, name="Eve")
    mark(SurveyFactory(network=amina.network, by=amina), amina, again=False)
    return amina


@pytest.mark.django_db(transaction=True)
def test_it_tells_what_is_chosen_used_and_waiting(person, bo, chen, lately):
    client = lately(person)
    chosen = {"often": "daily", "quiet_from": "22:00", "quiet_until": "07:00"}
    client.post("/me/notices/choices/", chosen | {"kinds": []})
    client.post("/me/notices/clock/", {"time_zone": "America/Bogota"})
    make_card(user=person.user, batch="an older secret of a page that prints it")
    code = make_card(user=person.user, batch="a secret of the page that prints the card")[0]
    Client().post("/sign-in/card/", {"code": code})
    for member in (person, bo, chen):
        keep_part(by=member)
    give_parts(by=bo, once=1)
    keep_upload(by=person, content=Content(language="en", answers="Which street?"))
    words = unseal(person.parts.get(), "words", key=person.key)
    page = client.post("/me/data/show/").text
    today = date_format(timezone.localdate())
    for what, value in [
        ("Which city has the same time as you", "Bogota"),
        ("What you want to hear nothing of", "somebody suggests to change"),
        ("A code of it was used on", today),
        ("It ended on", today),
        ("The words of your paper", words),
        ("Files on their way in", "on-its-way-1.json"),
    ]:
        assert value in page.partition(f"<dt>{what}</dt>")[2].partition("</dd>")[0], what
    file = zipfile.ZipFile(io.BytesIO(client.post("/me/data/export/").content))
    assert b"Which street?" in file.read("on-its-way-1.json")
    bos = Client()
    bos.force_login(bo.user)
    assert words not in bos.post("/me/data/show/").text


def text_of(sections):
    return " ".join(f"{s['title']} {what} {value}" for s in sections for what, value in s["rows"])


def test_everything_that_points_to_a_person_is_told():
    pointing = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model in {User, Member}
    }
    assert pointing == SHOWN.keys() | NOT_SHOWN.keys()


@pytest.mark.django_db(transaction=True)
def test_it_tells_all_and_only_mine(person, bo, browse):
    browse(person)
    told = text_of(held(person.user))
    for words in {
        *("amina@example.org", "Amina", "Millbrook", "Kitchen", "You made an invitation"),
        *("You began a survey", "You answered, and nobody can tell what", "You wrote"),
    }:
        assert words in told
    assert "Bo" not in told
    assert "amina" not in text_of(held(bo.user)).lower()


@pytest.mark.django_db(transaction=True)
def test_who_came_by_whose_invitation(person):
    eve = Member.objects.get(name="Eve")
    assert "You came in by an invitation of Amina" in text_of(held(eve.user))


@pytest.mark.django_db(transaction=True)
def test_it_is_opened_by_post_and_that_is_noted(person, browse):
    client = browse(person)
    assert "amina@example.org" not in client.get("/me/data/").text
    assert "amina@example.org" in client.post("/me/data/show/").text
    page = client.get("/me/readings/").text
    assert "you yourself" in page
    assert "your e-mail address" in page


@pytest.mark.django_db(transaction=True)
def test_i_see_who_was_shown_what_and_nobody_else_does(person, bo, browse):
    reveal(person.user, "email", to=bo, reason="delivery")
    page = browse(person).get("/me/readings/").text
    assert "Bo · Millbrook" in page
    assert "delivery" in page
    assert "Nobody has been shown anything yet" in browse(bo).get("/me/readings/").text


@pytest.fixture
def left(person, bo, chen):
    """Amina, who left after Bo was shown something of hers, and Chen too, who hides from her."""
    seal(person.hidings.get(), "name", "Mallory", key=person.key)
    for reader in (bo, chen):
        reveal(person.hidings.get(), "name", to=reader, reason="delivery", key=person.key)
    raised = person.concerns_raised.get()
    reveal(raised, "account", to=bo, reason="own-page", key=raised.key)
    hide(by=chen, name="Amina")
    user = person.user
    leave(member=person)
    return user


@pytest.mark.django_db(transaction=True)
def test_who_left_still_reads_who_was_shown_what_about_them(left, bo, browse, time_machine):
    client = browse(left)
    page = client.get("/me/readings/")
    told = {(row["reader"], row["why"]) for row in page.context["rows"]}
    assert told == {
        ("Bo · Millbrook", "delivery"),
        ("Bo · Millbrook", "on a page of your own"),
        ("someone · Millbrook", "delivery"),
    }
    assert "Chen" not in page.text
    assert "Something of yours, on" in client.post("/me/data/show/").text
    assert "Nobody has been shown anything yet" in browse(bo).get("/me/readings/").text
    time_machine.move_to(timezone.now() + timedelta(days=91))
    ledger.fold()
    forget_departures()
    assert not left.departures.exists()
    assert "Nobody has been shown anything yet" in browse(left).get("/me/readings/").text


@pytest.mark.django_db(transaction=True)
def test_who_was_whom_lies_open_nowhere(left, fresh):
    member = Member.objects.get(name="")
    row = left.departures.values().get()
    assert {*row} == {"id", "user_id", "who_sealed", "left_on"}
    assert str(member.pk).encode() not in bytes(row["who_sealed"])
    fresh(left).post("/me/erase/", {"sure": "on"})
    assert not Departure.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_a_locked_network_that_one_leaves_nothing_is_kept(person):
    lock(network=person.network)
    leave(member=Member.objects.select_related("network__key", "key").get(pk=person.pk))
    assert not Departure.objects.exists(), "nobody could tell who hides from them"


@pytest.mark.django_db(transaction=True)
def test_of_one_day_reader_and_reason_it_is_one_row(person, bo, client, browse):
    for _ in range(40):  # more than a page of entries
        hidden = person.hidings.first()
        reveal(hidden, "name", to=person, reason="own-page", key=person.key)
    reveal(person.user, "email", to=person.user, reason="own-page")
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        reveal(person.user, "email", to=person.user, reason="own-page")
        reveal(person.user, "email", to=bo, reason="delivery")
        reveal(person.user, "email", to=bo, reason="own-page")
        rows = browse(person).get("/me/readings/").context["rows"]
    told = [(row["reader"], row["why"], row["count"]) for row in rows]
    assert told == [
        ("Bo · Millbrook", "on a page of your own", 1),
        ("Bo · Millbrook", "delivery", 1),
        ("you yourself", "on a page of your own", 1),
        ("you yourself", "on a page of your own", 41),
    ]
    assert "your e-mail address" in rows[3]["what"]
    assert rows[3]["what"].count(",") == 1
    page = client.get("/me/readings/").text
    assert "41 times" in page
    assert "Amina · Millbrook" not in page


@pytest.mark.django_db(transaction=True)
def test_the_rows_go_on_on_the_next_page(person, browse):
    for number in range(30):
        with time_machine.travel(timezone.now() - timedelta(days=30 - number)):
            for _twice in range(2):
                reveal(person.user, "email", to=person.user, reason="own-page")
    client = browse(person)
    first = client.get("/me/readings/").context
    second = client.get(f"/me/readings/{first['older']}").context
    assert [row["count"] for row in [*first["rows"], *second["rows"]]] == [2] * 30
    assert second["older"] == ""
    assert client.get("/me/readings/?before=x").context["rows"] == first["rows"]


@pytest.fixture
def lately(browse):
    """``lately(member)``: a client in which they have signed in just now."""

    def client_of(member):
        client = browse(member)
        session = client.session
        session["signed_in_at"] = 2**40
        session.save()
        return client

    return client_of


@pytest.mark.django_db(transaction=True)
def test_the_file_holds_the_same_to_read_and_for_programs(person, lately):
    client = lately(person)
    answer = client.post("/me/data/export/")
    file = zipfile.ZipFile(io.BytesIO(answer.content))
    told = json.loads(file.read("my-data.json"))
    page = file.read("my-data.html").decode()
    assert {"what": "e-mail-address", "value": "amina@example.org"} in told[0]["held"]
    titles, shown = held_in(page)
    assert titles == [section["title"] for section in told]
    rows = [(row["what"], row["value"]) for section in told for row in section["held"]]
    assert len(rows) > 15
    assert [(slugify(what), in_days(value)) for what, value in shown] == [
        (what, in_days(value)) for what, value in rows
    ]
    assert "no-store" in answer["Cache-Control"]


def held_in(page):
    """The titles, and each row's two cells, of the page that a person reads."""
    titles = re.findall(r"<h2[^>]*>(.*?)</h2>", page, re.S)
    rows = re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", page, re.S)
    plain = [tuple(html.unescape(re.sub(r"<[^>]+>", "", cell)) for cell in row) for row in rows]
    return [*map(html.unescape, titles)], plain


def in_days(value):
    """Days and hours are written for people in one of the two, and for programs in the other."""
    value = re.sub(r"\d\d:\d\d|\d+ [ap]\.m\.", "HOUR", value)
    return re.sub(r"\d{4}-\d\d-\d\d|[A-Z][a-z]+\.? \d+, \d{4}", "DAY", value)


@pytest.mark.django_db(transaction=True)
def test_for_programs_it_is_the_same_in_every_language(person, lately):
    client, told = lately(person), {}
    for language in ("en", "es", "ar"):
        client.post("/language/", {"language": language})
        file = zipfile.ZipFile(io.BytesIO(client.post("/me/data/export/").content))
        told[language] = json.loads(file.read("my-data.json"))
        told[language][0]["held"] = [
            row for row in told[language][0]["held"] if row["what"] != "language"
        ]
        assert ("E-mail address" in file.read("my-data.html").decode()) == (language == "en")
    assert told["en"] == told["es"] == told["ar"]
    rows = {row["what"]: row["value"] for section in told["ar"] for row in section["held"]}
    assert rows["you-take-part-since"] == person.joined_on.isoformat()
    assert re.fullmatch(
        r"on \d{4}-\d\d-\d\d, good until \d{4}-\d\d-\d\d", rows["you-made-an-invitation"]
    )


def test_taking_along_and_erasing_need_a_fresh_sign_in(person, browse):
    client = browse(person)
    assert client.post("/me/data/export/")["Location"] == "/sign-in/?next=%2Fme%2Fdata%2F"
    assert client.post("/me/erase/", {"sure": "on"})["Location"].startswith("/sign-in/")
    assert User.objects.filter(pk=person.user_id).exists()


@pytest.mark.django_db(transaction=True)
def test_erased_is_erased(person, lately, settings, tmp_path):
    settings.ERASURES_FILE = str(tmp_path / "erased")
    keys = {person.key_id, person.user.key_id}
    client = lately(person)
    assert client.post("/me/erase/").status_code == 422
    assert client.post("/me/erase/", {"sure": "on"})["Location"].endswith("?erased=1")
    assert not User.objects.filter(pk=person.user_id).exists()
    assert not DataKey.objects.filter(pk__in=keys).exists()
    assert erasures.listed() >= keys
    member = Member.objects.get(pk=person.pk)
    assert (member.name, member.user, str(member)) == ("", None, "someone who left")
    page = client.get("/signed-out/?erased=1").text
    assert "<h1>Your account is erased</h1>" in page
    assert "Sign in again" not in page
    assert "Sign in again" in client.get("/signed-out/").text
    assert client.get("/me/").status_code == 302


@pytest.mark.parametrize("copied", [True, False])
def test_erasing_names_the_day_on_which_the_last_copy_is_destroyed(
    person, fresh, settings, time_machine, copied
):
    time_machine.move_to("2026-11-24 12:00+00:00", tick=False)
    settings.BACKUP_DIR = "/somewhere" if copied else ""
    page = fresh(person).get("/me/erase/").text
    assert ("The last one is destroyed on Dec. 25, 2026" in page) == copied, "a night after 30 days"


def test_when_it_is_taken_out_next(client, db, time_machine):
    for now, night in [("2026-11-24 02:59", "24, 2026, 3 a.m."), ("2026-11-24 03:00", "25, 2026")]:
        time_machine.move_to(f"{now}+00:00", tick=False)
        assert f"The next time: Nov. {night}" in client.get("/kept/").text


def test_what_is_kept_stands_for_everyone_to_read(client, db):
    page = client.get("/kept/").text
    for words in ("Your name in a network", "Answers that were not sent", "30 days after"):
        assert words in page


def test_what_could_be_handed_over_is_all_that_lies_open_about_people():
    """Every column of every row that points to a person is sealed, or stands in the list."""
    told = {field for rows in hooks.in_clear.ask() for _words, fields in rows for field in fields}
    by_name = {Access, Job, TouchAct}  # which tell of people without pointing to them
    about = {
        User,
        Member,
        *by_name,
        *(model for model in apps.get_models() if points_to_people(model)),
    }
    lying_open = {
        f"{model._meta.label}.{field.name}"
        for model in about
        for field in model._meta.concrete_fields
        if not (field.is_relation or field.primary_key or field.name.endswith("sealed"))
    }
    assert lying_open == told


@pytest.mark.django_db(transaction=True)
def test_a_dump_tells_of_one_person_what_the_page_says_and_no_more(person, client):
    """Each column that is filled, of each row in any table that names her or her id."""
    reveal(person.user, "email", to=person.user, reason="own-page")
    signed_in = Client()
    signed_in.force_login(person.user)
    hers = {str(person.pk), str(person.user_id), person.name}
    found = {column for column, rows in dumped() if any(names(row, hers) for row in rows)}
    known = {
        f"{model._meta.db_table}.{field.column}": f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if not (field.is_relation or field.primary_key or field.name.endswith("sealed"))
    }
    tied = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
    } - known.keys()
    told = {field for rows in hooks.in_clear.ask() for _words, fields in rows for field in fields}
    assert {known[column] for column in found - tied} <= told
    assert {"accounts_user.display_name", "networks_member.joined_on"} <= found
    page = client.get("/kept/").text
    for rows in hooks.in_clear.ask():
        for words, _fields in rows:
            assert escape(words) in page


def dumped():
    """Of each column of each table, as raw as they lie there: the rows in which it is filled."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            columns, rows = [column[0] for column in cursor.description], cursor.fetchall()
            for number, column in enumerate(columns):
                yield f"{table}.{column}", [row for row in rows if row[number] not in (None, "")]


def names(row, words):
    """Whether a row has one of these words, by itself or within a text."""
    told = [str(value) for value in row if not isinstance(value, bytes | memoryview)]
    return any(word in each for word in words for each in told)


def points_to_people(model):
    return any(
        isinstance(field, models.ForeignKey) and field.related_model in {User, Member, Card}
        for field in model._meta.get_fields()
    )


@pytest.mark.parametrize("key_file", [True, False])
def test_it_says_where_the_keys_lie(client, db, settings, tmp_path, key_file):
    if key_file:
        (tmp_path / "key").write_text(settings.INSTANCE_KEY)
        settings.INSTANCE_KEY_FILE = str(tmp_path / "key")
    said = "lie in a file on the same computer" in client.get("/kept/").text
    assert said == key_file


@pytest.mark.django_db(transaction=True)
def test_hours_that_are_not_quiet_and_secret_addresses_are_told_clearly(person, browse):
    client = browse(person)
    assert "Your quiet hours 10 p.m. to 7 a.m." in text_of(held(person.user))
    never = {"often": "daily", "quiet_from": "03:00", "quiet_until": "03:00"}
    client.post("/me/notices/choices/", never)
    client.post("/me/calendar/new/")
    told = text_of(held(person.user))
    assert "Your quiet hours no hour is quiet" in told
    assert "A secret address under which a calendar fetches your dates" in told
