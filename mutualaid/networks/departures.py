"""Who left a network can still read who was shown what about them there."""

import json
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from mutualaid.accounts.models import User
from mutualaid.sealed.ledger import FOLDED_AFTER
from mutualaid.sealed.services import seal, unseal

from .hiding.queries import indexes_of
from .models import Departure, Member


class Was(NamedTuple):
    """Who somebody was in a network that they left. Their name there is forgotten."""

    member: int
    keys: list[int]
    """By which the ledger names what is theirs; most of these keys are gone."""
    marks: list[str]
    """Blind indexes of their name, by which those are found who hide from them."""


def note_departure(member: Member) -> None:
    """In the transaction of leaving, before anything is forgotten. Not while the network is locked:
    then nobody can tell who hides from them."""
    if member.user is None or member.key is None or member.network.is_locked:
        return
    told = member.concerns_raised.exclude(key=None).values_list("key", flat=True)
    asked = member.concerns_about.exclude(asked_on=None).exclude(talk_key=None)
    keys = [member.key.pk, *told, *asked.values_list("talk_key", flat=True)]
    was = Was(member.pk, keys, [*indexes_of(member.network, member.name)])
    departure = Departure(user=member.user)
    seal(departure, "who", json.dumps(was), key=member.user.key)
    departure.save(force_insert=True)


def who_was(user: User) -> list[Was]:
    sealed = user.departures.order_by("pk")
    return [Was(*json.loads(unseal(each, "who", key=user.key))) for each in sealed]


@transaction.atomic
def forget_departures() -> None:
    """By then the ledger tells nothing of it any more."""
    Departure.objects.filter(left_on__lt=timezone.localdate() - FOLDED_AFTER).delete()
