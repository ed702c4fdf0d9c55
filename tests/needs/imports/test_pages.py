"""Bringing in a survey on its pages: files, what goes where, preview, import, undo."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from needs.imports.models import Upload
from needs.surveys.models import Answer, ImportRun, Question, Response, Survey
from needs.surveys.services import remove_question, remove_survey
from tests.needs.factories import SurveyFactory

DATA = Path(__file__).resolve().parents[2] / "data"


def file(name, content=None):
    return SimpleUploadedFile(name, (DATA / name).read_bytes() if content is None else content)


@pytest.fixture
def send(browse, amina):
    """Send files as Amina; the answer."""

    def send_files(**files):
        address = reverse("needs:import_upload", args=["millbrook"])
        return browse(amina).post(address, {"language": "en"} | files)

    return send_files


def match(client, answer, **changes):
    """Agree to the guesses but for the changes; the answer."""
    page = client.get(answer["Location"])
    form = page.context["form"]
    data = {name: form[name].initial or "" for name in form.fields}
    return client.post(answer["Location"], data | changes)


@pytest.fixture
def flood(send, client):
    return send(
        questions=file("flood-assessment-questions.csv"),
        answers=file("flood-assessment-answers.csv"),
    )


def test_a_date_that_can_be_read_two_ways_is_asked(client, flood):
    answer = match(client, flood)
    assert answer.status_code == 422
    assert "Say which comes first in “RS-10”." in answer.text


def test_from_files_to_results_and_back(client, flood):
    answer = match(client, flood, **{"first-16": "day", "title-0": "The flood"})
    preview = client.get(answer["Location"])
    assert "hundreds!" in preview.text
    assert not Survey.objects.exists()
    upload = Upload.objects.get()
    done = client.post(reverse("needs:import_run", args=["millbrook", upload.pk]), follow=True)
    assert done.status_code == 200
    assert not Upload.objects.exists()
    survey = Survey.objects.get()
    assert str(survey) == "The flood"
    assert survey.state == Survey.State.CLOSED
    run = ImportRun.objects.get()
    cells = run.summary["cells"]
    assert cells["file"] == cells["taken"] + cells["words"] + cells["left"]
    assert "hundreds" not in str(run.summary)
    assert run.summary["responses"] == Response.objects.count() == 5
    values = list(Answer.objects.filter(question__key="RS-10").values_list("value", flat=True))
    assert sorted(values) == ["2011-04-03", "2011-05-05"]
    grid = Answer.objects.filter(question__key="RS-7-1").values_list("value", flat=True)
    assert {"roof": "a", "door": "b"} in list(grid)
    wet = Answer.objects.filter(question__key="RS-4").values_list("value", flat=True)
    assert sorted(wet) == [["floor-stairs", "walls"], ["walls", "other"]]
    client.post(reverse("needs:import_undo", args=["millbrook", run.pk]))
    assert not Survey.objects.exists()
    assert not Response.objects.exists()


def test_a_second_press_brings_in_nothing_twice(client, flood):
    match(client, flood, **{"first-16": "day"})
    address = reverse("needs:import_run", args=["millbrook", Upload.objects.get().pk])
    client.post(address)
    assert client.post(address).status_code == 404
    assert Survey.objects.count() == 1


def test_the_same_file_a_second_time_is_said(client, send):
    def preview(content):
        page = client.get(match(client, send(answers=file("a.csv", content)))["Location"])
        return page, Upload.objects.get().pk

    page, upload = preview(b"What is cold?\nthe hall\n")
    assert "The same file came in" not in page.text
    client.post(reverse("needs:import_run", args=["millbrook", upload]))
    run = ImportRun.objects.get()
    page, upload = preview(b"What is cold?\nthe hall\n")
    assert "The same file came in" in page.text
    assert reverse("needs:import_done", args=["millbrook", run.pk]) in page.text
    client.post(reverse("needs:import_drop", args=["millbrook", upload]))
    page, upload = preview(b"What is cold?\nthe stairs\n")
    assert "The same file came in" not in page.text
    client.post(reverse("needs:import_drop", args=["millbrook", upload]))
    client.post(reverse("needs:import_undo", args=["millbrook", run.pk]))
    page, upload = preview(b"What is cold?\nthe hall\n")
    assert "The same file came in" not in page.text


def test_nothing_lies_unsealed(flood):
    assert b"hundreds" not in bytes(Upload.objects.get().content_sealed)


def test_answers_alone_make_a_survey(client, send):
    answer = send(answers=file("google-answers.csv"))
    page = client.get(answer["Location"])
    assert "Answers here are anonymous." in page.text
    answer = match(client, answer, **{"first-5": "day"})
    client.post(reverse("needs:import_run", args=["millbrook", Upload.objects.get().pk]))
    kinds = {str(question.text): question.kind for question in Question.objects.all()}
    assert kinds == {
        "What do you need most?": "many",
        "Is there enough food at home?": "yes-no",
        "How many live with you?": "number",
        "Since when do you live here?": "date",
    }
    food = Question.objects.get(text__en="Is there enough food at home?")
    assert food.signals == [{"category": "food", "when": ["no"], "urgency": "now"}]


def test_answers_to_a_survey_that_is_there(client, send, amina):
    survey = SurveyFactory(network=amina.network, by=amina)
    content = b"people,water\n3,yes\n900,maybe\n"
    answer = send(answers=file("a.csv", content), survey=str(survey.pk))
    match(client, answer)
    client.post(reverse("needs:import_run", args=["millbrook", Upload.objects.get().pk]))
    assert survey.responses.count() == 2
    run = ImportRun.objects.get()
    assert run.summary["cells"] == {"file": 4, "taken": 2, "words": 1, "left": 1}
    client.post(reverse("needs:import_undo", args=["millbrook", run.pk]))
    assert Survey.objects.filter(pk=survey.pk).exists()
    assert not survey.responses.exists()


@pytest.mark.parametrize("removed", ["question", "survey"])
def test_what_is_removed_meanwhile_breaks_no_page(client, send, amina, removed):
    survey = SurveyFactory(network=amina.network, by=amina, state=Survey.State.DRAFT)
    answer = send(answers=file("a.csv", b"people,water\n3,yes\n"), survey=str(survey.pk))
    match(client, answer)
    if removed == "survey":
        remove_survey(by=amina, survey=survey)
    else:
        remove_question(by=amina, question=survey.questions.get(key="people"))
    upload = Upload.objects.get()
    steps = [("match", client.get), ("preview", client.get), ("run", client.post)]
    for step, ask in steps:
        answer = ask(reverse(f"needs:import_{step}", args=["millbrook", upload.pk]), follow=True)
        assert answer.status_code == (403 if removed == "survey" else 200)
    if removed == "question":
        assert ImportRun.objects.get().summary["cells"]["left"] == 1
        assert "people" in answer.text


def test_only_the_author_imports_into_a_survey(send, chen, amina):
    survey = SurveyFactory(network=amina.network, by=chen)
    answer = send(answers=file("a.csv", b"people\n3\n"), survey=str(survey.pk))
    assert answer.status_code == 422


def test_two_forms_need_a_choice(client, send):
    answer = send(
        questions=file("help-forms.csv"),
        answers=file("a.csv", b"Do you have a car?,Which day suits you?\nyes,Monday\nno,Sunday\n"),
    )
    which = client.get(answer["Location"])
    assert which.status_code == 302
    answer = client.post(which["Location"], {"form": "1"})
    match(client, answer)
    client.post(reverse("needs:import_run", args=["millbrook", Upload.objects.get().pk]))
    assert Response.objects.count() == 2
    assert str(Survey.objects.get()) == "Offer"


def test_forms_without_answers_become_one_survey_each(client, send):
    answer = send(questions=file("help-forms.csv"))
    match(client, answer)
    client.post(reverse("needs:import_run", args=["millbrook", Upload.objects.get().pk]))
    assert Survey.objects.count() == 2


def test_nobody_sees_what_another_sent(browse, chen, flood):
    assert browse(chen).get(flood["Location"]).status_code == 404


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "This file is empty."),
        (b"\0" * 3000, "This file is empty."),
        (b"<html><body>", "This is a web page."),
        (b"%PDF-1.7", "We cannot read this file."),
        (b"PK\x03\x04junk", "We cannot read this file."),
        (",".join("x" * 10_001).encode(), "This table has 10001 columns."),
        (b"x" * 6_000_000, "This file is too large: 6 MB."),
        (b"x," * 25_000_000, "This file is too large: 50 MB."),
        (b'"\n' * 0 + b'"a,b\n' * 300, "Too many quotation marks"),
    ],
    ids=["empty", "nul", "html", "pdf", "zip", "columns", "large", "50 MB", "quotes"],
)
def test_bad_files_get_a_plain_message(send, content, message):
    answer = send(answers=file("a.csv", content))
    assert answer.status_code == 422
    assert message in answer.text
    assert not Upload.objects.exists()


def test_more_columns_than_a_survey_asks(client, send):
    names = ",".join(f"What is thing {n}" for n in range(501))
    answer = send(answers=file("a.csv", f"{names}\n{'x,' * 500}y\n".encode()))
    answer = match(client, answer)
    assert answer.status_code == 422
    assert "A survey asks up to 500." in answer.text


def test_no_file(send):
    answer = send()
    assert answer.status_code == 422
    assert "Choose a file with questions, with answers, or both." in answer.text


def test_files_that_do_not_fit_together(send, amina):
    survey = SurveyFactory(network=amina.network, by=amina).pk
    both = send(questions=file("flood-assessment-questions.csv"), survey=survey)
    assert "With a file of questions this makes a new survey." in both.text
    alone = send(survey=survey)
    assert both.status_code == alone.status_code == 422
    assert not Upload.objects.exists()


def test_two_columns_do_not_answer_one_question(client, send):
    answer = send(
        questions=file("q.csv", b"question,kind,key\nIs there water?,short,water\n"),
        answers=file("a.csv", b"first,second\nyes,no\n"),
    )
    answer = match(client, answer, **{"use-0": "ask:water", "use-1": "ask:water"})
    assert answer.status_code == 422
    assert "“first” answers this question already." in answer.text


def test_script_and_overrides_are_text(client, send):
    content = "question,kind\n<script>alert(1)</script>\u202eevil 🍞,short\n".encode()
    answer = send(questions=file("q.csv", content))
    page = client.get(match(client, answer)["Location"])
    assert "<script>alert" not in page.text
    assert "\u202e" not in page.text
    assert "🍞" in page.text


def test_the_command_says_so_too(amina, capsys):
    def import_it():
        call_command(
            "import_survey",
            str(DATA / "flood-assessment-questions.csv"),
            network="millbrook",
            answers=DATA / "flood-assessment-answers.csv",
            dates="day-first",
        )
        return capsys.readouterr().out

    assert "imported before" not in import_it()
    assert "The same file was imported before" in import_it()
