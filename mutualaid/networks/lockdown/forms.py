"""What people type about parts and codes; nothing here is stored."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from shamir_mnemonic import Share

from mutualaid.forms import CodeField, Form

from . import parts
from .services.giving import MOST_NEEDED

WORDS = {
    "rows": 4,
    "dir": "ltr",
    "lang": "en",
    "autocomplete": "off",
    "autocapitalize": "none",
    "spellcheck": "false",
    "data-secret": "",
}


class PartField(forms.CharField):
    """The words on one paper, as a `Share`."""

    def clean(self, value: Any) -> Share | None:
        typed = super().clean(value)
        try:
            return parts.read(typed) if typed else None
        except parts.NoPart as wrong:
            raise forms.ValidationError(str(wrong)) from wrong


class PartsForm(Form):
    """As many parts as can be needed: how many are is for those to know who hold them."""

    mark_optional = False

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for number in range(1, MOST_NEEDED + 1):
            self.fields[f"part_{number}"] = PartField(
                label=_("Paper %(number)s") % {"number": number},
                max_length=600,
                required=False,
                widget=forms.Textarea(WORDS),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        shares: dict[int, Share] = {}
        for name, share in list(cleaned.items()):
            if share and share == shares.get(share.index):
                self.add_error(name, _("This is the same paper as another one above."))
            elif share:
                shares[share.index] = share
        if not self.errors and not shares:
            self.add_error("part_1", _("Please type the words on your papers."))
        return {"shares": [share for share in cleaned.values() if share]}


class CodeForm(Form):
    code = CodeField(label=_("Your emergency code"))
