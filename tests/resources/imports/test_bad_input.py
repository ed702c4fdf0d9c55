"""Whatever files and choices are sent: a plain message, or an import that adds up, and its undo."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from mutualaid.accounts.models import Count
from resources.imports.mapping import USES, USES_OF_OTHERS
from resources.imports.models import ImportedItem, ResourceImport, Said, SaidOffer, Upload
from resources.items.models import Item, Window
from tests.deep import DEEP
from tests.nasty import forged, nasty_texts

STORED = [Upload, ResourceImport, ImportedItem, Item, Window, Said, SaidOffer]
HEADERS = st.sampled_from([*map(str, USES.values()), "Your name", "Email", "Can you help?", "x"])
CELLS = nasty_texts | st.sampled_from(
    [
        *(
            "A ladder",
            "A tool or device",
            "Something you can do",
            "Food and meals",
            "12",
            "0",
            "-1",
        ),
        *("03/04/2024", "2024-05-06", "Friday 09:00-17:00", "Friday 17:00-09:00", "Español; ar"),
        *("51.507, -0.128", "Only a circle of mine", "Kitchen", "rosa@example.org", "No"),
        *("Housing, Food", "555 0100 200", "1,5", "40897"),
    ]
)


def written(rows, encoding, delimiter):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding, "replace")


tables = st.builds(
    written,
    st.tuples(
        st.lists(HEADERS, min_size=1, max_size=6),
        st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=4),
    ).map(lambda table: [table[0], *table[1]]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.sampled_from([",", ";", "\t"]),
)
choices = forged(["use-0", "use-1", "use-2", "first-0", "first-1"]) | st.dictionaries(
    st.sampled_from(["use-0", "use-1", "use-2", "use-3"]),
    st.sampled_from([*USES, *USES_OF_OTHERS, "leave"]),
)


def stored():
    return [model.objects.count() for model in STORED]


def url(name, *arguments):
    return reverse(f"resources:{name}", args=["millbrook", *arguments])


@settings(max_examples=500 if DEEP else 15)
@given(
    file=st.binary(max_size=300) | tables,
    what=st.sampled_from(["mine", "others"]),
    data=choices,
)
def test_files_and_choices(browse, amina, file, what, data):
    Count.objects.all().delete()  # each in an hour of its own
    client, before = browse(amina), stored()
    sent = {"table": SimpleUploadedFile("x.csv", file), "what": what, "told": "on"}
    answer = client.post(url("import_upload"), sent)
    assert answer.status_code in {302, 422}
    if answer.status_code == 422:
        assert stored() == before
        return
    page, upload = answer["Location"], Upload.objects.get()
    form = client.get(page).context["form"]
    guesses = {name: form[name].initial or "" for name in form.fields}
    guesses |= {name: "day" for name in form.fields if name.startswith("first-")}
    for told in (guesses | data, guesses):
        assert client.post(page, told).status_code in {302, 422}
        summary = client.get(url("import_preview", upload.pk)).context["summary"]
        cells = summary["cells"]
        assert cells["file"] == cells["taken"] + cells["left"]
        assert client.get(url("import_left", upload.pk)).status_code == 200
    assert stored()[1:] == before[1:], "a preview changes nothing"
    for _ in range(2):  # a double tap
        assert client.post(url("import_run", upload.pk)).status_code == 302
    run = ResourceImport.objects.get()
    assert run.made.count() == run.summary["things"] == Item.objects.count()
    assert run.said.count() == run.summary["people"]
    assert client.get(url("import_done", run.pk)).status_code == 200
    for extension in ("csv", "xlsx", "ods"):
        assert client.get(url("export_mine", extension)).status_code == 200
    for said in run.said.all():
        assert client.post(url("said_show", said.pk)).status_code == 200
    client.post(url("import_undo", run.pk))
    Upload.objects.all().delete()
    assert stored() == before
