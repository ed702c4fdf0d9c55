"""What people change about their account."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mutualaid.accounts.forms import DisplayName
from mutualaid.forms import Form, languages


class NamesForm(Form):
    display_name = DisplayName()
    language = forms.ChoiceField(label=_("Language"), choices=languages, widget=forms.RadioSelect)
