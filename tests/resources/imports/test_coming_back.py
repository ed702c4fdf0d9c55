"""What is shared goes out as CSV, ODS and XLSX, and comes back in cell by cell."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from mutualaid.networks.hiding.services import hide
from mutualaid.networks.places import cell_of
from mutualaid.spreadsheets.reader import read
from resources.imports.queries import FORMATS, own_table
from resources.imports.texts import COLUMNS
from resources.items.models import Item
from resources.items.services import add_window, pause, take_out
from tests.networks.factories import MemberFactory
from tests.resources.factories import shared_by

RUN = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that spreadsheets run."""
NASTY = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1 555",
    "-3",
    "@SUM(A1)",
    "'=1",
    "''@",
    "'tis",
    'She said "no", "never"',
    'an open " mark',
    "a;b|c",
    "ما الذي ينقص حيّنا؟",
    "👩‍👩‍👧‍👦 bread 🏳️‍🌈",
    "<b>&amp;</b>",
    "1e309",
    "003",
    "2026-01-02",
    "_x0041_",
    "None",
]


def rows_of(content):
    return [cells for _line, cells in read(content).rows]


def fetched(client, extension, which="mine"):
    answer = client.get(reverse(f"resources:export_{which}", args=["millbrook", extension]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == FORMATS[extension]
    return answer.content


def names(client, **asked):
    page = client.get(reverse("resources:item_list", args=["millbrook"]), asked)
    return [row["name"] for row in page.context["rows"]]


def bring_in(client, content, extension):
    """Send a file on the pages, and agree to every guess."""
    answer = client.post(
        reverse("resources:import_upload", args=["millbrook"]),
        {"table": SimpleUploadedFile(f"mine.{extension}", content), "what": "mine"},
    )
    assert answer.status_code == 302, answer.context["form"].errors
    form = client.get(answer["Location"]).context["form"]
    client.post(answer["Location"], {name: form[name].initial or "" for name in form.fields})
    return client.post(answer["Location"].replace("match", "run"), follow=True)


@pytest.fixture
def nasty_things(amina, kitchen):
    """One of each kind, and one for each nasty name."""
    for place, name in enumerate(NASTY):
        conditions = f"{name}\n{NASTY[place - 1]}\n\ttab  two"
        shared_by(amina, name=name, conditions=conditions, quantity=place + 1)
    shared_by(amina, kind="skill", level="teach", name="Sewing", category="clothing")
    shared_by(amina, kind="time", hours=7, name="Reading aloud", languages=["ar", "es"])
    space = shared_by(
        amina,
        kind="space",
        name="Kitchen for ten",
        circle=kitchen,
        audience=Item.Audience.CIRCLE,
        for_circle=kitchen,
        cell=cell_of("-33.8688, 151.2093"),
    )
    add_window(item=space, weekday=4, start="09:00", end="17:30")
    add_window(item=space, weekday=0, start="18:00", end="21:00")
    Item.objects.filter(pk=space.pk).update(sure_on="2026-01-02")
    pause(item=shared_by(amina, name="A saw that is in use"))


@pytest.mark.parametrize("extension", FORMATS)
def test_every_cell_comes_back(extension, nasty_things, amina, browse):
    client = browse(amina)
    out = fetched(client, extension)
    before = rows_of(out)
    assert len(before) == len(NASTY) + 4
    assert {*NASTY} <= {cells[0] for cells in before}
    Item.objects.all().delete()
    bring_in(client, out, extension)
    assert sorted(rows_of(fetched(client, extension))) == sorted(before)
    assert Item.objects.get(state="paused").name == "A saw that is in use"
    assert not names(client, q="saw"), "nobody finds what is paused"
    assert not read(out).remarks


def test_each_language_reads_what_the_others_wrote(nasty_things, amina, browse):
    before = sorted(rows_of(own_table(amina, "csv")))
    for language in ("es", "ar"):
        with translation.override(language):
            out = own_table(amina, "csv")
        Item.objects.all().delete()
        bring_in(browse(amina), out, "csv")
        assert sorted(rows_of(own_table(amina, "csv"))) == before


def test_spreadsheets_run_nothing(nasty_things, amina, browse):
    client = browse(amina)
    lines = csv.reader(io.StringIO(fetched(client, "csv").decode("utf-8-sig")))
    assert not any(cell.startswith(RUN) for line in lines for cell in line)
    book = load_workbook(io.BytesIO(fetched(client, "xlsx")))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert not any(str(cell.value or "").startswith(RUN) for cell in cells)


def test_what_is_there_already_does_not_come_in_twice(nasty_things, amina, browse):
    out, count = fetched(browse(amina), "xlsx"), Item.objects.count()
    left = bring_in(browse(amina), out, "xlsx")
    assert "You share this already." in left.text
    assert Item.objects.count() == count
    take_out(item=Item.objects.get(name="Sewing"))
    bring_in(browse(amina), out, "xlsx")
    assert Item.objects.get(name="Sewing", state="shared").level == "teach"
    assert Item.objects.count() == count + 1


@given(st.lists(st.text("'=+-@ab", min_size=1, max_size=6), min_size=2, max_size=2))
def test_any_marks_come_back(amina, texts):
    Item.objects.all().delete()
    shared_by(amina, name=texts[0], conditions=texts[1])
    (cells,) = rows_of(own_table(amina, "xlsx"))
    assert [cells[0], cells[list(COLUMNS).index("conditions")]] == texts


def test_the_list_of_all_has_what_everybody_sees_and_no_names(amina, bo, chen, kitchen, browse):
    shared_by(bo, name="For all")
    shared_by(bo, name="For the world", audience=Item.Audience.EVERYONE)
    shared_by(bo, name="For those known", audience=Item.Audience.KNOWN)
    shared_by(bo, name="Circle's", audience=Item.Audience.CIRCLE, for_circle=kitchen)
    hidden = shared_by(
        MemberFactory(network=amina.network, name="Hal"), name="Of one who is hidden"
    )
    hide(by=amina, name="Hal")
    out = fetched(browse(amina), "ods", which="all")
    assert {cells[0] for cells in rows_of(out)} == {"For all", "For the world"}
    assert "Bo" not in str(rows_of(out))
    assert "bring it back clean" not in str(rows_of(out))
    assert hidden.name in str(rows_of(fetched(browse(chen), "ods", which="all")))


def test_of_very_many_the_list_of_all_has_the_newest(bo, amina, browse, monkeypatch):
    monkeypatch.setattr("resources.imports.queries.MOST_TOLD", 2)
    monkeypatch.setattr("resources.imports.views.MOST_TOLD", 2)
    for name in ("Pot", "Pan", "Lid"):
        shared_by(bo, name=name)
    newest = [*Item.objects.order_by("-pk").values_list("name", flat=True)[:2]]
    client = browse(amina)
    assert [cells[0] for cells in rows_of(fetched(client, "csv", which="all"))] == newest
    page = client.get(reverse("resources:import_upload", args=["millbrook"])).text
    assert "the newest 2 things" in page


def test_nobody_takes_along_what_is_not_theirs(amina, bo, dara, visitor, browse):
    shared_by(bo, name="A drill of Bo")
    assert rows_of(own_table(bo, "csv"))
    assert "A drill of Bo" not in fetched(browse(amina), "csv").decode()
    address = reverse("resources:export_all", args=["millbrook", "csv"])
    assert browse(dara).get(address).status_code == 404
    visitor.logout()
    assert visitor.get(address).status_code == 302


def test_other_formats_are_not_found(amina, browse):
    for name in ("export_mine", "export_all"):
        address = reverse(f"resources:{name}", args=["millbrook", "exe"])
        assert browse(amina).get(address).status_code == 404
