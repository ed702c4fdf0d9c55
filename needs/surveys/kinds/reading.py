"""Reading what was sent, or typed off a paper form."""

import math
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mutualaid.forms import UNKNOWN_CHARACTERS, tidy

from .base import Choice


def text_of(part: Any) -> str:
    """A part that is one text; a forged list or nothing reads as empty."""
    return part.strip() if isinstance(part, str) else ""


def list_of(part: Any) -> list[str]:
    """A part that is a list of texts; one text reads as a list of one."""
    parts = part if isinstance(part, list) else [part]
    return [text for each in parts if (text := text_of(each))]


def clean_words(part: Any, limit: int) -> str:
    """Words in one writing of line ends and blanks. Raises ValidationError."""
    text = re.sub(r"\r\n?", "\n", str(tidy(text_of(part)))).replace("\t", " ").strip()
    if any(sign != "\n" and unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
        raise ValidationError(UNKNOWN_CHARACTERS)
    if len(text) > limit:
        raise ValidationError(
            _("This has %(length)s characters. Please shorten it to %(limit)s.")
            % {"length": len(text), "limit": limit}
        )
    return text


def must_be_offered(offered: Iterable[str], keys: Iterable[str]) -> None:
    if not set(offered).issuperset(keys):
        raise ValidationError(_("Choose from the answers that are offered here."))


def number_between(text: str, least: float, most: float) -> float:
    """The number that was written, in any script's digits, with a point or a comma."""
    try:
        number = float(text.replace(",", ".").replace("٫", "."))
    except ValueError:
        number = math.nan
    if math.isnan(number):
        raise ValidationError(_("Write a number, such as 4."))
    if not least <= number <= most:
        raise ValidationError(
            _("Write a number from %(least)s to %(most)s.") % {"least": least, "most": most}
        )
    return int(number) if number == int(number) else number


def numbered(choices: list[Choice], number: str) -> Choice:
    """The choice with that number on the printed form."""
    if not re.fullmatch(r"\d{1,4}", number) or not 1 <= int(number) <= len(choices):
        raise ValidationError(
            _("There is no number “%(number)s” here. Write 1 to %(most)s.")
            % {"number": number, "most": len(choices)}
        )
    return choices[int(number) - 1]


def picked(choices: list[Choice], text: str) -> tuple[list[str], str]:
    """Leading numbers as choices, and the words after them."""
    leading = re.compile(r"(?:\d{1,3}(?:[\s,.;:)]+|$))*").match(text := text.strip())
    numbers = leading[0] if leading else ""
    keys = [numbered(choices, number).key for number in re.findall(r"\d+", numbers)]
    words = text[len(numbers) :]
    return keys, words
