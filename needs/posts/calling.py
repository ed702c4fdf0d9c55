"""From how somebody can be reached to one tap that calls them."""

import re
from typing import NamedTuple

from mutualaid.networks.places import plain

PHONE = re.compile(r"\+?\d[\d\s().-]{4,}\d")


class Call(NamedTuple):
    number: str
    """Empty where there is none."""
    ready: str
    """Words for a text message; nothing of what was asked for: others look on."""


def call_to(contact: str, ready: str) -> Call:
    found = PHONE.search(plain(contact))
    return Call(re.sub(r"[^\d+]", "", found[0]) if found else "", ready)
