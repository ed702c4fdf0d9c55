"""Amounts of goods and money, kept as whole hundredths so that sums are exact on both engines."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext_lazy as _

MOST = 1_000_000
"""Of anything, at once."""
LEFT_TO_RIGHT = "\u200e"
PLAIN = re.compile(r"-?\d*\.?\d*")
POINTS = str.maketrans({",": ".", "٫": "."})


class TooLittle(Exception):
    """Less is left than somebody wants, or somebody else was quicker; there are ``left``."""

    def __init__(self, left: int) -> None:
        super().__init__()
        self.left = left


def number(hundredths: int) -> str:
    """As it is written where the reader is: 12, 2.50."""
    whole = hundredths % 100 == 0
    amount = as_decimal(hundredths)
    text = number_format(amount, decimal_pos=0 if whole else 2, use_l10n=True, force_grouping=True)
    # In a line that runs from right to left, a minus alone would move behind its number.
    return f"{LEFT_TO_RIGHT}{text}" if hundredths < 0 and get_language_bidi() else text


def as_decimal(hundredths: int) -> Decimal:
    """As programs and forms read it."""
    return Decimal(hundredths) / 100


class Hundredths(forms.DecimalField):
    """A number above zero, with at most two places after a point or a comma; cleans to whole
    hundredths."""

    def __init__(self, **options: Any) -> None:
        first: dict[str, Any] = {
            "min_value": 0,
            "max_value": MOST,
            "decimal_places": 2,
            "widget": forms.TextInput({"inputmode": "decimal", "size": 12, "autocomplete": "off"}),
            "error_messages": {
                "invalid": _("Please write a number, such as 3 or 2.50."),
                "max_decimal_places": _("Please write at most two places after the point."),
                "min_value": _("Please write a number above zero."),
            },
        }
        super().__init__(**first | options)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.translate(POINTS).strip()
            if not PLAIN.fullmatch(value):  # "1e5" is a number to Python, and a slip to everyone
                raise ValidationError(self.error_messages["invalid"])
        return super().to_python(value)

    def clean(self, value: Any) -> int | None:
        amount = super().clean(value)
        if amount is None:
            return None
        if amount == 0:
            raise ValidationError(self.error_messages["min_value"])
        return int(amount * 100)
