"""Answers in words."""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import ngettext

from .base import OTHER, Choice


def in_people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}


def in_any_direction(text: Any) -> str:
    return format_html('<span dir="auto">{}</span>', text) if str(text) else ""


def told(choices: list[Choice], keys: list[str], words: str) -> list[str]:
    """The texts of choices, words standing behind “something else”."""
    names = dict(choices)
    return [
        f"{names.get(key, key)}: {words}" if key == OTHER and words else names.get(key, key)
        for key in keys
    ]
