"""A field by which people send a picture."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mutualaid.uploads import MOST

from . import Busy, TooManyPixels, Unfit, made_anew


class PictureField(forms.FileField):
    """Cleans to JPEGs, one for each of the ``sides``, which are the most pixels across it."""

    def __init__(self, *sides: int, **options: Any) -> None:
        self.sides = sides
        first: dict[str, Any] = {
            "label": _("A picture"),
            "help_text": _("JPEG, PNG or WebP, at most 10 MB. Where and when it was taken is cut."),
            "widget": forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
            "allow_empty_file": True,
        }
        super().__init__(**first | options)

    def clean(self, data: Any, initial: Any = None) -> list[bytes] | None:
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > MOST:
            raise ValidationError(
                _("This picture is larger than 10 MB. Please choose a smaller one.")
            )
        try:
            return made_anew(file.read(), *self.sides)
        except TooManyPixels:
            raise ValidationError(
                _(
                    "This picture has more than 24 million dots. Please let your phone take or "
                    "save a smaller one."
                )
            ) from None
        except Unfit:
            raise ValidationError(
                _(
                    "We cannot open this picture. Please choose a JPEG, PNG or WebP; of any other, "
                    "a screenshot will do."
                )
            ) from None
        except Busy:
            raise ValidationError(
                _("Many are sending pictures just now. Please try again in a minute.")
            ) from None
