"""What a builder types: surveys, sections and questions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mutualaid.fields import Texts
from mutualaid.forms import Form, Once, Seen, TextsFormField
from needs.categories import CATEGORIES
from needs.own_categories.queries import asked_about, own_kinds
from needs.surveys.kinds import kind_of
from needs.surveys.models import Question, Survey

Kind = Question.Kind

LONGEST_LIST = 60
"""Choices that still fit a phone; longer lists are typed words in disguise."""

CONDITIONS = {Kind.ONE, Kind.MANY, Kind.YES_NO, Kind.NEEDS, Kind.SHARE}
"""Kinds whose answers another question may depend on."""


class SurveyFields(Form):
    def __init__(self, *arguments: Any, languages: list[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["title"] = TextsFormField(languages=languages, max_length=120, label=_("Title"))
        self.fields["introduction"] = TextsFormField(
            languages=languages,
            long=True,
            required=False,
            label=_("Introduction"),
            help_text=_("Who asks, what for, and how long it takes."),
        )
        self.fields["readers"] = TextsFormField(
            languages=languages,
            max_length=300,
            label=_("Who will see the answers"),
            help_text=_("Stands beside every question, so that people know before they answer."),
        )
        self.fields["public_results"] = forms.BooleanField(
            required=False,
            label=_("Show totals to everyone"),
            help_text=_("Numbers below five stay hidden."),
        )


class SurveyForm(Seen, SurveyFields):
    pass


class NewSurveyForm(Once, SurveyFields):
    pass


class SectionFields(Form):
    def __init__(self, *arguments: Any, languages: list[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["title"] = TextsFormField(
            languages=languages, max_length=120, label=_("Title of this part")
        )
        self.fields["introduction"] = TextsFormField(
            languages=languages, long=True, required=False, label=_("A few words before it")
        )
        self.fields["together"] = forms.BooleanField(
            required=False,
            label=_("Ask its questions on one page"),
            help_text=_("Only for a few short ones that belong together."),
        )


class SectionForm(Seen, SectionFields):
    pass


class NewSectionForm(Once, SectionFields):
    pass


class QuestionFields(Form):
    """One question of a kind. ``cleaned_data`` holds the fields of `Question`."""

    def __init__(
        self,
        *arguments: Any,
        survey: Survey,
        kind: str,
        before: list[Question],
        question: Question | None = None,
        **options: Any,
    ) -> None:
        """``before`` are the questions asked earlier, which this one may depend on."""
        self.survey, self.kind, self.question, self.before = survey, kind, question, before
        super().__init__(*arguments, initial=_initial(kind, question), **options)
        self.languages = survey.network.languages
        self._texts("text", _("The question"), max_length=300)
        self._texts("hint", _("A hint"), required=False, max_length=300)
        getattr(self, f"_add_{Kind(kind).name.lower()}", lambda: None)()
        self.fields["required"] = forms.BooleanField(
            required=False,
            label=_("An answer is needed"),
            help_text=_("Almost never: people may always have a reason to say nothing."),
        )
        self._texts("required_reason", _("Why it is needed"), required=False, max_length=200)
        self.fields["ask_if"] = forms.ChoiceField(
            required=False,
            label=_("Ask it only after this answer"),
            choices=self._conditions(),
        )

    def _texts(self, name: str, label: Any, **options: Any) -> None:
        self.fields[name] = TextsFormField(languages=self.languages, label=label, **options)

    def _lines(self, name: str, label: Any) -> None:
        self._texts(
            name,
            label,
            long=True,
            max_length=6000,
            help_text=_("One a line, in the same order in each language."),
        )

    def _add_one(self) -> None:
        self._lines("choices", _("Choices"))
        self.fields["other"] = forms.BooleanField(
            required=False, label=_("Also offer “Something else, please say”")
        )

    _add_many = _add_one

    def _add_grid(self) -> None:
        self._lines("rows", _("Rows"))
        self._lines("choices", _("Columns"))

    def _add_number(self) -> None:
        self.fields["min"] = forms.FloatField(required=False, label=_("Smallest number"))
        self.fields["max"] = forms.FloatField(required=False, label=_("Largest number"))
        self._texts("unit", _("Unit, such as people or liters"), required=False, max_length=30)

    def _add_scale(self) -> None:
        self.fields["min"] = forms.IntegerField(min_value=0, max_value=1, label=_("From"))
        self.fields["max"] = forms.IntegerField(min_value=2, max_value=10, label=_("To"))
        self._texts("low", _("What the lowest means"), required=False, max_length=60)
        self._texts("high", _("What the highest means"), required=False, max_length=60)

    def _add_needs(self) -> None:
        kept = {choice["key"] for choice in _listed(self.question, "choices")}
        gone = {slug for slug, kind in own_kinds(self.survey.network).items() if kind.retired}
        offered = asked_about(self.survey.network).items()
        self.fields["categories"] = forms.MultipleChoiceField(
            choices=[(slug, name) for slug, name in offered if slug not in gone - kept],
            widget=forms.CheckboxSelectMultiple,
            label=_("Which needs to offer"),
        )

    def _conditions(self) -> list:
        """The choices of earlier questions, as ``question=choice``, one group a question."""
        groups: list[Any] = [
            (
                str(question.text),
                [
                    (f"{question.key}={choice.key}", choice.text)
                    for choice in kind_of(question).choices()
                ],
            )
            for question in self.before
            if question.kind in CONDITIONS
        ]
        kept = self.initial.get("ask_if", "")
        if kept and not any(kept == value for _text, group in groups for value, _label in group):
            groups.append((_("As now"), [(kept, _("As now: after any of several answers"))]))
        return [("", _("Always ask it")), *groups]

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if data.get("required") and not any((data.get("required_reason") or {}).values()):
            self.add_error("required_reason", _("Say why, so that people can trust it."))
        for name in {"choices", "rows"} & data.keys():
            self._clean_lines(name)
        low, high = data.get("min"), data.get("max")
        if low is not None and high is not None and low >= high:
            self.add_error("max", _("This must be more than the smallest."))
        return data

    def _clean_lines(self, name: str) -> None:
        lines = {
            language: [line.strip() for line in text.splitlines() if line.strip()]
            for language, text in self.cleaned_data[name].items()
        }
        first = next((rows for rows in lines.values() if rows), [])
        if any(rows and len(rows) != len(first) for rows in lines.values()):
            self.add_error(name, _("Each language needs the same number of lines."))
        elif len(first) > LONGEST_LIST:
            self.add_error(name, _("That is too many for one question. Split it in two."))
        elif any(len(set(rows)) != len(rows) for rows in lines.values()):
            self.add_error(name, _("Two lines are the same."))
        elif len(first) < (1 if name == "rows" else 2):
            self.add_error(name, _("Give at least two, one a line."))
        else:
            self.cleaned_data[name] = self._keyed(name, lines, len(first))

    def _keyed(self, name: str, lines: dict[str, list[str]], count: int) -> list[dict]:
        """Lines as choices; one that keeps its words keeps its key, so that filters and
        conditions still find it."""
        old = _listed(self.question, name)
        keys: list[str] = []
        for n in range(count):
            words = {rows[n] for rows in lines.values() if rows}
            same = (
                choice["key"]
                for choice in old
                if words & set(choice["text"].values()) and choice["key"] not in keys
            )
            keys.append(next(same, "") or _free(keys, old))
        return [
            {"key": key, "text": {language: rows[n] for language, rows in lines.items() if rows}}
            for n, key in enumerate(keys)
        ]

    def values(self) -> dict[str, Any]:
        """The fields of `Question` that were typed."""
        data = self.cleaned_data
        settings = dict(self.question.settings) if self.question else {}
        for name in ("other", "min", "max", "unit", "low", "high", "rows"):
            if name in data:
                settings[name] = data[name]
        values = {name: data[name] for name in ("text", "hint", "required", "required_reason")}
        values["settings"] = {name: value for name, value in settings.items() if value is not None}
        if "choices" in data:
            values["choices"] = data["choices"]
        if "categories" in data:
            # Those of our own have their words with them, as they are when they are asked.
            own = own_kinds(self.survey.network)
            values["choices"] = [
                {"key": slug} | ({"text": own[slug].name} if slug in own else {})
                for slug in data["categories"]
            ]
        values["ask_if"] = self._condition(data["ask_if"])
        return values

    def _condition(self, chosen: str) -> dict | None:
        if not chosen:
            return None
        if self.question and chosen == self.initial["ask_if"]:
            return self.question.ask_if
        question, choice = chosen.split("=", 1)
        return {"question": question, "any": [choice]}


class QuestionForm(Seen, QuestionFields):
    pass


class NewQuestionForm(Once, QuestionFields):
    def values(self) -> dict[str, Any]:
        return super().values() | {"once": self.cleaned_data["once"]}


def _listed(question: Question | None, name: str) -> list[dict]:
    if question is None:
        return []
    return question.choices if name == "choices" else question.settings.get("rows", [])


def _free(keys: list[str], old: list[dict]) -> str:
    taken = {*keys, *(choice["key"] for choice in old)}
    return next(key for n in range(1, len(taken) + 2) if (key := f"c{n}") not in taken)


def _initial(kind: str, question: Question | None) -> dict[str, Any]:
    if question is None:
        scale = {"min": 1, "max": 5} if kind == Kind.SCALE else {}
        return {"categories": list(CATEGORIES)} | scale
    condition = question.ask_if
    return {
        "text": question.text,
        "hint": question.hint,
        "required": question.required,
        "required_reason": question.required_reason,
        "choices": _as_lines(question.choices),
        "categories": [choice["key"] for choice in question.choices],
        "ask_if": f"{condition['question']}={'+'.join(condition['any'])}" if condition else "",
        **question.settings,
        "rows": _as_lines(question.settings.get("rows", [])),
    }


def _as_lines(choices: list[dict]) -> Texts:
    texts = [choice.get("text", {}) for choice in choices]
    languages = dict.fromkeys(language for text in texts for language in text)
    return Texts(
        {language: "\n".join(text.get(language, "") for text in texts) for language in languages}
    )
