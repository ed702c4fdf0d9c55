"""What is typed about a purse; nothing here is stored."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mutualaid.forms import Form, Line, Once
from mutualaid.pictures.fields import PictureField
from resources.ledgers.amounts import Hundredths

from .currencies import CURRENCIES
from .models import PurseEntry

RECEIPT_SIDE = 1280
"""The most pixels across a receipt, so that small print is read."""


class ReceiptFields(Form):
    receipt = PictureField(
        RECEIPT_SIDE,
        label=_("A picture of the receipt"),
        help_text=_("All who read the book see it. JPEG, PNG or WebP, at most 10 MB."),
        required=False,
    )

    def clean_receipt(self) -> bytes | None:
        made = self.cleaned_data["receipt"]
        return made[0] if made else None


class ReceiptForm(ReceiptFields):
    """To one that was written before."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.fields["receipt"].required = True


class MoneyInForm(Once, ReceiptFields):
    amount = Hundredths(label=_("How much?"))
    way = forms.ChoiceField(
        label=_("Where is it from?"),
        choices=[(way, way.label) for way in PurseEntry.COMING],
        initial=PurseEntry.Way.GIVEN,
        widget=forms.RadioSelect,
    )
    words = Line(
        label=_("What for?"),
        help_text=_("All members read this. For example: from the soup evening."),
        max_length=200,
        required=False,
    )
    named = forms.BooleanField(
        label=_("Show my name beside it"),
        help_text=_("Else nobody can tell who wrote it, and we keep it nowhere."),
        required=False,
    )


class MoneyOutForm(Once, ReceiptFields):
    amount = Hundredths(label=_("How much?"))
    words = Line(
        label=_("What for?"),
        help_text=_("All members read this, and your name beside it."),
        max_length=200,
    )


class CurrencyForm(Form):
    currency = forms.ChoiceField(
        label=_("In which money?"), choices=[(code, code) for code in CURRENCIES]
    )
