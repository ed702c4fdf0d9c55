"""From the database into lines: what is in a network's file.

The first line says what follows: the network's id, the migrations that its tables went through, and
for each model its columns and the number of its rows. Then each row is a line, model by model.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connections, models
from django.db.migrations.recorder import MigrationRecorder

from mutualaid.networks.models import Network
from mutualaid.sealed.keys import opened
from mutualaid.sealed.models import SERVER, DataKey

from . import scope


def lines(network: Network) -> Iterator[bytes]:
    """What its file holds; read within a `mutualaid.db.snapshot`.

    Raises `crypto.Tampered`, and `Unfit` if it cannot stand by itself.
    """
    queries = dict(scope.rows(network))
    keys = [_carried(key) for key in scope.data_keys(queries)]
    counts: dict[type[models.Model], int] = {DataKey: len(keys)}
    counts |= {model: queryset.count() for model, queryset in queries.items()}
    yield _line(
        {
            "network": network.pk,
            "migrations": migrations({model for model, count in counts.items() if count}),
            "models": [
                [model._meta.label, columns(model), count] for model, count in counts.items()
            ],
        }
    )
    closure = scope.Closure()
    for rows in (keys, *(queryset.order_by("pk").iterator() for queryset in queries.values())):
        for row in rows:
            closure.note(row)
            yield _line(_values(row))
    closure.check()


def _carried(key: DataKey) -> DataKey:
    """A key that only its server wraps goes along opened and under none, others as they are."""
    if key.under_id is None or key.under_id == SERVER:
        key.wrapped, key.instance_key = opened(key), ""
        key.under = None
    return key


def migrations(of: set[type[models.Model]]) -> dict[str, list[str]]:
    """Those that were applied, by app."""
    applied: dict[str, list[str]] = {model._meta.app_label: [] for model in of}
    for app, name in sorted(MigrationRecorder(connections["default"]).applied_migrations()):
        if app in applied:
            applied[app].append(name)
    return applied


def columns(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _values(row: models.Model) -> list[Any]:
    return [_plain(field, row) for field in row._meta.concrete_fields]


def _plain(field: Any, row: models.Model) -> Any:
    """A value as JSON can hold it; ``field.to_python`` turns it back."""
    value = field.value_from_object(row)
    as_it_is = isinstance(field, models.JSONField) or isinstance(value, str | int | float | None)
    return value if as_it_is else field.value_to_string(row)


def _line(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
