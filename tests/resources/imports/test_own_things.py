"""Bringing in one's own things: file, meaning, preview, done, undo."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mutualaid.networks.hiding.services import hide
from mutualaid.sealed.models import DataKey
from mutualaid.spreadsheets.reader import read
from resources.imports.models import ResourceImport, Said, Upload
from resources.imports.services import forget_old_uploads, may_undo
from resources.items.models import Item
from resources.items.services import MOST, vouch_for
from tests.networks.factories import MemberFactory
from tests.resources.factories import shared_by
from tests.resources.imports.factories import brought_in_by, long_ago, upload_of

LIST = """name;how many;sort;to heed;sure on
A long ladder;1;A tool or device;Two carry it.;2026-01-30
Jam jars;40;Things to give away;;
Sewing;;Something you can do;;
"""


@pytest.fixture
def send(browse, amina):
    """Send a file as Amina; the answer."""

    def send_file(content, **data):
        content = content.encode() if isinstance(content, str) else content
        told = {"table": SimpleUploadedFile("things.csv", content), "what": "mine"} | data
        return browse(amina).post(reverse("resources:import_upload", args=["millbrook"]), told)

    return send_file


def agree(client, answer, **changes):
    """Agree to the guesses but for the changes; the answer."""
    form = client.get(answer["Location"]).context["form"]
    data = {name: form[name].initial or "" for name in form.fields}
    return client.post(answer["Location"], data | changes)


def address(step, upload=None):
    return reverse(
        f"resources:import_{step}", args=["millbrook", (upload or Upload.objects.get()).pk]
    )


@pytest.mark.parametrize("heading", ["Sort", "type", "Kind", "Tipo", "النوع"])
def test_whatever_the_column_of_kinds_is_called_it_is_read(send, client, heading):
    answer = agree(client, send(f"name;{heading}\nMangle;tool\nBlue room;space\n"))
    preview = client.get(answer["Location"])
    assert "Mangle</span> <small>(A tool or device · " in preview.text
    client.post(address("run"))
    assert Item.objects.get(name="Mangle").kind == Item.Kind.TOOL


def test_what_no_column_says_is_shown_as_a_guess(send, client):
    answer = agree(client, send("name;type\nMangle;of iron\nWicker frame;of willow\n"))
    preview = client.get(answer["Location"]).text
    assert "Mangle</span> <small>(we guessed: Something you can do · " in preview
    answer = agree(client, send("name;type\nMangle;tool\n"))
    preview = client.get(answer["Location"]).text
    assert "Mangle</span> <small>(A tool or device · we guessed: " in preview


def test_from_a_file_to_things_and_back(send, client, amina):
    answer = agree(client, send(LIST), **{"use-1": "quantity", "use-2": "kind"})
    preview = client.get(answer["Location"])
    assert "A long ladder" in preview.text
    assert "This is a dry run" in preview.text
    assert not Item.objects.exists()
    done = client.post(address("run"), follow=True)
    assert "Take it out again" in done.text
    things = {item.name: item for item in Item.objects.all()}
    assert things.keys() == {"A long ladder", "Jam jars", "Sewing"}
    assert things["Jam jars"].quantity == 40
    assert things["Sewing"].level == "can"
    assert {item.by for item in things.values()} == {amina}
    assert things["A long ladder"].sure_on.isoformat() == "2026-01-30"
    keys = {item.key_id for item in things.values()}
    run = ResourceImport.objects.get()
    assert run.summary["cells"]["file"] == run.summary["cells"]["taken"]
    client.post(reverse("resources:import_undo", args=["millbrook", run.pk]))
    assert not Item.objects.exists()
    assert not ResourceImport.objects.exists()
    assert not DataKey.objects.filter(pk__in=keys).exists(), "nothing that was sealed opens again"


def test_a_second_press_brings_in_nothing_twice(send, client):
    agree(client, send(LIST))
    where = address("run")
    first, second = client.post(where), client.post(where)
    assert first["Location"] == second["Location"]
    assert Item.objects.count() == 3


def test_lines_that_do_not_come_in_are_kept_to_be_mended(send, client):
    wrong = "name,category,how many,times\nDrill,Hand and power tools,some,\nSaw,hammers,1,\n"
    wrong += "Pump,pumps,2,whenever\nSpade,Garden and yard,1,Friday 09:00-17:00\n"
    wrong += "Axe,Garden and yard,1,Friday 09:00-17:00; Friday 16:00-18:00\n"
    uses = {"use-2": "quantity", "use-1": "category", "use-3": "times"}
    preview = client.get(agree(client, send(wrong), **uses)["Location"])
    for why in (
        "Not a whole number from 1 to 500.",
        "We do not know this word here.",
        "Write times as",
        "Two of these times overlap.",
    ):
        assert why in preview.text
    for when in ("before", "after"):
        left = read(client.get(address("left")).content)
        assert left.header == ["name", "category", "how many", "times", "Why it did not come in"]
        assert [cells[0] for _line, cells in left.rows] == ["Drill", "Saw", "Pump", "Axe"], when
        assert left.rows[0][1][2] == "some"
        client.post(address("run"))
    assert Item.objects.get().name == "Spade"
    assert Item.objects.get().windows.get().weekday == 4


def test_a_date_that_can_be_read_two_ways_is_asked(send, client):
    text = "name,sure on\nDrill,03/04/2024\nSaw,13/04/2024\n"
    answer = agree(client, sent := send(text))
    assert answer.status_code == 422
    assert "Say which comes first in “sure on”." in answer.text
    agree(client, sent, **{"first-1": "day"})
    client.post(address("run"))
    days = dict(Item.objects.values_list("name", "sure_on"))
    assert days["Drill"].isoformat() == "2024-04-03"


def test_two_columns_hold_two_things(send, client):
    answer = agree(
        client, send("name,a,b\nDrill,1,2\n"), **{"use-1": "quantity", "use-2": "quantity"}
    )
    assert answer.status_code == 422
    assert "“a” holds this already." in answer.text


def test_somebody_must_say_what_is_offered(send, client):
    answer = agree(client, send("a,b\n1,2\n"))
    assert "Say which column tells what is offered." in answer.text


def test_other_peoples_rows_never_become_ones_own(send):
    answer = send("Name,Email,I can help with\nRosa,rosa@x.org,soup\nSam,sam@x.org,lifts\n")
    assert answer.status_code == 422
    assert "What they offer is theirs" in answer.text
    assert not Upload.objects.exists()


def test_a_column_that_says_who_one_is_is_left_out(send, client):
    text = "What it is,Email\nDrill,amina@example.org\nSaw,amina@example.org\n"
    page = client.get(send(text)["Location"])
    assert "It says who somebody is." in page.text
    agree(client, send(text))
    client.post(address("run", Upload.objects.order_by("pk").last()))
    assert "amina@" not in str([*Item.objects.values()])


def test_a_circles_thing_stays_with_a_circle_in_which_one_sits(amina, kitchen, chen):
    text = "What it is,Held by the circle\nA big pot,Kitchen\nA saw,Tools\n"
    run = brought_in_by(amina, text)
    assert Item.objects.get().circle == kitchen
    assert run.summary["left"] == 1


def test_what_a_circle_has_does_not_come_in_twice_whoever_keeps_it(amina, bo, kitchen):
    hal = MemberFactory(network=amina.network, name="Hal")
    for name, keeper in [("Pot", bo), ("Pan", None), ("Lid", hal)]:
        item = shared_by(bo, name=name, circle=kitchen)
        Item.objects.filter(pk=item.pk).update(by=keeper)
    hide(by=amina, name="Hal")
    text = "What it is,Of which sort,Held by the circle\n"
    text += "".join(f"{each},A tool or device,Kitchen\n" for each in ("Pot", "Pan", "Lid"))
    run = brought_in_by(amina, text)
    assert run.summary["left"] == 2
    assert amina.items.get().name == "Lid", "who hides is as if they were not there"


def test_care_is_offered_by_who_is_known(newcomer, amina):
    text = "What it is,What it is good for\nEvenings,Looking after children\n"
    assert brought_in_by(newcomer, text).summary["left"] == 1
    assert brought_in_by(amina, text).summary["things"] == 1


def test_what_others_have_to_do_with_stays(amina, bo, browse):
    run = brought_in_by(amina, "What it is,Of which sort\nSewing,skill\nA drill,tool\n")
    sewing = Item.objects.get(name="Sewing")
    vouch_for(item=sewing, by=bo, saw_certificate=False)
    undo = reverse("resources:import_undo", args=["millbrook", run.pk])
    answer = browse(amina).post(undo, follow=True)
    assert "1 thing stays" in answer.text
    assert Item.objects.get() == sewing


def test_after_a_week_it_is_too_late(amina, browse):
    run = brought_in_by(amina)
    long_ago(run, 8)
    answer = browse(amina).post(reverse("resources:import_undo", args=["millbrook", run.pk]))
    assert answer.status_code == 403
    assert Item.objects.exists()
    assert not may_undo(amina, run)


def test_nobody_takes_out_what_another_brought_in(amina, bo, dara, browse):
    run = brought_in_by(amina)
    undo = reverse("resources:import_undo", args=["millbrook", run.pk])
    done = reverse("resources:import_done", args=["millbrook", run.pk])
    for other in (bo, dara):
        assert browse(other).post(undo).status_code == 404
        assert browse(other).get(done).status_code == 404
        for step in ("match", "preview", "left"):
            assert browse(other).get(address(step)).status_code == 404
        assert browse(other).post(address("run")).status_code == 404
        assert browse(other).post(address("drop")).status_code == 404
    assert Item.objects.count() == 1


def test_five_thousand_things_are_too_many(send, client, amina):
    lines = "\n".join(f"Thing {number}" for number in range(5000))
    preview = client.get(agree(client, send(f"name\n{lines}\n"))["Location"])
    assert f"{MOST} things are as many as one list can hold" in preview.text
    assert client.post(address("run")).status_code == 403
    assert not Item.objects.exists()
    assert len(preview.content) < 40_000


def test_room_that_is_taken_counts(send, client, amina, monkeypatch):
    monkeypatch.setattr("resources.items.services.MOST", 3)
    shared_by(amina)
    agree(client, send(LIST))
    assert client.post(address("run")).status_code == 403
    assert Item.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "This file is empty."),
        (b"name\n", "There are no lines in this file"),
        (b"%PDF-1.7", "We cannot read this file."),
        (b"PK\x03\x04junk", "We cannot read this file."),
        (b"x" * 6_000_000, "This file is too large: 6 MB."),
        (b"<html><body>", "This is a web page."),
    ],
)
def test_bad_files_get_a_plain_message(send, content, message):
    answer = send(content)
    assert answer.status_code == 422
    assert message in answer.text
    assert not Upload.objects.exists()


def test_a_file_is_forgotten_within_two_nights(amina, time_machine):
    time_machine.move_to("2026-11-24T12:00:00Z", tick=False)
    upload, key = upload_of(amina), upload_of(amina).key
    assert b"ladder" not in bytes(upload.content_sealed)
    time_machine.shift(timedelta(days=1))
    forget_old_uploads()
    assert Upload.objects.count() == 2
    time_machine.shift(timedelta(days=1))
    forget_old_uploads()
    assert not Upload.objects.exists()
    assert not DataKey.objects.filter(pk=key.pk).exists()


def test_nothing_comes_in_after_all(send, client):
    agree(client, send(LIST))
    client.post(address("drop"))
    assert not Upload.objects.exists()
    assert not Said.objects.exists()
    assert not Item.objects.exists()
