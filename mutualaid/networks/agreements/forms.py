"""What is typed about rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mutualaid.forms import Form

from .rules import Rule


class RuleForm(Form):
    def __init__(self, *arguments: Any, rule: Rule, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["choice"] = forms.TypedChoiceField(
            label=_("What shall hold?"),
            choices=[(str(choice), rule.words(choice)) for choice in rule.choices],
            coerce={str(choice): choice for choice in rule.choices}.__getitem__,
            widget=forms.RadioSelect,
        )
