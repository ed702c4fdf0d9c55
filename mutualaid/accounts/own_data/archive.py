"""A person's data as a file to take along."""

import json
import zipfile
from io import BytesIO
from typing import Any

from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import get_language, get_language_bidi, override

from mutualaid.accounts.models import User
from mutualaid.hooks import HeldFile

from .queries import held

FOR_PROGRAMS = "en-programs"
"""English with days as in ISO 8601: see `mutualaid.formats`."""


def archive(user: User) -> bytes:
    """A ZIP file with ``my-data.html`` to read, ``my-data.json`` for programs, and files.

    What is sealed is opened for each of the two, and noted so.
    """
    sections = held(user)
    with override(FOR_PROGRAMS):
        told = for_programs(held(user))
    values = (value for section in sections for _what, value in section["rows"])
    files = [value for value in values if isinstance(value, HeldFile)]
    context = {"sections": sections, "language": get_language(), "bidi": get_language_bidi()}
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("my-data.html", render_to_string("accounts/archive.html", context))
        file.writestr("my-data.json", json.dumps(told, ensure_ascii=False, indent=1))
        for each in files:
            file.writestr(each.name, each.content)
    return written.getvalue()


def for_programs(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same whatever language its person reads."""
    return [
        {
            "title": str(section["title"]),
            "held": [
                {"what": slugify(what, allow_unicode=True), "value": str(value)}
                for what, value in section["rows"]
            ],
        }
        for section in sections
    ]
