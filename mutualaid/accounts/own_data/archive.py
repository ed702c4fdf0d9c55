"""A person's data as a file to take along."""

import json
import zipfile
from io import BytesIO
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi

from mutualaid.hooks import HeldFile


def archive(sections: list[dict[str, Any]]) -> bytes:
    """A ZIP file with ``my-data.html`` to read, ``my-data.json`` for programs, and files."""
    told = [
        {
            "title": str(section["title"]),
            "held": [{"what": str(what), "value": str(value)} for what, value in section["rows"]],
        }
        for section in sections
    ]
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
