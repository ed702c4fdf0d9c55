"""Hiding from somebody, and showing oneself again."""

from django.db import transaction

from mutualaid.networks.models import Member
from mutualaid.sealed.services import seal

from .models import Hiding
from .queries import index_of


@transaction.atomic
def hide(*, by: Member, name: str) -> None:
    """Be absent to whoever bears this name here, now or later, and they to ``by``."""
    index = index_of(by.network, name)
    if not by.hidings.filter(name_index=index).exists():
        hiding = Hiding(by=by, name_index=index)
        seal(hiding, "name", name, key=by.key)
        hiding.save(force_insert=True)


@transaction.atomic
def show_again(*, hiding: Hiding) -> None:
    hiding.delete()
