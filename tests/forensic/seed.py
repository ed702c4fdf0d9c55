"""Puts a canary into every sealed field, the way people do; prints them as JSON.

Run as a process of its own in an installation. A sealed field without a seed here fails the test.
"""

import json
from collections.abc import Callable
from typing import Any

import django

SEEDS: dict[str, Callable] = {}
"""``app.Model.field`` → puts a canary there, and returns what must be found nowhere else."""


def seed(*labels: str) -> Callable:
    def keep(function: Callable) -> Callable:
        for label in labels:
            SEEDS[label] = function
        return function

    return keep


def canary(label: str) -> str:
    return f"canary-{label.lower().replace('.', '-').replace('_', '-')}-7f3a91"


def sealed_fields() -> set[str]:
    from django.apps import apps
    from django.db.models import BinaryField

    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, BinaryField) and field.name != "wrapped"
    }


def sow() -> dict[str, Any]:
    """Every canary, by the field that holds it under seal; by which link who signs in; and what
    pages there are."""
    from mutualaid.accounts.signing_in.services import sign_in_link

    from . import canaries, walk

    cast = canaries.Cast()
    found = {label: SEEDS[label](cast, canary(label)) for label in sorted(SEEDS)}
    return {
        "canaries": found,
        "links": {user.display_name: sign_in_link(user=user) for user in cast.people},
        "fields": sorted(sealed_fields()),
        "pages": walk.addresses(cast.amina),
        **cast.told,
    }


if __name__ == "__main__":
    django.setup()
    from tests.forensic import seed as this

    print(json.dumps(this.sow()))
