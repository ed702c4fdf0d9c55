"""A question in a form: its inputs, what stands in them, and what was wrong."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from needs.surveys.kinds import kind_of
from needs.surveys.kinds.base import LONG, OTHER, Parts, Said
from needs.surveys.kinds.reading import clean_words, list_of
from needs.surveys.kinds.telling import in_any_direction
from needs.surveys.models import Question


class AnswerInput(forms.Widget):
    """The inputs of one question."""

    def __init__(self, question: Question):
        super().__init__()
        self.kind = kind_of(question)
        self.template_name = self.kind.screen
        self.use_fieldset = self.kind.whole

    def id_for_label(self, id_: str) -> str:
        # A group has no label of its own; an error leads to its first input, which ends in _0.
        return "" if self.kind.whole else id_

    def value_from_datadict(self, data, files, name):  # noqa: ARG002
        parts = {part: self._sent(data, name, part) for part in self.kind.names()}
        return {part: value for part, value in parts.items() if value}

    def value_omitted_from_data(self, data, files, name):
        return not self.value_from_datadict(data, files, name)

    def _sent(self, data, name, part):
        several = self.kind.several and not part and hasattr(data, "getlist")
        return data.getlist(name) if several else data.get(part_name(name, part))

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        inputs = Inputs(self.kind, name, context["widget"]["attrs"].get("id"), value or {})
        return context | {"inputs": inputs}


class Inputs:
    """What a template asks about the inputs of one question, and what stands in them."""

    def __init__(self, kind: Any, name: str, html_id: str, given: Parts):
        self.kind, self.name, self.html_id, self.given = kind, name, html_id, given

    def value(self) -> Any:
        return self.given.get("", "")

    def other(self) -> dict:
        """``{id, name, value}`` of the words beside the choices."""
        return self._part(OTHER)

    def choices(self) -> list[dict]:
        """``{id, key, text, ticked, other}`` of each choice."""
        ticked = list_of(self.value())
        return [
            {
                "id": f"{self.html_id}_{number}",
                "key": key,
                "text": text,
                "ticked": key in ticked,
                "other": key == OTHER and OTHER in self.kind.names(),
            }
            for number, (key, text) in enumerate(self.kind.choices())
        ]

    def rows(self) -> list[dict]:
        """A grid's rows: ``{name, text, options}``."""
        columns = self.kind.choices()
        return [
            {"name": part_name(self.name, key), "text": text}
            | {"options": self._options(key, columns, number * len(columns))}
            for number, (key, text) in enumerate(self.kind.rows())
        ]

    def needs(self) -> list[dict]:
        """The categories: choices, each with its ``urgency`` and its number of ``people``."""
        return [
            choice
            | {
                "urgency": {
                    "name": part_name(self.name, f"{choice['key']}-urgency"),
                    "options": self._options(f"{choice['key']}-urgency", self.kind.urgencies()),
                },
                "people": self._part(f"{choice['key']}-people"),
            }
            for choice in self.choices()
        ]

    def dates(self) -> list[dict]:
        """``{id, name, value, text}`` of day, month and year; the first is where errors lead."""
        texts = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
        return [
            self._part(part) | {"text": text, "id": f"{self.html_id}_{number}"}
            for number, (part, text) in enumerate(texts.items())
        ]

    def _part(self, part: str) -> dict:
        name = part_name(self.name, part)
        return {"id": f"{self.html_id}_{part}", "name": name, "value": self.given.get(part, "")}

    def _options(self, part: str, choices: Iterable, start: int | None = None) -> list[dict]:
        """Radio buttons of a part; ``start`` numbers their ids through the whole question."""
        prefix = f"{self.html_id}_{part}" if start is None else self.html_id
        return [
            {
                "id": f"{prefix}_{number}",
                "key": key,
                "text": text,
                "ticked": self.given.get(part) == key,
            }
            for number, (key, text) in enumerate(choices, start=start or 0)
        ]


class AnswerField(forms.Field):
    """One question in a form; cleans to `Said`."""

    def __init__(self, question: Question, **changes: Any):
        self.kind = kind_of(question)
        options: dict[str, Any] = {
            "widget": AnswerInput(question),
            "label": in_any_direction(question.text),
            "help_text": in_any_direction(question.hint),
            "required": question.required,
        } | changes
        super().__init__(**options)

    def clean(self, value):
        said = self.read(value or {})
        if self.required and said.value is None:
            raise must_answer(self.kind.question)
        return said

    def read(self, sent: Any) -> Said:
        return self.kind.read(sent)


class TypedField(AnswerField):
    """One question as typed off a paper form: numbers for what is ticked. Cleans to `Said`."""

    def __init__(self, question: Question):
        many_words = question.kind in {Question.Kind.LONG, Question.Kind.SHARE}
        widget = forms.Textarea(attrs={"rows": 2}) if many_words else forms.TextInput()
        widget.attrs |= {"dir": "auto", "autocomplete": "off"}
        super().__init__(question, widget=widget, required=False)
        hints = [str(self.kind.how_to_type), *self.kind.legend()]
        self.help_text = " · ".join(filter(None, hints))

    def read(self, sent: Any) -> Said:
        return self.kind.read(self.kind.typed(clean_words(sent, LONG)))


def must_answer(question: Question) -> ValidationError:
    """What is said where a required answer is missing."""
    text = _("Please answer “%(question)s”.") % {"question": question.text}
    return ValidationError(text, code="required")


def part_name(name: str, part: str) -> str:
    """The name of an input in the form."""
    return f"{name}:{part}" if part else name
