"""Hiding from somebody, and showing oneself again."""

from django.db import transaction
from django.db.models import Q

from mutualaid.db import lock_row
from mutualaid.networks.concerns.services import part_panels
from mutualaid.networks.models import Member, Touch, Welcome
from mutualaid.sealed.services import seal

from .models import Hiding
from .queries import hidden_from, index_of


@transaction.atomic
def hide(*, by: Member, name: str) -> None:
    """Be absent to whoever bears this name here, now or later, and they to ``by``. Turns that they
    have for each other, or together, end."""
    lock_row(Member.objects.all(), pk=by.pk)
    index = index_of(by.network, name)
    if by.hidings.filter(name_index=index).exists():
        return
    hiding = Hiding(by=by, name_index=index)
    seal(hiding, "name", name, key=by.key)
    hiding.save(force_insert=True)
    absent = hidden_from(by)
    Welcome.objects.filter(Q(newcomer=by, by__in=absent) | Q(newcomer__in=absent, by=by)).delete()
    Touch.objects.filter(Q(of=by, by__in=absent) | Q(of__in=absent, by=by)).delete()
    part_panels(member=by, absent=absent)


@transaction.atomic
def show_again(*, hiding: Hiding) -> None:
    hiding.delete()
