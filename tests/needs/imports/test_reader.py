"""Whatever a file holds becomes a table, or a plain message; nothing else."""

import io
import zipfile
from contextlib import suppress
from time import process_time

import pytest
import tablib
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from mutualaid.spreadsheets.reader import Table, read
from mutualaid.spreadsheets.values import day, number, yes_no
from needs.imports.mapping import draft, guess_columns
from needs.imports.questions import Form, read_forms

TEXT = "Año;niños\n1;sí\n2;“no” €\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings(encoding):
    table = read(TEXT.encode(encoding))
    assert table.header == ["Año", "niños"]
    assert table.rows == [(2, ["1", "sí"]), (3, ["2", "“no” €"])]


def test_arabic_of_windows():
    text = "سؤال;جواب\nهل لديك ماء كاف;نعم\n"
    assert read(text.encode("cp1256")).header == ["سؤال", "جواب"]


BEYOND = """<!DOCTYPE x [<!ENTITY file SYSTEM "file://{secret}">]>"""
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
UNFOLDING = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'


@pytest.mark.parametrize("before", [BEYOND, UNFOLDING])
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_xml_brings_in_nothing_from_outside_and_unfolds_nothing(tmp_path, kind, before):
    """A spreadsheet whose cell names what its head declares: a file beside us, or a burst."""
    secret = tmp_path / "secret"
    secret.write_text("canary")
    entity = "&file;" if before is BEYOND else "&l9;"
    whole = io.BytesIO(tablib.Dataset(["bread"], headers=["asked"]).export(kind))
    poisoned = io.BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(poisoned, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if b"bread" in content:
                body = content.partition(b"?>")[2] or content
                doctype = before.replace("{secret}", str(secret)).encode()
                content = doctype + body.replace(b"bread", entity.encode())
            new.writestr(name, content)
    with zipfile.ZipFile(poisoned) as new:
        assert any(entity.encode() in new.read(name) for name in new.namelist())
    began = process_time()
    with suppress(ValidationError):
        table = read(poisoned.getvalue())
        assert "canary" not in str(table)
        assert len(str(table)) < 1000
    assert process_time() - began < 5


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters(delimiter):
    text = f'a{delimiter}"b, c; d"\n1{delimiter}"2\n3"\n'
    table = read(text.encode())
    assert table.header == ["a", "b, c; d"]
    assert table.rows == [(2, ["1", "2\n3"])]


@pytest.mark.parametrize("text", ['a,b\n1,"x\n2,y\n3,z\n', 'a,b\n1,"x\n2,y\n3,"z"\n'])
def test_an_open_quotation_mark_swallows_nothing(text):
    table = read(text.encode())
    assert [cells for _line, cells in table.rows] == [["1", "x"], ["2", "y"], ["3", "z"]]
    assert [remark.line for remark in table.remarks] == [2]


def test_ragged_lines_lose_nothing():
    table = read(b"Our village\n\na,b,c\n1,2\n4,5,6,7\n")
    assert table.header == ["a", "b", "c", "Column D"]
    assert table.rows == [(4, ["1", "2", "", ""]), (5, ["4", "5", "6", "7"])]


def test_exported_cells_come_back_as_they_were():
    table = read(b"a,b\n'=1+1,'@home\n'-3,it's\n")
    assert [cells for _line, cells in table.rows] == [["=1+1", "@home"], ["-3", "it's"]]


def test_json():
    table = read(b'[{"a": "x", "b": 2.5}, {"b": true, "c": null, "d": [1]}]')
    assert table.header == ["a", "b", "c", "d"]
    assert table.rows == [(2, ["x", "2.5", "", ""]), (3, ["", "yes", "", "[1]"])]


@pytest.mark.parametrize("text", ["[not] json,b\n1,2\n", "[1, 2],b\n1,2\n", "[" * 9000 + ",b\n1,2"])
def test_what_only_begins_like_json(text):
    assert read(text.encode()).header[-1] == "b"


def test_json_of_too_many_names():
    with pytest.raises(ValidationError):
        read(str([{f"n{place}": 1} for place in range(3000)]).replace("'", '"').encode())


@pytest.mark.parametrize("format_name", ["xlsx", "ods"])
def test_spreadsheets(format_name):
    data = tablib.Dataset(["x", 3, ""], ["y", 2.5, "ü"], headers=["a", "b", "c"])
    table = read(data.export(format_name))
    assert table.header == ["a", "b", "c"]
    assert table.rows == [(2, ["x", "3", ""]), (3, ["y", "2.5", "ü"])]


def test_repeated_empty_cells_move_nothing():
    content = """<office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><table:table table:name="x">
<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>
<table:table-cell table:number-columns-repeated="2"/>
<table:table-cell office:value-type="date" office:date-value="2011-12-21"/></table:table-row>
<table:table-row table:number-rows-repeated="1048576"><table:table-cell
 table:number-columns-repeated="16384"/></table:table-row></table:table></office:document-content>"""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", content)
    assert read(file.getvalue()).header == ["a", "Column B", "Column C", "2011-12-21"]


def ods(rows):
    content = f"""<office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><table:table table:name="x">
{rows}</table:table></office:document-content>"""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", content)
    return file.getvalue()


def in_ods(text):
    cell = f"<table:table-cell><text:p>{text}</text:p></table:table-cell>"
    return ods("<table:table-row>" + cell + "</table:table-row>")


def test_spaces_tabs_and_breaks_as_libreoffice_writes_them():
    text = 'a<text:s text:c="2"/><text:span>b</text:span> c<text:tab/>d<text:line-break/>e'
    assert read(in_ods(text)).header == ["a  b c\td\ne"]


def test_spaces_that_are_written_short_fill_no_memory():
    began = process_time()
    with pytest.raises(ValidationError, match="longer than"):
        read(in_ods('a<text:s text:c="999999999"/>b' * 10_000))
    assert process_time() - began < 5


@pytest.mark.parametrize(
    ("rows", "columns", "text", "message"),
    [
        (19_000, 600, "x" * 2000, "This table is too large."),
        (19_000, 600, "x", "This table is too large."),
        (1, 700, "x", "601 columns"),
        (1_000_000, 1, "x", "more than 20000 lines"),
    ],
)
def test_a_small_file_that_unfolds_is_refused_before_it_does(rows, columns, text, message):
    cell = f"<text:p>{text}</text:p></table:table-cell>"
    row = f'<table:table-cell table:number-columns-repeated="{columns}">{cell}'
    data = ods(f'<table:table-row table:number-rows-repeated="{rows}">{row}</table:table-row>')
    began = process_time()
    with pytest.raises(ValidationError, match=message):
        read(data)
    assert process_time() - began < 5


def test_shared_words_of_a_workbook_count_each_time():
    data = tablib.Dataset(*[["x" * 2000] * 60] * 100, headers=["a"] * 60).export("xlsx")
    with pytest.raises(ValidationError, match="too large"):
        read(data)


def test_an_archive_of_too_many_files():
    file = io.BytesIO(tablib.Dataset(["1"], headers=["a"]).export("xlsx"))
    assert read(file.getvalue()).header == ["a"]
    with zipfile.ZipFile(file, "a") as archive:
        for number in range(1_000):
            archive.writestr(f"{number}.xml", "")
    with pytest.raises(ValidationError):
        read(file.getvalue())


def test_an_archive_that_would_burst():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 70_000_000)
    with pytest.raises(ValidationError):
        read(file.getvalue())


