"""What is chosen about asking neighbors."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mutualaid.forms import Form

from .queries import Suggestion

CHOSEN = 3
"""So many are chosen at first."""


class AskAroundForm(Form):
    def __init__(self, *arguments: Any, suggestions: list[Suggestion], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.suggestions = {str(each.item.pk): each for each in suggestions}
        self.fields["whom"] = forms.MultipleChoiceField(
            label=_("Whom shall we ask?"),
            help_text=_(
                "Who was asked least lately comes first. Who was asked as often this month as they "
                "said is left alone. Nobody sees who else was asked."
            ),
            choices=[(key, each.words) for key, each in self.suggestions.items()],
            initial=[*self.suggestions][:CHOSEN],
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": _("Choose at least one of them."),
                "invalid_choice": _("One of them cannot be asked any more. Please look again."),
            },
        )

    @property
    def whom(self) -> list[Suggestion]:
        return [self.suggestions[key] for key in self.cleaned_data["whom"]]
