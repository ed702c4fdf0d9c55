"""What is ticked before a network is destroyed; nothing here is stored."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mutualaid.forms import Form
from mutualaid.networks.lockdown.services.giving import MOST_NEEDED


class WipeAgreementForm(Form):
    needed = forms.TypedChoiceField(
        label=_("How many of us together may destroy everything?"),
        choices=[(number, str(number)) for number in range(2, MOST_NEEDED + 1)],
        coerce=int,
        widget=forms.RadioSelect,
    )


class WipeForm(Form):
    sure = forms.BooleanField(
        label=_("Yes, I want all of it destroyed for good"),
        error_messages={"required": _("Tick this if you are sure.")},
    )
