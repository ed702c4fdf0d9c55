"""What is typed about rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mutualaid.forms import INVALID_CHOICE, Once

from .rules import Rule


class RuleForm(Once):
    choice = forms.TypedChoiceField(label=_("What shall hold?"), widget=forms.RadioSelect)

    def __init__(self, *arguments: Any, rule: Rule, **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["choice"]
        field.choices = [(str(choice), rule.words(choice)) for choice in rule.choices]
        field.coerce = {str(choice): choice for choice in rule.choices}.__getitem__
        field.error_messages["invalid_choice"] = INVALID_CHOICE
