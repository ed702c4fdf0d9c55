"""Suggesting a category, or to change one; it holds once a second member says yes."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify

from mutualaid.db import lock_row
from mutualaid.fields import Texts
from mutualaid.networks.agreements.services import suggest
from mutualaid.networks.models import Member, Network

from .queries import BEGINNING, LONGEST_SLUG, agreement_about

OWN = "own"
"""Slugs of a network's own begin so, and so never become those of a shipped one."""


@transaction.atomic
def add_category(*, by: Member, name: Texts, under: str, care: bool) -> bool:
    """Suggest one beneath a category of the first level: whether it holds at once. Suggested again
    just so, it is the one that is there. Raises `PermissionDenied`."""
    network = lock_row(Network.objects.all(), pk=by.network_id)
    value = {"name": name, "under": under, "care": care, "retired": False}
    taken: dict[str, Any] = {}
    for rows in (network.agreements, network.suggestions):
        found = rows.filter(kind__startswith=f"{BEGINNING}:")
        taken |= dict(found.values_list("kind", "value"))
    same = (kind for kind, stands in taken.items() if stands == value)
    return suggest(by=by, kind=next(same, "") or _free(name, taken), value=value)


def _free(name: Texts, taken: dict[str, Any]) -> str:
    """The kind of an agreement that there is not yet."""
    words = next(filter(None, map(slugify, name.values())), "")
    slug = "-".join(filter(None, [OWN, words]))[: LONGEST_SLUG - 4].strip("-")
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    kinds = map(agreement_about, [slug, *numbered])
    return next(kind for kind in kinds if kind not in taken)


@transaction.atomic
def change_category(*, by: Member, slug: str, **changed: Any) -> bool:
    """Suggest another ``name`` or ``under``, that it asks for ``care``, or is ``retired`` or not:
    whether it holds at once. Raises `PermissionDenied`."""
    return suggest(by=by, kind=agreement_about(slug), value=changed)
