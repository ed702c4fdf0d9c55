"""From lines into the database of another server.

Ids stay, since sealed values are bound to them; keys that the old server wrapped are wrapped by
this one. Whoever has an account here already, under the same e-mail address or from an earlier
move, keeps it, and is a member with it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from io import BytesIO
from itertools import batched, islice
from typing import Any
from zoneinfo import available_timezones

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import Model

from mutualaid import hooks
from mutualaid.accounts.apps import erase_again
from mutualaid.accounts.models import User
from mutualaid.networks.models import Network
from mutualaid.sealed.keys import opened, wrap
from mutualaid.sealed.models import DataKey

from . import scope
from .file import Unfit
from .leaving import columns, migrations

AT_ONCE = 500


def arrive(content: bytes, *, slug: str = "") -> Network:
    """Bring in what a file holds; ``slug`` is another address for it. Raises `Unfit`."""
    told = BytesIO(content)
    manifest = json.loads(told.readline())
    held = _fitting(manifest)
    arrival = Arrival(slug)
    try:
        with transaction.atomic():
            if Network.objects.filter(pk=manifest["network"]).exists():
                raise Unfit("This network is here already.")
            for model, count in held:
                for some in batched(islice(told, count), AT_ONCE):
                    arrival.take(model, some)
            arrival.finish()
    except (IntegrityError, DataError) as wrong:
        raise Unfit("Something of it is here already, or does not fit in here.") from wrong
    erase_again()
    return arrival.network


def _fitting(manifest: dict[str, Any]) -> list[tuple[type[Model], int]]:
    """What comes, model by model, if this server has the same tables."""
    held = [(label, names, count) for label, names, count in manifest["models"] if count]
    try:
        models = [(apps.get_model(label), names, count) for label, names, count in held]
    except LookupError as wrong:
        raise Unfit(f"It needs a part of mutualaid that is left out here: {wrong}") from wrong
    if not scope.moving().issuperset(model for model, _, _ in models):
        raise Unfit("It brings something that stays with its server.")
    same = migrations({model for model, _, _ in models}) == manifest["migrations"]
    if not same or any(columns(model) != names for model, names, _ in models):
        raise Unfit("It comes from another version. Bring both servers to the same one first.")
    return [(model, count) for model, _, count in models]


class Arrival:
    """What came so far of one network."""

    network: Network

    def __init__(self, slug: str) -> None:
        self.slug = slug
        self.keys: dict[int, DataKey] = {}
        self.used: set[int] = set()
        self.closure = scope.Closure()
        self.kept: dict[Any, dict[int, int]] = defaultdict(dict)
        """What is not taken, since its person has an account here: its id, and their account's."""

    def take(self, model: type[Model], lines: Iterable[bytes]) -> None:
        if model is DataKey:
            return self.hold(lines)
        rows = [row for line in lines if self.belongs(row := self.row(model, line))]
        for row in rows:
            hooks.arriving.ask(row)
        if model is Network:
            self.found(rows)
        if model is User:
            rows = self.newcomers(rows)
        for key in scope.keys_of(model):
            if key.related_model is DataKey:
                self.used |= {getattr(row, key.attname) for row in rows} - {None}
        model._base_manager.bulk_create(rows)
        return None

    def hold(self, lines: Iterable[bytes]) -> None:
        """Keep keys in mind, those without one above wrapped by this server."""
        for line in lines:
            key = self.row(DataKey, line)
            if key.under_id:
                key.under = self.keys[key.under_id]
            else:
                wrap(key, bytes(key.wrapped))
            self.keys[key.pk] = key

    def belongs(self, row: Model) -> bool:
        """Lead its keys to what is here. False for what hangs on an account that stays as it is."""
        for field in scope.keys_of(type(row)):
            pk, model = getattr(row, field.attname), field.related_model
            if pk in self.kept[model]:
                if type(row) in scope.accounts():
                    self.kept[type(row)][row.pk] = self.kept[model][pk]
                    return False
                setattr(row, field.attname, self.kept[model][pk])
            elif model is DataKey and pk in self.keys:
                setattr(row, field.name, self.keys[pk])
            elif model is Network and pk is not None:
                setattr(row, field.name, self.network)
        return True

    def found(self, rows: list[Any]) -> None:
        [self.network] = rows
        if self.network.demo != settings.DEMO:
            raise Unfit("A demo's network moves to a demo only, and no other one moves there.")
        _must_be_usable(self.network)
        self.network.slug = self.slug or self.network.slug
        try:
            Network._meta.get_field("slug").run_validators(self.network.slug)
        except ValidationError as wrong:
            raise Unfit(wrong.messages[0]) from wrong
        if Network.objects.filter(slug=self.network.slug).exists():
            raise Unfit(f"The address /n/{self.network.slug}/ is taken here: say --slug ANOTHER")

    def newcomers(self, users: list[Any]) -> list[Any]:
        """Those who have no account here yet."""
        here = User.objects.select_related("key").in_bulk([user.pk for user in users])
        emails = [user.email_index for user in users if user.email_index]
        by_email = dict(
            User.objects.filter(email_index__in=emails).values_list("email_index", "pk")
        )
        for user in users:
            if same := here.get(user.pk):
                _must_be_equal(same.key, user.key)
                self.kept[User][user.pk] = same.pk
            elif user.email_index in by_email:
                self.kept[User][user.pk] = by_email[user.email_index]
        return [user for user in users if user.pk not in self.kept[User]]

    def row(self, model: type[Model], line: bytes) -> Any:
        fields = model._meta.concrete_fields
        values = zip(fields, json.loads(line), strict=True)
        row = model(**{field.attname: field.to_python(value) for field, value in values})
        self.closure.note(row)
        return row

    def finish(self) -> None:
        """Save the keys that seal something here; one may have come before, with other rows."""
        # Else whoever made the file could lead its rows into another network.
        self.closure.check()
        needed: dict[int, DataKey] = {}
        waiting = self.used
        while waiting:
            needed |= {pk: self.keys[pk] for pk in waiting}
            waiting = {key.under_id for key in needed.values() if key.under_id} - needed.keys()
        here = DataKey.objects.select_related("under").in_bulk(needed)
        for pk, key in here.items():
            _must_be_equal(key, needed[pk])
        DataKey.objects.bulk_create(key for pk, key in needed.items() if pk not in here)


def _must_be_usable(network: Network) -> None:
    """A day and words can be told by its time zone and its languages."""
    if network.time_zone not in available_timezones():
        raise Unfit("Its time zone does not exist here.")
    known, spoken = [code for code, _ in settings.LANGUAGES], network.languages
    if not isinstance(spoken, list) or not spoken or any(code not in known for code in spoken):
        raise Unfit("It speaks a language that is not known here.")


def _must_be_equal(one: DataKey, other: DataKey) -> None:
    if one.pk != other.pk or opened(one) != opened(other):
        raise Unfit("An id that comes with it means something else here.")
