"""A place, pasted from a map, made coarse: where exactly it was is forgotten at once. And the cells
around a network's middle, numbered and in words, from which its members choose."""

import re
import unicodedata
from functools import cache
from math import atan2, cos, pi, radians
from typing import NamedTuple
from urllib.parse import unquote

import h3
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

RESOLUTION = 8
"""About 0.7 square kilometers."""
RINGS = 3
"""Of cells around the middle: as far as one goes on foot."""
DIRECTIONS = (
    gettext_lazy("north"),
    gettext_lazy("north-east"),
    gettext_lazy("east"),
    gettext_lazy("south-east"),
    gettext_lazy("south"),
    gettext_lazy("south-west"),
    gettext_lazy("west"),
    gettext_lazy("north-west"),
)

KM = 111.2
"""A degree of latitude."""

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


class Place(NamedTuple):
    """One of the cells around a network's middle."""

    number: int
    cell: str
    direction: int
    """Where it lies from the middle: which of `DIRECTIONS`."""
    km: int
    """How far; none in the middle itself."""
    east: float
    south: float
    """Where it stands on a map, in kilometers from the middle."""

    def __str__(self) -> str:
        """As it is found on a map."""
        return f"{self.number} · {self.words}"

    @property
    def words(self) -> str:
        """As it is told where no map is near."""
        if not self.km:
            return _("the middle")
        return _("%(direction)s, %(km)s km") % {
            "direction": DIRECTIONS[self.direction],
            "km": self.km,
        }


@cache
def places_around(middle: str) -> dict[str, Place]:
    """The cells among which one chooses, by name, the nearest first; none without a middle."""
    if not middle:
        return {}
    found = []
    for ring in range(RINGS + 1):
        for cell in h3.grid_ring(middle, ring):
            east, south = _from(middle, h3.cell_to_latlng(cell))
            found.append((ring, round(atan2(east, -south) % (2 * pi), 3), cell, east, south))
    return {
        cell: Place(
            number=number,
            cell=cell,
            direction=round(angle / (pi / 4)) % 8,
            km=max(1, round((east**2 + south**2) ** 0.5)) if ring else 0,
            east=east,
            south=south,
        )
        for number, (ring, angle, cell, east, south) in enumerate(sorted(found), start=1)
    }


@cache
def outline(middle: str) -> list[tuple[float, float]]:
    """The corners of a cell, in kilometers east and south of its middle. Those around it look as
    good as the same."""
    return [_from(middle, corner) for corner in h3.cell_to_boundary(middle)]


def _from(middle: str, point: tuple[float, float]) -> tuple[float, float]:
    """How many kilometers east and south of the middle; right for a neighborhood, not for a
    continent."""
    latitude, longitude = h3.cell_to_latlng(middle)
    north, east = point
    around = (east - longitude + 180) % 360 - 180  # also across the day line
    return around * KM * cos(radians(latitude)), (latitude - north) * KM


@cache
def rings_from(middle: str, near: str) -> list[list[str]]:
    """The same cells as seen from one of them: it and those around it, then ring by ring."""
    away: dict[int, list[str]] = {}
    for cell in places_around(middle):
        away.setdefault(max(1, h3.grid_distance(near, cell)), []).append(cell)
    return [away[ring] for ring in sorted(away)]


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
