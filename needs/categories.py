"""Kinds of need, shared by surveys, needs and resources: a tree that a network may add to.

The first level is what surveys ask about; beneath it stands what people mostly ask for, in the
words that they use.
"""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CATEGORIES = {
    "food": _("Food and meals"),
    "water": _("Drinking water"),
    "housing": _("A place to live"),
    "repairs": _("Repairs at home"),
    "energy": _("Heating and electricity"),
    "household": _("Things for the home"),
    "clothing": _("Clothes and blankets"),
    "hygiene": _("Washing, toilets, hygiene"),
    "health": _("Health and medicine"),
    "mental-health": _("Someone to talk to"),
    "childcare": _("Looking after children"),
    "elder-care": _("Help for old or ill people"),
    "transport": _("Getting around"),
    "tools": _("Tools and machines"),
    "paperwork": _("Letters, forms, authorities"),
    "legal": _("Legal advice"),
    "language": _("Interpreting, learning a language"),
    "phones": _("Phone, internet, computers"),
    "money": _("Money for bills"),
    "work": _("Work and income"),
    "learning": _("Learning and school"),
    "pets": _("Pets"),
    "safety": _("Protection from violence"),
    "emergency": _("Floods, outages, emergencies"),
    "company": _("Company, doing things together"),
    "other": _("Something else"),
}
"""The first level, slug to name, in the order in which they are offered."""

URGENCIES = {
    "now": _("Now: within a day or two"),
    "soon": _("Soon: within some weeks"),
    "later": _("Later: it can wait"),
}


class Kind(NamedTuple):
    """One kind of need; ``under`` is the slug of the kind above it, empty on the first level."""

    name: Promise | str
    under: str = ""
    care: bool = False
    """Whether who answers could hurt somebody: on no open board, with two helpers who have
    standing."""
    retired: bool = False
    """Whether it is offered no more; what is of it already stays so."""


BENEATH: dict[str, dict[str, Promise]] = {
    "food": {
        "groceries": _("Shopping for food"),
        "meals": _("A cooked meal"),
        "baby-food": _("Food for a baby"),
    },
    "housing": {
        "night": _("A bed for some nights"),
        "moving": _("Moving house"),
        "eviction": _("About to lose a home"),
    },
    "repairs": {
        "electric": _("Lights, sockets, electric devices"),
        "plumbing": _("Water pipes and drains"),
        "building": _("Doors, windows, roof, walls"),
        "clearing": _("Clearing up and cleaning"),
        "garden": _("Garden and yard"),
        "engines": _("A car or a machine that is broken"),
    },
    "energy": {"generator": _("Electricity during an outage"), "stove": _("A heater or stove")},
    "household": {"furniture": _("Furniture"), "appliances": _("Fridge, cooker, washing machine")},
    "hygiene": {
        "washroom": _("A shower, toilet or washing machine to use"),
        "sanitary": _("Soap, pads, diapers"),
    },
    "health": {
        "medicine": _("Medicine"),
        "prescriptions": _("Fetching a prescription"),
        "first-aid": _("First aid, wounds"),
    },
    "mental-health": {"phone-call": _("A regular phone call"), "grief": _("After a death")},
    "childcare": {"after-school": _("After school"), "night-shift": _("During a night shift")},
    "elder-care": {
        "personal-care": _("Washing, dressing, eating"),
        "visits": _("A visit now and then"),
        "errands": _("Errands, post, bins"),
    },
    "transport": {
        "appointment": _("A lift to an appointment"),
        "carrying": _("Carrying something large"),
        "bicycle": _("A bicycle, or its repair"),
    },
    "tools": {"hand-tools": _("Hand and power tools"), "pumps": _("Pumps and heavy machines")},
    "paperwork": {
        "forms": _("Filling in a form"),
        "guidance": _("Finding out where to turn to"),
    },
    "phones": {"set-up": _("Setting something up"), "charging": _("Charging, or getting online")},
    "pets": {"dog-walks": _("Walking a dog"), "boarding": _("A place for an animal for a while")},
    "emergency": {
        "shelter": _("Shelter"),
        "cleanup": _("Clearing up after a flood or storm"),
        "missing": _("Looking for somebody"),
        "protection": _("Masks, gloves, protective clothes"),
    },
}
"""The second level, by the slug of the first."""

CARE = {"childcare", "safety", "medicine", "first-aid", "personal-care"}


def _tree() -> dict[str, Kind]:
    kinds = {}
    for slug, name in CATEGORIES.items():
        kinds[slug] = Kind(name, care=slug in CARE)
        for below, words in BENEATH.get(slug, {}).items():
            kinds[below] = Kind(words, slug, care=below in CARE or slug in CARE)
    return kinds


KINDS = _tree()
"""Both levels by slug, each kind followed by those beneath it. Together with those of a network's
own, they are its `own_categories.queries.kinds_of`."""


def beneath(slug: str, kinds: Mapping[str, Kind] = KINDS) -> list[str]:
    """A kind, and all those beneath it."""
    return [slug, *(each for each, kind in kinds.items() if kind.under == slug)]
