"""Each kind of question: asked, read, told, typed in and printed."""

from html.parser import HTMLParser

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from needs.surveys.fields import AnswerField, TypedField
from needs.surveys.kinds import asked, kind_of, tell
from needs.surveys.kinds.base import UNSAID, Said
from tests.needs.factories import EVERY_KIND, QuestionFactory, SurveyFactory

QUESTIONS = {
    values["key"]: QuestionFactory.build(section=None, survey=None, **values)
    for values in EVERY_KIND
}
ANSWERS = {
    "home": Said("other", "A tent"),
    "shops": Said(["market", "other"], "The baker"),
    "water": Said("no"),
    "tap": Said(True, "It smells.\nMost of all in summer."),
    "people": Said(4),
    "safe": Said(5),
    "street": Said(True, "The Bends"),
    "since": Said("2019-03-02"),
    "often": Said({"neighbors": "daily", "family": "never"}),
    "needs": Said({"food": {"urgency": "now", "people": 3}, "transport": {}}),
    "share": Said(["tools", "goods"], "A ladder, jam"),
}
TOLD = {
    "home": ["Something else: A tent"],
    "shops": ["Market", "Something else: The baker"],
    "water": ["No"],
    "tap": ["It smells.", "Most of all in summer."],
    "people": ["4 people"],
    "safe": ["5 of 5"],
    "street": ["The Bends"],
    "since": ["March 2, 2019"],
    "often": ["Neighbors: Daily", "Family: Never"],
    "needs": ["Food and meals · Now: within a day or two · 3 people", "Getting around"],
    "share": [
        "Tools and machines",
        "Goods: food, clothes, furniture and the like",
        "A ladder, jam",
    ],
}
TYPED = {
    "home": "4 A tent",
    "shops": "1, 4 The baker",
    "water": "2",
    "tap": "It smells.\nMost of all in summer.",
    "people": "4",
    "safe": "5",
    "street": "The Bends",
    "since": "2 3 2019",
    "often": "1 3",
    "needs": "1-1-3 3",
    "share": "2 6 A ladder, jam",
}
WRONG = {
    "home": {"": "castle"},
    "shops": {"": ["market", "moon"]},
    "water": {"": "maybe"},
    "tap": {"": "x" * 4001},
    "people": {"": "21"},
    "safe": {"": "2.5"},
    "street": {"": "x" * 201},
    "since": {"day": "31", "month": "2", "year": "2020"},
    "often": {"family": "hourly"},
    "needs": {"": ["food"], "food-urgency": "yesterday"},
    "share": {"": ["kidneys"]},
}
every_kind = pytest.mark.parametrize("question", QUESTIONS.values(), ids=list(QUESTIONS))


def form_of(question, data=None, field=AnswerField):
    form = forms.Form(data)
    form.fields["q"] = field(question)
    return form


@every_kind
def test_an_answer_survives_the_form(question):
    said = ANSWERS[question.key]
    shown = forms.Form(initial={"q": kind_of(question).parts(said)})
    shown.fields["q"] = AnswerField(question)
    form = form_of(question, submitted(str(shown)))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["q"] == said


@every_kind
def test_an_answer_is_told_in_words(question):
    assert tell(question, ANSWERS[question.key]) == TOLD[question.key]
    assert tell(question, UNSAID) == []


def test_one_person_is_not_told_as_people():
    settings = {"unit": {"en": "people", "es": "personas"}, "min": 1}
    question = QuestionFactory.build(section=None, survey=None, kind="number", settings=settings)
    assert tell(question, Said(1)) == ["1 person"]
    with override("es"):
        assert tell(question, Said(1)) == ["1 persona"]
    question.settings["unit"] = {"en": "liters"}
    assert tell(question, Said(2.5)) == ["2.5 liters"]


@every_kind
def test_a_paper_form_is_typed_by_numbers(question):
    form = form_of(question, {"q": TYPED[question.key]}, TypedField)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["q"] == ANSWERS[question.key]


