"""A spreadsheet in a form."""

from typing import Any

from django import forms

from mutualaid.spreadsheets.reader import MAX_BYTES, read, too_large


class TableField(forms.FileField):
    """A spreadsheet; cleans to a `Table`, or None."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, allow_empty_file=True, **options)

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > MAX_BYTES:
            raise too_large(file.size)
        return read(file.read())
