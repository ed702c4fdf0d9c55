"""A directory that a member sends."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mutualaid.forms import Form
from mutualaid.spreadsheets.reader import MAX_BYTES, too_large

from .reading import Directory, read


class DirectoryForm(Form):
    mark_optional = False

    directory = forms.FileField(
        label=_("The file"),
        help_text=_("HSDS 3, as JSON, up to 5 MB: many city and library directories offer it."),
        allow_empty_file=True,
    )

    def clean_directory(self) -> Directory:
        file = self.cleaned_data["directory"]
        if file.size > MAX_BYTES:
            raise too_large(file.size)
        directory = read(file.read())
        if not directory.services:
            raise ValidationError(_("There is no service in this file that we can list."))
        return directory
