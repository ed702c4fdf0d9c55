"""What is typed to be there for somebody."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mutualaid.forms import CodeField, Form


class WelcomeForm(Form):
    words = forms.CharField(
        label=_("Where and when can they meet you?"),
        help_text=_(
            "Better a public place than a home. For example: Thursday at 6 in front of the "
            "library, I wear a blue jumper. Only they read this."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ChooseForm(Form):
    code = CodeField(
        label=_("Their code today"),
        help_text=_("They find it on this same page of theirs."),
    )
