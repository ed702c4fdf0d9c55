"""Sizes of paper that we print on."""

from typing import Any

SIZES = {"a4": "css/paper-a4.css", "letter": "css/paper-letter.css"}


def paper(size: str | None) -> dict[str, Any]:
    """``paper``, its size (A4 where it is none of ours), and ``paper_css``."""
    size = size if size in SIZES else "a4"
    return {"paper": size, "paper_css": SIZES[size]}
