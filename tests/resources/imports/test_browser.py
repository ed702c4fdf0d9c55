"""Bringing in a file, on a phone in chromium: file, meaning, preview, done, undo."""

import pytest

from resources.imports.models import Said
from resources.items.models import Item
from tests.browser import PHONE, assert_axe, assert_fits, sign_in
from tests.resources.imports.factories import FORM

pytestmark = pytest.mark.browser


def send(page, name, content, what):
    page.goto("/n/millbrook/resources/import/")
    assert_fits(page)
    page.set_input_files(
        "[name=table]", {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.click(f"text={what}")


def test_from_a_file_to_things_and_back_without_javascript(new_page, amina):
    page = new_page(**PHONE | {"java_script_enabled": False})
    sign_in(page, amina)
    things = "What it is;How many;sure on\nA long ladder;1;03/04/2024\nJam jars;some;\n"
    send(page, "things.csv", things, "Mine, or those of a circle")
    page.click("button:has-text('Look at the file')")
    assert_fits(page)
    page.click("text=The day")
    page.click("button:has-text('Preview')")
    assert_fits(page)
    assert page.is_visible("text=A long ladder")
    assert page.is_visible("text=Not a whole number from 1 to 500.")
    assert not Item.objects.exists()
    page.click("button:has-text('Bring it in')")
    assert_fits(page)
    item = Item.objects.get()
    assert item.sure_on.isoformat() == "2024-04-03"
    with page.expect_download() as lines:
        page.click("text=Lines that did not come in")
    assert "Jam jars,some" in lines.value.path().read_text()
    page.click("button:has-text('Take it out again')")
    assert page.is_visible("text=It is taken out again.")
    assert not Item.objects.exists()


def test_whom_to_ask(new_page, amina):
    page = new_page(**PHONE)
    sign_in(page, amina)
    send(page, "form.csv", FORM, "Those of other people")
    page.click("button:has-text('Look at the file')")
    assert page.title().startswith("Error:")
    page.set_input_files(
        "[name=table]", {"name": "form.csv", "mimeType": "text/csv", "buffer": FORM.encode()}
    )
    page.click("text=They know that this network gets")
    assert_axe(page)
    page.click("button:has-text('Look at the file')")
    assert_axe(page)
    page.click("button:has-text('Preview')")
    assert_axe(page)
    assert_fits(page)
    page.click("button:has-text('Bring it in')")
    assert_axe(page)
    page.click("main >> text=People to ask >> nth=0")
    assert_axe(page)
    assert not page.is_visible("text=Rosa")
    page.click("button:has-text('Show who it is') >> nth=0")
    assert_axe(page)
    assert_fits(page)
    page.click("button:has-text('Make a link for them')")
    assert_axe(page)
    assert_fits(page)
    assert "/join/" in page.input_value("#share-text")
    assert Said.objects.exclude(invitation=None).count() == 1
