"""Whatever files and choices are sent: a plain message, or an import that adds up, and its undo."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from needs.imports.models import Upload
from needs.surveys.models import Answer, ImportRun, Question, Response, Survey
from tests.nasty import forged, nasty_texts

QUESTIONS = ["Template", "Section", "Question", "Question Type", "Question Code", "Meta Data"]
KINDS = ["Numeric", "YesNoDontKnow", "Text", "Date", "MultiOption", "GridChild"]
STORED = [Upload, ImportRun, Survey, Question, Response, Answer]


def written(rows, encoding):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding, "replace")


def tables(header, rows):
    """Files of these columns, in any usual encoding; or bytes that are no file at all."""
    lines = st.lists(rows, max_size=5).map(lambda rows: [header, *rows])
    encodings = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    return st.builds(written, lines, encodings)


any_bytes = st.binary(max_size=300)
questions = any_bytes | tables(
    QUESTIONS,
    st.tuples(
        *[nasty_texts | st.sampled_from(["Homes", "How many lack beds?"])] * 3,
        nasty_texts | st.sampled_from(KINDS),
        nasty_texts | st.sampled_from(["A-1", "A-2", "A-3"]),
        nasty_texts | st.just("{'1': 'mud', '2': 'brick', 'Length': '2'}"),
    ),
)
answers = any_bytes | tables(
    ["Timestamp", "How many are you?", "Since when?", "What is missing?"],
    st.tuples(
        nasty_texts,
        nasty_texts | st.sampled_from(["3", "1,000", "three"]),
        nasty_texts | st.sampled_from(["45291", "4/5/2023", "2023-05-04"]),
        nasty_texts,
    ),
)
choices = forged(["use-0", "use-1", "use-2", "first-2", "title-0", "form"])


def stored():
    return [model.objects.count() for model in STORED]


def send(client, name, arguments, data):
    """Where it leads; None if it was sent back with its errors and what was typed."""
    answer = client.post(reverse(f"needs:{name}", args=arguments), data)
    assert answer.status_code in {302, 422}
    if answer.status_code == 422:
        assert answer.context["form"].errors
        return None
    return answer["Location"]


def agreed(client, page, data):
    """Agree to the guesses of a page but for ``data``, then without it; what follows."""
    form = client.get(page).context["form"]
    guesses = {name: form[name].initial or "" for name in form.fields}
    for number, name in enumerate(name for name in form.fields if name.startswith("first-")):
        guesses[name] = ["day", "month"][number % 2]
    answer = client.post(page, guesses | data)
    assert answer.status_code in {302, 422}
    return answer if answer.status_code == 302 else client.post(page, guesses)


@given(questions=questions | st.none(), answers=answers | st.none(), data=choices)
def test_files_and_choices(browse, amina, questions, answers, data):
    client, before = browse(amina), stored()
    files = {
        name: SimpleUploadedFile(f"{name}.csv", content)
        for name, content in [("questions", questions), ("answers", answers)]
        if content is not None
    }
    page = send(client, "import_upload", ["millbrook"], {"language": "en"} | files)
    if page is None:
        assert stored() == before
        return
    answer = client.get(page)
    while answer.status_code == 302:  # which of several forms
        answer = agreed(client, answer["Location"], {"form": "0"})
        answer = client.get(answer["Location"])
    answer = agreed(client, page, data)
    if answer.status_code == 302:
        assert client.get(answer["Location"]).status_code == 200
        assert stored()[1:] == before[1:], "a preview changes nothing"
    upload = Upload.objects.get()
    if answer.status_code == 302:
        run = reverse("needs:import_run", args=["millbrook", upload.pk])
        for _ in range(2):  # a double tap
            assert client.post(run).status_code in {302, 404}
        for done in ImportRun.objects.all():
            cells = done.summary["cells"]
            assert cells["file"] == cells["taken"] + cells["words"] + cells["left"]
            assert done.responses.count() == done.summary["responses"]
            assert client.get(f"/n/millbrook/surveys/{done.survey_id}/").status_code == 200
            undo = reverse("needs:import_undo", args=["millbrook", done.pk])
            assert client.post(undo).status_code == 302
    else:
        assert send(client, "import_drop", ["millbrook", upload.pk], {}) is not None
    assert stored() == before
