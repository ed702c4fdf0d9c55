"""How a table writes down what is shared, and reads it again, in any of our languages."""

import re
from collections.abc import Iterable
from datetime import time
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from mutualaid.fields import language_name
from mutualaid.networks.models import Network
from mutualaid.spreadsheets.words import plain
from needs.own_categories.queries import kinds_of
from resources.items.models import Item, Window

COLUMNS = {
    "name": _("What it is"),
    "kind": _("Of which sort"),
    "level": _("How well"),
    "category": _("What it is good for"),
    "quantity": _("How many"),
    "hours": _("Hours a month"),
    "languages": _("Languages"),
    "times": _("When"),
    "cell": _("Where, roughly"),
    "audience": _("Who may ask"),
    "for_circle": _("Only which circle"),
    "circle": _("Held by the circle"),
    "state": _("Can it be had now"),
    "conditions": _("To heed"),
    "sure_on": _("Sure on"),
}
"""Of a table of things, in their order."""

TIME = re.compile(r"(\S+)\s+(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)")


def names_of(choices: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    """Every way to write a choice, in plain words: its key, and its words in each language."""
    names: dict[str, Any] = {}
    for code, _name in reversed(settings.LANGUAGES):
        with translation.override(code):
            names |= {plain(str(words)): key for key, words in choices}
    return names | {plain(str(key)): key for key, _words in choices}


@cache
def columns() -> dict[str, str]:
    return names_of(COLUMNS.items())


@cache
def kinds() -> dict[str, str]:
    return names_of(Item.Kind.choices)


@cache
def levels() -> dict[str, str]:
    return names_of(Item.Level.choices)


@cache
def audiences() -> dict[str, str]:
    return names_of(Item.Audience.choices)


def categories(network: Network) -> dict[str, str]:
    """Its own too, which may be added any day."""
    return names_of([(slug, kind.name) for slug, kind in kinds_of(network).items()])


@cache
def states() -> dict[str, str]:
    """Of what is taken out no table tells."""
    there = (Item.State.SHARED, Item.State.PAUSED)
    return names_of([(state, state.label) for state in there])


@cache
def languages() -> dict[str, str]:
    return names_of([(code, language_name(code)) for code, _name in settings.LANGUAGES])


@cache
def weekdays() -> dict[str, int]:
    return names_of(WEEKDAYS.items())


def times_in_words(windows: Iterable[Window]) -> str:
    """``Friday 09:00–17:00; Saturday 10:00–12:00``."""
    return "; ".join(
        f"{WEEKDAYS[each.weekday]} {each.start:%H:%M}–{each.end:%H:%M}" for each in windows
    )


def times_of(text: str) -> list[tuple[int, time, time]]:
    """Weekday, start and end of each. Raises ValueError."""
    found = []
    for piece in filter(None, map(str.strip, re.split("[;؛\n]", text))):
        match = TIME.fullmatch(piece)
        if match is None or plain(match[1]) not in weekdays():
            raise ValueError(piece)
        start, end = (time.fromisoformat(each.zfill(5)) for each in match.group(2, 3))
        if start >= end:
            raise ValueError(piece)
        found.append((weekdays()[plain(match[1])], start, end))
    return found
