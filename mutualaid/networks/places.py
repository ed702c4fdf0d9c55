"""A place, pasted from a map, made coarse. Where exactly it was is forgotten at once."""

import re
import unicodedata
from urllib.parse import unquote

import h3

RESOLUTION = 8
"""About 0.7 square kilometers."""

NUMBER = r"([-+]?\d{1,3}(?:\.\d+)?)"
DEGREES = r"([-+]?\d{1,3}[.,]\d+)\s*°?\s*([NS])?\s*[,;\s]\s*([-+]?\d{1,3}[.,]\d+)\s*°?\s*([EW])?"
LINKS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"!3d{NUMBER}!4d{NUMBER}",
        rf"[?&#]mlat={NUMBER}&mlon={NUMBER}",
        rf"map=[\d.]+/{NUMBER}/{NUMBER}",
        rf"[?&](?:q|ll|sll|query|center|destination|daddr|cp)=(?:loc:)?{NUMBER}[,~]{NUMBER}",
        rf"@{NUMBER},{NUMBER}",
        rf"geo:{NUMBER},{NUMBER}",
    )
]
SAME = {"−": "-", "٫": ".", "،": ",", "؛": ";"}
TYPED = re.compile(DEGREES, re.IGNORECASE)


class NoPlace(ValueError):
    """These words do not say where."""


def cell_of(text: str) -> str:
    """The h3 cell of a map's link or of ``latitude, longitude``. Raises `NoPlace`."""
    latitude, longitude = coordinates(plain(unquote(text)))
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise NoPlace(text)
    return h3.latlng_to_cell(latitude, longitude, RESOLUTION)


def middle_of(cell: str) -> str:
    """Coordinates that `cell_of` makes the same cell again; empty for none."""
    return "{:.4f}, {:.4f}".format(*h3.cell_to_latlng(cell)) if cell else ""


def plain(text: str) -> str:
    """Digits of any script as 0 to 9, and no invisible marks."""
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else SAME.get(sign, sign)
        for sign in text
        if unicodedata.category(sign) != "Cf"
    )


def coordinates(text: str) -> tuple[float, float]:
    for link in LINKS:
        if found := link.search(text):
            return float(found[1]), float(found[2])
    if "://" in text or not (found := TYPED.search(text)):
        raise NoPlace(text)
    south, west = (found[2] or "").upper() == "S", (found[4] or "").upper() == "W"
    latitude, longitude = (float(found[group].replace(",", ".")) for group in (1, 3))
    return -latitude if south else latitude, -longitude if west else longitude
