"""The kinds of need of one network: those that it adds are agreements, whose kind is their slug."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Prefetch, prefetch_related_objects

from mutualaid.fields import Texts
from mutualaid.networks.concerns.things import marked
from mutualaid.networks.models import Agreement, Network
from needs.categories import CATEGORIES, KINDS, Kind, beneath

BEGINNING = "category"
LONGEST_SLUG = 30
"""With what it begins with, it fits the kind of an agreement."""


def agreement_about(slug: str) -> str:
    """The kind of the agreements about the category that bears this slug."""
    return f"{BEGINNING}:{slug}"


def kinds_of(network: Network) -> dict[str, Kind]:
    """All kinds of need here by slug, shipped and own, each followed by those beneath it. However
    often it is asked of the same object, the database is asked once."""
    own = own_kinds(network)
    if not own:
        return KINDS
    order = {slug: place for place, slug in enumerate(CATEGORIES)}
    found = (KINDS | own).items()
    return dict(sorted(found, key=lambda each: order[each[1].under or each[0]]))


def kind_in(network: Network, slug: str) -> Kind:
    """One of them; of those that are shipped, the database is not asked."""
    return KINDS.get(slug) or own_kinds(network)[slug]


class Offered(NamedTuple):
    """A kind as it is offered, with those beneath it."""

    slug: str
    name: Any
    beneath: list[tuple[str, Any]]


def offered_in(network: Network) -> dict[str, Offered]:
    """All kinds that one can choose here, by slug."""
    kinds = {slug: kind for slug, kind in kinds_of(network).items() if not kind.retired}
    return {
        slug: Offered(
            slug,
            kind.name,
            [(below, each.name) for below, each in kinds.items() if each.under == slug],
        )
        for slug, kind in kinds.items()
    }


def family_of(network: Network, slug: str) -> list[str]:
    """All kinds of the first level's kind to which this one belongs: who lacks food for a baby may
    find it where meals are given."""
    return beneath(kind_in(network, slug).under or slug, kinds_of(network))


def asked_about(network: Network) -> dict[str, Any]:
    """What a survey may ask about: the first level, and what was added here, slug to name."""
    # As text: where one chooses, Django takes a dictionary for a group.
    own = {slug: str(kind.name) for slug, kind in own_kinds(network).items()}
    return CATEGORIES | own


def own_kinds(network: Network) -> dict[str, Kind]:
    """Those that were added here."""
    about = Agreement.objects.filter(kind__startswith=f"{BEGINNING}:").order_by("number")
    prefetch_related_objects(
        [network], Prefetch("agreements", marked(about), to_attr="about_categories")
    )
    agreed: list[Agreement] = network.about_categories  # type: ignore[attr-defined]
    return _standing(agreed)


def _standing(agreed: Iterable[Agreement]) -> dict[str, Kind]:
    """What holds of each. Who once stood beneath care, or was said to ask for it, always does.
    Words that a concern hides give way to those before, else to the name of what is above."""
    own: dict[str, Kind] = {}
    for each in agreed:
        slug, under = each.kind.partition(":")[2], KINDS[each.value["under"]]
        name: Any = Texts(each.value["name"])
        if each.hidden:  # type: ignore[attr-defined]
            name = own[slug].name if slug in own else under.name
        own[slug] = Kind(
            name,
            each.value["under"],
            care=each.value["care"] or under.care or (slug in own and own[slug].care),
            retired=each.value["retired"],
        )
    return own


def as_choices(kinds: Mapping[str, Kind]) -> list[tuple[str, str]]:
    """For a field in which one is chosen; what stands beneath another is set in."""
    return [
        (slug, f"– {kind.name}" if kind.under else str(kind.name)) for slug, kind in kinds.items()
    ]
