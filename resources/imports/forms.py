"""What a member sends, and what they say about it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mutualaid.forms import Form
from mutualaid.spreadsheets.fields import TableField
from mutualaid.spreadsheets.reader import Table

from .mapping import LEAVE, OFTEN, SINCE, USES, USES_OF_OTHERS, Column, several_people
from .meaning import CONTACT, NAME, OFFERS, WHO
from .models import ResourceImport
from .queries import Content, Plan

What = ResourceImport.What
SEVERAL = _("This file names several people. What they offer is theirs: choose the other answer.")


class UploadForm(Form):
    """A table, and whose things are in it."""

    mark_optional = False

    table = TableField(
        label=_("The file"),
        help_text=_("CSV, XLSX or ODS, up to 5 MB. One line for each thing or person."),
    )
    what = forms.ChoiceField(
        label=_("Whose things are in it?"),
        choices=[
            (What.MINE, _("Mine, or those of a circle in which I sit")),
            (What.OTHERS, _("Those of other people, who answered a form")),
        ],
        widget=forms.RadioSelect,
    )
    told = forms.BooleanField(
        label=_("They know that this network gets what they wrote"),
        help_text=_("Only needed for what other people wrote."),
        required=False,
    )

    def clean_table(self) -> Table:
        table = self.cleaned_data["table"]
        if table is None:
            raise ValidationError(_("Please choose a file."))
        if not table.rows:
            raise ValidationError(_("There are no lines in this file, only names of columns."))
        return table

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("what") == What.OTHERS and not data.get("told"):
            self.add_error("told", _("Without that, please do not bring it in: ask them first."))
        table = data.get("table")
        if data.get("what") == What.MINE and table and several_people(table):
            self.add_error("what", SEVERAL)
        return data

    def content(self) -> Content:
        data = self.cleaned_data
        return Content(what=data["what"], table=data["table"].to_json())


class MatchForm(Form):
    """What each column holds, and how its dates are read."""

    mark_optional = False

    def __init__(self, *arguments: Any, plan: Plan, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.plan = plan
        uses = USES_OF_OTHERS if plan.others else USES
        choices = [(LEAVE, _("Leave it out")), *uses.items()]
        for column in plan.columns:
            self.fields[f"use-{column.place}"] = forms.ChoiceField(
                label=column.name,
                required=False,
                choices=choices,
                initial=column.use,
                help_text=column.why,
            )
            if column.ambiguous:
                self._ask_order(column)

    def _ask_order(self, column: Column) -> None:
        first = self.plan.content.day_first.get(str(column.place))
        self.fields[f"first-{column.place}"] = forms.ChoiceField(
            label=_("“%(date)s” in “%(column)s”: which comes first?")
            % {"date": column.ambiguous, "column": column.name},
            required=False,
            choices=[("day", _("The day")), ("month", _("The month"))],
            widget=forms.RadioSelect,
            initial=None if first is None else "day" if first else "month",
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        used: dict[str, str] = {}
        for column in self.plan.columns:
            name = f"use-{column.place}"
            use = data.get(name) or LEAVE
            if use in used and use not in OFTEN | {LEAVE}:
                self.add_error(name, _("“%s” holds this already.") % used[use])
            used[use] = column.name
            first = f"first-{column.place}"
            if column.ambiguous and use == SINCE and not data.get(first):
                self.add_error(first, _("Say which comes first in “%s”.") % column.name)
        if not {NAME, OFFERS} & used.keys():
            self.add_error(None, _("Say which column tells what is offered."))
        if self.plan.others and not {WHO, CONTACT} <= used.keys():
            self.add_error(None, _("Say which columns tell whom to ask, and how to reach them."))
        return data

    def content(self) -> Content:
        """What the upload holds from now on."""
        content = self.plan.content
        content.agreed = True
        content.uses = {
            str(column.place): self.cleaned_data[f"use-{column.place}"] or LEAVE
            for column in self.plan.columns
        }
        content.day_first = {
            str(column.place): self.cleaned_data[f"first-{column.place}"] == "day"
            for column in self.plan.columns
            if column.ambiguous and self.cleaned_data[f"first-{column.place}"]
        }
        return content

    def dates(self):
        return [self[name] for name in self.fields if name.startswith("first-")]

    def used(self):
        return [self[f"use-{c.place}"] for c in self.plan.columns if c.use != LEAVE]

    def left(self):
        return [self[f"use-{c.place}"] for c in self.plan.columns if c.use == LEAVE]
