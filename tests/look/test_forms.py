"""Forms forgive what was pasted, and say plainly what is wrong."""

import pytest
from django import forms
from django.http import QueryDict
from django.utils.translation import override

from mutualaid.fields import Texts
from mutualaid.forms import DateInput, Form, TextsFormField


class Sample(Form):
    name = forms.CharField(label="Your name", max_length=10, help_text="As neighbors know you.")
    kind = forms.ChoiceField(
        label="What is it?", choices=[("a", "Bread"), ("b", "Work")], widget=forms.RadioSelect
    )
    sure = forms.BooleanField(label="I am sure")
    people = forms.IntegerField(label="People", min_value=0, max_value=99, required=False)
    on = forms.DateField(label="Day", widget=DateInput, required=False)
    story = forms.CharField(label="More", widget=forms.Textarea, max_length=5, required=False)


GOOD = {"name": "Amina", "kind": "a", "sure": "on"}


def errors_of(**data):
    return {name: list(errors) for name, errors in Sample(GOOD | data).errors.items()}


def test_good_answers_pass():
    assert not errors_of()


def test_nothing_filled_in_names_what_is_missing():
    assert Sample({}).errors == {
        "name": ["Please fill in “Your name”."],
        "kind": ["Please choose an answer to “What is it?”."],
        "sure": ["Please tick “I am sure”."],
    }


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "a\0b", "There are characters in this that we cannot keep. Please type it again."),
        (
            "name",
            "a\x1bb",
            "There are characters in this that we cannot keep. Please type it again.",
        ),
        (
            "name",
            "x" * 11,
            "This is too long. Please use at most 10 characters. You have 11.",
        ),
        ("kind", "forged", "Please choose one of the answers shown."),
        ("kind", "a\0", "Please choose one of the answers shown."),
        ("people", "100", "Please write a number that is not above 99."),
        ("people", "-1", "Please write a number that is not below 0."),
        ("people", "9" * 400, "Please write a number that is not above 99."),
        ("people", "many", "Enter a whole number."),
        ("on", "31/31/31", "Enter a valid date."),
    ],
)
def test_a_bad_answer_gets_one_plain_message(field, value, message):
    assert errors_of(**{field: value}) == {field: [message]}


def test_a_form_may_choose_its_own_words():
    class Own(Form):
        name = forms.CharField(error_messages={"required": "What do people call you?"})

    assert Own({}).errors == {"name": ["What do people call you?"]}


def test_marks_that_turn_the_order_of_letters_are_left_out():
    form = Sample(GOOD | {"name": "\u202a+44\u202c \u202eabc\u2069"})
    assert form.is_valid()
    assert form.cleaned_data["name"] == "+44 abc"


def test_the_marks_that_arabic_needs_stay():
    form = Sample(GOOD | {"name": "سارة\u200f 3"})
    assert form.is_valid()
    assert form.cleaned_data["name"] == "سارة\u200f 3"


def test_a_line_end_counts_as_one_character():
    form = Sample(GOOD | {"story": "a\r\nb\r\nc"})
    assert form.is_valid()
    assert form.cleaned_data["story"] == "a\nb\nc"


def test_several_values_of_one_name_survive_tidying():
    class Many(Form):
        ways = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")])

    assert Many(QueryDict("ways=a&ways=b")).is_valid()


def test_typed_text_comes_back_with_its_error():
    html = Sample(GOOD | {"name": "<b>" + "x" * 20})["name"].as_field_group()
    assert 'value="&lt;b&gt;xxxxxxxxxxxxxxxxxxxx"' in html


def test_a_field_is_tied_to_its_hint_and_its_error():
    html = Sample({})["name"].as_field_group()
    assert '<label for="id_name">Your name' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html


def test_a_group_of_choices_is_a_fieldset_with_a_legend():
    html = Sample({})["kind"].as_field_group()
    assert '<fieldset class="field wrong" aria-describedby="id_kind_error">' in html
    assert "<legend>What is it?" in html
    assert '<label for="id_kind_0">Bread</label>' in html


def test_what_may_stay_empty_says_so():
    form = Sample()
    assert "(optional)" in form["people"].as_field_group()
    assert "(optional)" not in form["name"].as_field_group()


def test_a_text_in_several_languages():
    class Titled(Form):
        title = TextsFormField(label="Title", languages=["en", "es", "ar"], max_length=20)

    html = Titled(initial={"title": {"ar": "خبز"}})["title"].as_field_group()
    assert html.count("<label") == 3
    assert ">Español</label>" in html
    assert 'lang="ar" dir="rtl"' in html
    assert 'value="خبز"' in html
    form = Titled({"title_en": "Bread", "title_es": "", "title_ar": "خبز"})
    assert form.is_valid()
    title = form.cleaned_data["title"]
    assert title == Texts(en="Bread", ar="خبز")
    with override("es"):
        assert str(title) == "Bread"
    assert Titled({}).errors == {"title": ["Please fill in “Title”."]}
    assert Titled({"title_en": "x" * 21, "title_es": "y" * 22}).errors["title"][0] == (
        "This is too long. Please use at most 20 characters. You have 21."
    )
    assert "title" in Titled({"title_en": "a\0"}).errors


def test_a_text_in_one_language_is_one_plain_field():
    class Titled(Form):
        title = TextsFormField(label="Title", languages=["en"], long=True)

    html = Titled()["title"].as_field_group()
    assert "fieldset" not in html
    assert '<label for="id_title_0">Title' in html
    assert "<textarea" in html
