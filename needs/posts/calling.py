"""From how somebody can be reached to one tap that calls them."""

import re
from typing import NamedTuple

from django.utils.translation import get_language

from mutualaid.networks.places import plain

from .models import Need

PHONE = re.compile(r"\+?\d[\d\s().-]{4,}\d")


class Call(NamedTuple):
    number: str
    """Empty where there is none."""
    ready: str
    """Words for a text message; nothing of what was asked for: others look on."""


def language_of(need: Need) -> str:
    """In which its owner is written to: the reader's, where both speak it; else one of theirs. Of
    who chose none, that of their account, or the network's first."""
    reader = get_language() or "en"
    if reader in need.languages:
        return reader
    if not need.languages and need.by and need.by.user:
        return need.by.user.language
    return next(iter(need.languages or need.network.languages), reader)


def call_to(contact: str, ready: str) -> Call:
    found = PHONE.search(plain(contact))
    return Call(re.sub(r"[^\d+]", "", found[0]) if found else "", ready)