@given(
    st.binary(max_size=2000) | st.text(max_size=800).map(lambda text: text.encode(errors="replace"))
)
@example(b"a,b\n\0,\0x\n")
@example(b'"')
@example("a\u202eb,\U0001f35e\n".encode("utf-16"))
def test_any_bytes(data):
    try:
        table = read(data)
    except ValidationError:
        return
    assert Table.from_json(table.to_json()) == table
    assert all(len(cells) == len(table.header) for _line, cells in table.rows)
    with suppress(ValidationError):
        read_forms(table)


CELL = st.text(max_size=30) | st.sampled_from(
    ["Yes", "no", "40897", "1,200", "03/04/2011", "a, b", "a; c", "", "لا", "='x", "<script>"]
)


@given(
    st.lists(CELL, min_size=1, max_size=6),
    st.lists(st.lists(CELL, min_size=6, max_size=6), max_size=8),
    st.lists(
        st.sampled_from(["short", "number", "yes-no", "date", "one", "many", "grid"]), min_size=6
    ),
)
def test_every_cell_is_accounted_for(header, rows, kinds):
    table = Table(
        [name.strip() or "x" for name in header],
        [(line, [cell.strip() for cell in row[: len(header)]]) for line, row in enumerate(rows, 2)],
    )
    asked = list(zip(table.header, kinds, strict=False))
    form = Form()
    if len(header) > 2:
        lines = [(n, [f"x{name}", kind, "a;b", "r"]) for n, (name, kind) in enumerate(asked, 2)]
        (form,) = read_forms(Table(["question", "kind", "choices", "rows"], lines))
        table.header = [f"x{name}" for name in table.header]
    columns = guess_columns(table, form.questions())
    result = draft(form, table, {column.place: column.use for column in columns})
    filled = sum(bool(cell) for _line, cells in table.rows for cell in cells)
    cells = result.cells
    assert cells["file"] == filled == cells["taken"] + cells["words"] + cells["left"]
    named = [remark for remark in result.remarks if remark.cell]
    assert len(named) == cells["words"] + cells["left"]


@given(st.text(max_size=30))
def test_any_text_reads_as_a_value_or_none(text):
    assert number(text) is None or abs(number(text)) < 10**16
    assert day(text) is None or day(text).year >= 1900
    assert yes_no(text) in {"", "yes", "no", "dont-know"}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1,200", 1200),
        ("1 200", 1200),
        ("1.200", None),
        ("12,5", 12.5),
        ("٣٤", 34),
        ("Yes", None),
        ("1" + ",000" * 1500, None),
    ],
)
def test_numbers(cell, value):
    assert number(cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("40897", "2011-12-20"),
        ("21/12/2011", "2011-12-21"),
        ("20 decem,ber 2011", "2011-12-20"),
        ("3 de mayo de 2011", "2011-05-03"),
        ("03/04/2011", None),
        ("31/02/2011", None),
    ],
)
def test_dates(cell, value):
    found = day(cell)
    assert (found and found.isoformat()) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("YES", "yes"),
        ("Sí", "yes"),
        ("نعم", "yes"),
        ("nO", "no"),
        ("لا", "no"),
        ("Don’t know", "dont-know"),
    ],
)
def test_yes_and_no(cell, value):
    assert yes_no(cell) == value
