"""A person's data as a file to take along."""

import json
import zipfile
from io import BytesIO
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi


def archive(sections: list[dict[str, Any]]) -> bytes:
    """A ZIP file with ``my-data.html`` to read and ``my-data.json`` for programs."""
    told = [
        {
            "title": str(section["title"]),
            "held": [{"what": str(what), "value": str(value)} for what, value in section["rows"]],
        }
        for section in sections
    ]
    context = {"sections": sections, "language": get_language(), "bidi": get_language_bidi()}
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("my-data.html", render_to_string("accounts/archive.html", context))
        file.writestr("my-data.json", json.dumps(told, ensure_ascii=False, indent=1))
    return written.getvalue()
