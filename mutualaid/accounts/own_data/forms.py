"""Being sure, before one is erased."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mutualaid.forms import Form


class EraseForm(Form):
    sure = forms.BooleanField(
        label=_("Yes, erase me for good"),
        error_messages={"required": _("Tick this if you are sure.")},
    )
