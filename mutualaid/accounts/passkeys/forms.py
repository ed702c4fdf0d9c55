"""What a browser sends for a new passkey."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mutualaid.forms import Form

from .webauthn import LONGEST


class PasskeyForm(Form):
    """A new passkey as the browser made it."""

    name = forms.CharField(
        label=_("What do you call this device?"),
        help_text=_("Such as: my phone"),
        max_length=40,
    )
    answer = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST)
