"""Time zones, as people know them: by a city near them."""

import zoneinfo
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from pathlib import Path

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CONTINENTS: dict[str, Promise] = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic Ocean"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
}


class ZoneSelect(forms.Select):
    """The longest list of ours, drawn by a short template."""

    option_template_name = "networks/zone_option.html"


@cache
def cities() -> list[tuple[Promise, list[tuple[str, str]]]]:
    """By continent: the zones there, each with its city in words."""
    zones = sorted(zone for zone in names() if continent_of(zone) in CONTINENTS)
    return [
        (CONTINENTS[continent], [(zone, city_of(zone)) for zone in sorted(there, key=city_of)])
        for continent, there in groupby(zones, key=continent_of)
    ]


def names() -> Iterable[str]:
    """Each place once, where this computer tells which names are only older ones."""
    tables = [Path(folder, "zone.tab") for folder in zoneinfo.TZPATH]
    for table in filter(Path.is_file, tables):
        lines = table.read_text().splitlines()
        return [line.split()[2] for line in lines if not line.startswith("#")]
    return zoneinfo.available_timezones()


def continent_of(zone: str) -> str:
    return zone.split("/")[0]


def city_of(zone: str) -> str:
    """America/Argentina/Buenos_Aires is Buenos Aires, Argentina."""
    return ", ".join(reversed(zone.replace("_", " ").split("/")[1:])) or zone
