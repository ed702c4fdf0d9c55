"""What a member sends, and what they say about it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from mutualaid.fields import language_name
from mutualaid.forms import Form
from mutualaid.networks.concerns.things import shown
from mutualaid.networks.models import Member, Network
from mutualaid.spreadsheets.fields import TableField
from mutualaid.spreadsheets.reader import Table
from needs.imports.access import may_import_into
from needs.imports.mapping import LEAVE, NEW_KINDS, Column, key_of
from needs.imports.queries import Content, Plan
from needs.imports.questions import MOST_QUESTIONS, Asked, is_form, read_forms, too_many_questions
from needs.imports.services import UNTITLED
from needs.own_categories.queries import asked_about
from needs.surveys.kinds import OFFERED
from needs.surveys.kinds.choices import YES_NO
from needs.surveys.models import Survey


class UploadForm(Form):
    """The files to bring in."""

    mark_optional = False

    questions = TableField(
        label=_("Questions"),
        help_text=_("A form with one question a line. Leave it out if you have answers only."),
    )
    answers = TableField(
        label=_("Answers"),
        help_text=_("One person or household a line, as Google Forms and others save them."),
    )

    def __init__(self, *arguments: Any, member: Member, **options: Any) -> None:
        super().__init__(*arguments, **options)
        surveys = shown(member.network.surveys.select_related("by")).order_by("-created_on")[:100]
        self.surveys = {str(s.pk): s for s in surveys if may_import_into(member, s)}
        self.fields["survey"] = forms.ChoiceField(
            label=_("Answers to which survey?"),
            required=False,
            choices=[
                ("", _("A new one, made of these files")),
                *((key, str(survey)) for key, survey in self.surveys.items()),
            ],
        )
        self.fields["language"] = forms.ChoiceField(
            label=_("The language of the files"),
            choices=[(code, language_name(code)) for code in member.network.languages],
        )

    def clean_questions(self) -> Table | None:
        table = self.cleaned_data["questions"]
        if table is not None:
            read_forms(table)
        return table

    def clean_answers(self) -> Table | None:
        table = self.cleaned_data["answers"]
        if table is not None and is_form(table):
            raise ValidationError(_("This file holds questions. Choose it under “Questions”."))
        if table is not None and not table.rows:
            raise ValidationError(_("There are no answers in this file, only names of columns."))
        return table

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        if not data["questions"] and not data["answers"]:
            self.add_error("questions", _("Choose a file with questions, with answers, or both."))
        elif data["survey"] and data["questions"]:
            self.add_error("survey", _("With a file of questions this makes a new survey."))
        elif data["survey"] and not data["answers"]:
            self.add_error("answers", _("Choose the file with the answers."))
        return data

    def content(self) -> Content:
        data = self.cleaned_data
        return Content(
            language=data["language"],
            questions=data["questions"].to_json() if data["questions"] else "",
            answers=data["answers"].to_json() if data["answers"] else "",
            survey=int(data["survey"]) if data["survey"] else None,
        )


class WhichForm(Form):
    """Which of several forms in a file."""

    def __init__(self, *arguments: Any, plan: Plan, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["form"] = forms.TypedChoiceField(
            label=_("Which form?"),
            coerce=int,
            widget=forms.RadioSelect,
            choices=[
                (number, form.title or _("Without a title"))
                for number, form in enumerate(plan.all_forms)
            ],
        )


class MatchForm(Form):
    """Titles, what answers say about needs, and what each column answers."""

    mark_optional = False

    def __init__(
        self, *arguments: Any, network: Network, plan: Plan, survey: Survey | None, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.network, self.plan = network, plan
        if survey is None:
            for number, form in enumerate(plan.chosen):
                self.fields[f"title-{number}"] = forms.CharField(
                    label=_("Title of the survey"),
                    max_length=120,
                    initial=form.title[:120] or _(UNTITLED),
                )
        for number, form in enumerate(plan.chosen if survey is None else []):
            for question in form.questions():
                for category in dict.fromkeys(signal["category"] for signal in question.signals):
                    self._ask_signal(f"{number}.{question.key}.{category}", question, category)
        for column in plan.columns:
            self._ask_column(column)

    def _ask_signal(self, name: str, question: Asked, category: str) -> None:
        self.fields[f"signal-{name}"] = forms.ChoiceField(
            label=in_words(question, category),
            required=False,
            choices=[("", _("Nothing about needs")), *asked_about(self.network).items()],
            initial=self.plan.content.signals.get(name, category),
        )

    def _ask_column(self, column: Column) -> None:
        place = column.place
        agreed = self.plan.content.agreed
        use = self.plan.content.uses.get(str(place), LEAVE) if agreed else column.use
        self.fields[f"use-{place}"] = forms.ChoiceField(
            label=column.name,
            required=False,
            choices=self._uses(column),
            initial=use,
            help_text="" if use != LEAVE else column.why,
        )
        if column.ambiguous:
            self.fields[f"first-{place}"] = forms.ChoiceField(
                label=_("“%(date)s” in “%(column)s”: which comes first?")
                % {"date": column.ambiguous, "column": column.name},
                required=False,
                choices=[("day", _("The day")), ("month", _("The month"))],
                widget=forms.RadioSelect,
                initial=self._first(str(place)),
            )

    def _first(self, place: str) -> str | None:
        day_first = self.plan.content.day_first.get(place)
        return None if day_first is None else "day" if day_first else "month"

    def _uses(self, column: Column) -> list:
        leave = (LEAVE, _("Leave it out"))
        if column.matched:
            return [(column.matched, self._target(column.matched)), leave]
        new = [
            (f"new:{kind}", _("A new question: %s") % OFFERED[kind][0])
            for kind in sorted(NEW_KINDS, key=lambda kind: kind != column.new)
        ]
        return [leave, *new, *((use, self._target(use)) for use in self.plan.free)]

    def _target(self, use: str) -> str:
        question = self.plan.by_key[key_of(use)]
        row = dict(question.rows).get(use.partition("|")[2], "")
        text = question.text if len(question.text) < 70 else f"{question.text[:69]}…"
        return f"{question.key}: {text} {row}".strip()

    def clean(self):
        data = super().clean()
        asked: dict[str, str] = {}
        for column in self.plan.columns:
            name = f"use-{column.place}"
            use = data.get(name) or LEAVE
            if use.startswith("ask:") and use in asked:
                self.add_error(name, _("“%s” answers this question already.") % asked[use])
            asked[use] = column.name
            first = f"first-{column.place}"
            if column.ambiguous and use != LEAVE and not data.get(first):
                self.add_error(first, _("Say which comes first in “%s”.") % column.name)
        if self.plan.columns:
            uses = [data.get(f"use-{column.place}") or LEAVE for column in self.plan.columns]
            new = sum(use.startswith("new:") for use in uses)
            if new + len(self.plan.by_key) > MOST_QUESTIONS:
                self.add_error(None, too_many_questions())
        return data

    def content(self) -> Content:
        """What the upload holds from now on."""
        content = self.plan.content
        content.agreed = True
        content.titles = self._named("title-")
        content.signals = self._named("signal-")
        content.uses = {place: use or LEAVE for place, use in self._named("use-").items()}
        content.day_first = {
            place: first == "day" for place, first in self._named("first-").items() if first
        }
        return content

    def _named(self, prefix: str) -> dict[str, str]:
        return {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix)
        }

    def titles(self):
        return [self[name] for name in self.fields if name.startswith("title-")]

    def needs(self):
        return [self[name] for name in self.fields if name.startswith("signal-")]

    def dates(self):
        return [self[name] for name in self.fields if name.startswith("first-")]

    def matched(self):
        return [self[f"use-{c.place}"] for c in self.plan.columns if c.matched]

    def strange(self):
        return [self[f"use-{c.place}"] for c in self.plan.columns if not c.matched]


def in_words(question: Asked, category: str) -> str:
    """Which answers to a question name a need of this category."""
    signals = [signal for signal in question.signals if signal["category"] == category]
    if any(signal.get("people") for signal in signals):
        return _now("“%(question)s” tells how many people need") % {"question": question.text}
    names = dict(question.choices) or {key: str(text) for key, text in YES_NO.items()}
    when = " / ".join(names.get(key, key) for signal in signals for key in signal["when"])
    return _now("“%(answers)s” to “%(question)s” names a need of") % {
        "question": question.text,
        "answers": when,
    }
