"""A map of cells as SVG: nothing of it lies closer than they are, and no map server is asked."""

from typing import Any

from mutualaid.networks.places import Place, outline, places_around

KM = 100
"""Units of the drawing for a kilometer."""
EDGE = 60
"""Around the middles of the outermost cells."""


def drawn(middle: str, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What the template draws: all places with their numbers, those of an ``area`` of ``rows``
    marked and leading to its ``url``. None for a network that does not say where it is."""
    places = [*places_around(middle).values()]
    if not places:
        return None
    of_area = {place.cell: row for row in rows for place in row["area"].places}
    counted = {_midmost(row["area"].places).cell: row["area"].needs for row in rows}
    corners = " ".join(f"{east * KM:.0f},{south * KM:.0f}" for east, south in outline(middle))
    left, top, width, height = _box(places)
    return {
        "corners": corners,
        "box": f"{left} {top} {width} {height}",
        "cells": [
            {
                "number": place.number,
                "x": round(place.east * KM),
                "y": round(place.south * KM),
                "url": of_area[place.cell]["url"] if place.cell in of_area else "",
                "count": counted.get(place.cell, ""),
            }
            for place in places
        ],
    }


def _box(places: list[Place]) -> tuple[int, int, int, int]:
    across = [round(place.east * KM) for place in places]
    down = [round(place.south * KM) for place in places]
    left, top = min(across) - EDGE, min(down) - EDGE
    return left, top, max(across) + EDGE - left, max(down) + EDGE - top


def _midmost(places: list[Place]) -> Place:
    """Where the count of an area is written."""
    east = sum(place.east for place in places) / len(places)
    south = sum(place.south for place in places) / len(places)
    return min(places, key=lambda each: (each.east - east) ** 2 + (each.south - south) ** 2)