@every_kind
def test_nothing_said_is_no_answer_unless_required(question):
    assert form_of(question, {}).is_valid()
    assert form_of(question, {"q": ""}, TypedField).is_valid()
    form = form_of(question, {})
    form.fields["q"].required = True
    assert form.errors["q"] == [f"Please answer “{question.text}”."]


@every_kind
def test_wrong_input_is_said_plainly_and_stays(question):
    with pytest.raises(ValidationError):
        kind_of(question).read(WRONG[question.key])


def put_in_and_read(question, said):
    kind = kind_of(question)
    return kind.read(kind.parts(said))


@every_kind
def test_what_was_answered_is_read_again_from_its_inputs(question):
    said = Said(*ANSWERS[question.key])
    assert put_in_and_read(question, said) == said
    assert put_in_and_read(question, UNSAID) == UNSAID


@every_kind
def test_it_prints(question):
    kind = kind_of(question)
    printed = render_to_string(kind.paper, {"kind": kind, "question": question})
    assert all(escape(choice.text) in printed for choice in kind.choices())


@every_kind
@given(
    parts=st.dictionaries(
        st.sampled_from(
            ["", "other", "day", "month", "year", "family", "food-urgency", "food-people"]
        ),
        st.one_of(st.text(), st.lists(st.text()), st.sampled_from(["food", "market", "9" * 5000])),
    ),
    line=st.one_of(st.text(), st.from_regex(r"[\d\-., ]{0,12}")),
)
def test_no_input_breaks_it(question, parts, line):
    kind = kind_of(question)
    for read in (lambda: kind.read(parts), lambda: kind.read(kind.typed(line))):
        try:
            said = read()
        except ValidationError:
            continue
        assert put_in_and_read(question, said) == said
        assert isinstance(tell(question, said), list)
        assert "\0" not in said.words


def test_a_need_is_typed_once():
    with pytest.raises(ValidationError, match="stands here twice"):
        kind_of(QUESTIONS["needs"]).typed("1-1-4 1-2")


def test_words_are_not_lost_where_only_numbers_are_asked():
    for key, line, said in [
        ("water", "2 but rarely", "numbers only"),
        ("home", "2 by the canal", "Words belong to number 4"),
        ("shops", "the baker", "Words belong to number 4"),
    ]:
        with pytest.raises(ValidationError, match=said):
            kind_of(QUESTIONS[key]).typed(line)
    assert kind_of(QUESTIONS["share"]).typed("A ladder") == {"": [], "other": "A ladder"}


def test_unseen_signs():
    street = kind_of(QUESTIONS["street"])
    assert street.read({"": "a\u202ebc 🥖\td\r\n"}).words == "abc 🥖 d"
    with pytest.raises(ValidationError, match="cannot keep"):
        street.read({"": "a\0b"})


@pytest.mark.parametrize("written", ["7", "٧", "7.0", " 7 "])
def test_numbers_in_any_script(written):
    assert kind_of(QUESTIONS["people"]).read({"": written}) == Said(7)


def test_a_question_is_asked_only_after_such_an_answer(db):
    survey = SurveyFactory()
    questions = list(survey.questions.asked_now())
    water = survey.questions.get(key="water")
    assert [q.key for q in questions if q not in asked(questions, {})] == ["tap"]
    assert asked(questions, {water: Said("no")}) == questions
    assert asked(questions, {water: Said("yes")}) != questions


def submitted(markup):
    """What a browser would send of a form, as a QueryDict."""

    class Reader(HTMLParser):
        textarea = None

        def handle_starttag(self, tag, attributes):
            given = dict(attributes)
            if tag == "textarea":
                self.textarea = given["name"]
            elif tag == "input" and (
                given["type"] not in {"radio", "checkbox"} or "checked" in given
            ):
                self.data.appendlist(given["name"], given["value"])

        def handle_data(self, data):
            if self.textarea:
                self.data.appendlist(self.textarea, data.removeprefix("\n"))
                self.textarea = None

    reader = Reader()
    reader.data = QueryDict(mutable=True)
    reader.feed(markup)
    return reader.data
