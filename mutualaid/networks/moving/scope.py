"""Which rows are a network's. Nobody lists them: they are found along the keys that point to it."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model, Q, QuerySet

from mutualaid import hooks
from mutualaid.accounts.models import User
from mutualaid.networks.models import Network
from mutualaid.sealed.models import SERVER, DataKey

from .file import Unfit


@cache
def accounts() -> dict[type[Model], str]:
    """What comes along with a person, and its way to them."""
    told = hooks.coming_with_people.ask()
    return {apps.get_model(label): way for offer in told for label, way in offer.items()}


@cache
def ways() -> dict[type[Model], str]:
    """The models whose rows belong to a network, each with its way there, such as
    ``survey__network``; what others point to comes first."""
    left_out = stays()
    others = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model not in {Network, User, DataKey, *accounts()} and model._meta.label not in left_out
    ]
    found: dict[type[Model], str] = {Network: "pk"}
    while fresh := {model: way for model in others if (way := _way(model, found))}:
        found |= fresh
        others = [model for model in others if model not in fresh]
    return found


def moving() -> set[type[Model]]:
    """All models of which rows move."""
    return {DataKey, User, *accounts(), *ways()}


def stays() -> dict[str, str]:
    """What is left out of moving, and why."""
    return hooks.left_out_of_moving.merged()


def _way(model: type[Model], found: dict[type[Model], str]) -> str:
    """None yet, as long as it must point to what is not found itself: it goes with that."""
    keys = [key for key in keys_of(model) if key.related_model not in {model, User, DataKey}]
    firm = [key for key in keys if not key.null]
    if any(key.related_model not in found for key in firm):
        return ""
    for key in firm or keys:
        if way := found.get(key.related_model):
            return key.name if way == "pk" else f"{key.name}__{way}"
    return ""


@cache
def keys_of(model: type[Model]) -> list[ForeignKey[Any]]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]


def rows(network: Network) -> Iterator[tuple[type[Model], QuerySet[Any]]]:
    """All that moves with a network, except for the keys that seal it; lower floors first, since
    those above ask them."""
    own = {model: model._base_manager.filter(**{way: network.pk}) for model, way in ways().items()}
    pointing = [
        Q(pk__in=queryset.exclude(**{key.attname: None}).values(key.attname))
        for model, queryset in own.items()
        for key in keys_of(model)
        if key.related_model is User
    ]
    people = User.objects.filter(_any(pointing))
    yield Network, own.pop(Network)
    yield User, people
    for model, way in accounts().items():
        yield model, model._base_manager.filter(**{f"{way}__in": people})
    floors = [app.label for app in apps.get_app_configs()]
    yield from sorted(own.items(), key=lambda each: floors.index(each[0]._meta.app_label))


def _any(conditions: list[Q]) -> Q:
    met = Q(pk__in=[])
    for condition in conditions:
        met |= condition
    return met


def data_keys(queries: dict[type[Model], QuerySet[Any]]) -> list[DataKey]:
    """The keys that seal what moves, those above first, without that of the server."""
    wanted = {
        pk
        for model, queryset in queries.items()
        for key in keys_of(model)
        if key.related_model is DataKey
        for pk in queryset.values_list(key.attname, flat=True)
        if pk is not None
    }
    found: list[DataKey] = []
    while wanted:
        some = list(DataKey.objects.select_related("under").in_bulk(wanted).values())
        found = some + [key for key in found if key.pk not in wanted]
        wanted = {key.under_id for key in some if key.under_id and key.under_id != SERVER}
    return found


class Closure:
    """Rows that point to each other, and to nothing else."""

    def __init__(self) -> None:
        self.there: dict[Any, set[int]] = defaultdict(set)
        self.named: dict[Any, set[int]] = defaultdict(set)

    def note(self, row: Model) -> None:
        self.there[type(row)].add(row.pk)
        for key in keys_of(type(row)):
            self.named[key].add(getattr(row, key.attname))

    def check(self) -> None:
        """Raises `Unfit`."""
        for key, ids in self.named.items():
            if ids - self.there[key.related_model] - {None}:
                raise Unfit(f"{key} leads to something that is not part of this network.")
