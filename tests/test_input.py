"""docs/input.md says of each field and each limit what the code does, and leaves none out."""

import ast
import importlib
import pkgutil
import re

import pytest
from django import forms
from django.utils.module_loading import import_string

from mutualaid.forms import Plain, TextsFormField
from needs.own_categories.forms import CategoryForm
from needs.surveys.forms import QuestionFields, SectionFields, SurveyFields
from needs.surveys.models import Question
from tests.needs.factories import SurveyFactory
from tests.test_safety import TESTS
from tools import ROOT

TEXT = (ROOT / "docs" / "input.md").read_text()
APPS = ("mutualaid", "needs", "resources", "assemblies", "projects", "federation")
LIMITS = {"per_hour": "hour", "per_day": "day"}


def table(heading):
    """The cells of each row under a heading."""
    part = TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line.strip("| ") for line in part.splitlines() if line.startswith("| ")]
    return [line.split(" | ") for line in lines[1:]]


def quoted(cell):
    return re.findall(r"`([^`]+)`", cell)


def below(kind):
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


def name_of(form):
    """Its app and room, and its name: ``networks.lockdown.PartsForm``."""
    room = form.__module__.removeprefix("mutualaid.").removesuffix("forms").rstrip(".")
    return f"{room}.{form.__name__}".lstrip(".")


def all_forms():
    for app in APPS:
        for module in pkgutil.walk_packages(importlib.import_module(app).__path__, f"{app}."):
            if module.name.endswith(".forms"):
                importlib.import_module(module.name)
    ours = [form for form in below(Plain) if form.__module__.endswith("forms")]
    return {name_of(form): form for form in ours if form.__module__.startswith(APPS)}


FORMS = all_forms()
FIELDS = {
    f"{name}.{key}": field
    for name, form in FORMS.items()
    for key, field in getattr(form, "base_fields", {}).items()
}


def test_forms_are_found():
    assert len(FORMS) > 40


@pytest.mark.parametrize(("what", "most", "fields"), table("Texts of a fixed length"))
def test_texts_are_as_long_as_is_said(what, most, fields):
    assert quoted(fields)
    for name in quoted(fields):
        assert FIELDS[name].max_length == int(most), name


def test_every_text_has_an_end_that_is_said():
    """Whoever inherits a field has the same one."""
    rows = table("Texts of a fixed length")
    told = {id(FIELDS[name]) for *_, fields in rows for name in quoted(fields)}
    texts = {name: each for name, each in FIELDS.items() if isinstance(each, forms.CharField)}
    assert [name for name, field in texts.items() if id(field) not in told] == []


def test_texts_in_several_languages_are_as_long_as_is_said(db):
    survey = SurveyFactory()
    made = [SurveyFields(languages=["en"]), SectionFields(languages=["en"])]
    made += [CategoryForm(network=survey.network)]
    made += [QuestionFields(survey=survey, kind=kind, before=[]) for kind in Question.Kind]
    found = {
        (f"{name_of(type(form))}.{key}", field.fields[0].max_length)
        for form in made
        for key, field in form.fields.items()
        if isinstance(field, TextsFormField)
    }
    rows = table("Texts in each language of a network")
    assert found == {(quoted(field)[0], int(most)) for _what, most, field in rows}


def test_every_number_lies_within_what_is_said():
    told = {quoted(field)[0]: (int(low), int(high)) for _what, low, high, field in table("Numbers")}
    for name, (low, high) in told.items():
        assert (FIELDS[name].min_value, FIELDS[name].max_value) == (low, high), name
    numbers = {name: each for name, each in FIELDS.items() if isinstance(each, forms.IntegerField)}
    known = {id(FIELDS[name]) for name in told}
    assert [name for name, field in numbers.items() if id(field) not in known] == []


@pytest.mark.parametrize(
    ("what", "most", "where"),
    [
        *table("What a survey's author chooses"),
        *table("What one person shares"),
        *table("Files"),
    ],
)
def test_limits_are_those_of_the_code(what, most, where):
    assert import_string(*quoted(where)) == int(most)


def test_what_must_fit_together_is_told_of_every_form_that_looks_at_it():
    told = {quoted(form)[0] for form, *_ in table("What must fit together")}
    assert told == {name for name, form in FORMS.items() if "clean" in vars(form)}


@pytest.mark.parametrize(("form", "what", "shown"), table("What must fit together"))
def test_and_names_tests_that_are_there(form, what, shown):
    assert quoted(shown)
    assert {*quoted(shown)} <= TESTS


def counted():
    """Every limit in the code: under which name, how many, in which time, for each of what."""
    for app in APPS:
        for file in (ROOT / app).rglob("*.py"):
            if file.name != "limits.py":
                module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
                for node in ast.walk(ast.parse(file.read_text())):
                    if isinstance(node, ast.Call):
                        yield from limits_of(node, module)


def limits_of(call, module):
    for given in call.keywords:
        if given.arg in LIMITS:
            name, who = call.args[:2]
            most = getattr(given.value, "value", None)
            if isinstance(given.value, ast.Name):
                most = getattr(importlib.import_module(module), given.value.id)
            yield name.value, most, LIMITS[given.arg], for_each(ast.unparse(who))


def for_each(who):
    if "network.pk" in who:
        return "network"
    if re.search(r"(member|user)(\.pk|_id)", who):
        return "person"
    place, account = re.search(r"client\(|here", who), "who" in who
    return {(True, True): "account and place", (True, False): "place"}.get(
        (bool(place), account), "account"
    )


def test_how_often_something_may_be_done_is_told_of_all_of_it():
    said = {
        (quoted(name)[0], int(most), time, whom.replace("address", "account"))
        for name, _what, most, time, whom in table("How often")
    }
    assert said == {*counted()}
