"""Who was shown what about somebody, they still read once it is forgotten, or once they left."""

import json
from itertools import chain
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from mutualaid import hooks
from mutualaid.accounts.models import User
from mutualaid.sealed.ledger import FOLDED_AFTER
from mutualaid.sealed.models import DataKey
from mutualaid.sealed.services import seal, unseal

from .hiding.queries import indexes_of
from .models import Departure, Member


class Was(NamedTuple):
    """Who somebody was in a network, of which something is forgotten."""

    member: int
    keys: list[int]
    """By which the ledger names what is theirs; most of these keys are gone."""
    marks: list[str]
    """Blind indexes of their name, once they left: those are found by them who hide from them."""


def note_departure(member: Member) -> None:
    """In the transaction of leaving, before anything is forgotten. Not while the network is locked:
    then nobody can tell who hides from them."""
    if member.user is None or member.key is None or member.network.is_locked:
        return
    keys = {*chain.from_iterable(hooks.my_keys.ask(member.user))}
    _note(member.user, Was(member.pk, [*keys], [*indexes_of(member.network, member.name)]))


def note_forgotten(member: Member, key: DataKey | None) -> None:
    """In the transaction in which something of theirs is forgotten, that lay under this key."""
    if member.user and key:
        _note(member.user, Was(member.pk, [key.pk], []))


def _note(user: User, was: Was) -> None:
    departure = Departure(user=user)
    seal(departure, "who", json.dumps(was), key=user.key)
    departure.save(force_insert=True)


def who_was(user: User) -> list[Was]:
    sealed = user.departures.order_by("pk")
    return [Was(*json.loads(unseal(each, "who", key=user.key))) for each in sealed]


@transaction.atomic
def forget_departures() -> None:
    """By then the ledger tells nothing of it any more."""
    Departure.objects.filter(left_on__lt=timezone.localdate() - FOLDED_AFTER).delete()
