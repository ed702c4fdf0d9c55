"""Sizes of paper that we print on, and until when it should lie about."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

SHRED_AFTER = timedelta(days=7)
"""How long a sheet with names may be of use."""
SIZES = {"a4": "css/paper-a4.css", "letter": "css/paper-letter.css"}


def paper(size: str | None) -> dict[str, Any]:
    """``paper``, its size (A4 where it is none of ours), and ``paper_css``."""
    size = size if size in SIZES else "a4"
    return {"paper": size, "paper_css": SIZES[size]}


def shred(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001
    """Context processor: by when what is printed from a page should be shredded."""
    return {"shred_after": shred_after}


def shred_after() -> date:
    return timezone.localdate() + SHRED_AFTER
