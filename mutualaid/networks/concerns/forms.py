"""What is typed about a concern."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mutualaid.forms import Form, Once
from mutualaid.networks.forms import Line

from .models import Concern, PanelSeat


def words(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )


class ConcernForm(Once):
    """About what somebody did; or, ``of_thing``, about what stands written."""

    named = Line(
        label=_("About whom?"),
        help_text=_("Their name as you know it here."),
        max_length=80,
    )
    account = words(
        _("What happened?"),
        _("Only those who look at it read this. Write as little about others as you can."),
    )
    tells_name = forms.BooleanField(label=_("They may be told that it was me"), required=False)

    def __init__(self, *arguments: Any, of_thing: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if of_thing:
            del self.fields["named"]


class AskForm(Form):
    question = words(
        _("What do you ask them?"),
        _("In your own words, without what could tell them who spoke to you."),
    )


class AnswerForm(Form):
    answer = words(_("What do you want to say?"), _("Only those who look at it read this."))


class ProposalForm(Form):
    def __init__(self, *arguments: Any, concern: Concern, **options: Any) -> None:
        super().__init__(*arguments, **options)
        Proposal = PanelSeat.Proposal
        possible = {
            Proposal.NOTHING: True,
            Proposal.TALK: True,
            Proposal.HIDE: bool(concern.thing),
            Proposal.BREAK: concern.may_give_break,
        }
        self.fields["proposal"] = forms.ChoiceField(
            label=_("What do you propose?"),
            choices=[(each.value, each.label) for each, fits in possible.items() if fits],
            widget=forms.RadioSelect,
        )


class AgreeForm(Form):
    wording = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


class EndForm(Form):
    outcome = words(
        _("What came of it?"),
        _("Every member can read this: without names, and without what you were told."),
    )
