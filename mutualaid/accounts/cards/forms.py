"""What is typed from a card, and what its page sends."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mutualaid.accounts.forms import Shared
from mutualaid.forms import CodeInput, Form


class CardCodeForm(Form):
    code = forms.CharField(
        label=_("A code from your card"),
        help_text=_("Twelve letters and numbers. Capitals and hyphens do not matter."),
        max_length=40,
        widget=CodeInput,
    )
    shared = Shared()


class PrintForm(Form):
    """A secret of the page that prints a card, so that sent again it prints the same one."""

    batch = forms.CharField(widget=forms.HiddenInput, min_length=32, max_length=64)
