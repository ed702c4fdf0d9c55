"""Hiding from somebody, and showing oneself again."""

from django.db import transaction
from django.db.models import Q

from mutualaid import hooks
from mutualaid.db import lock_row
from mutualaid.networks.company.services import end_welcomes, hand_back, hand_touches_over
from mutualaid.networks.concerns.services import part_panels
from mutualaid.networks.models import Member, Network, Touch, Welcome
from mutualaid.sealed.services import seal

from .models import Hiding
from .queries import hidden_from, index_of


@transaction.atomic
def hide(*, by: Member, name: str) -> None:
    """Be absent to whoever bears this name here, now or later, and they to ``by``. Turns that they
    have for each other, or together, end."""
    lock_row(Network.objects.all(), pk=by.network_id)  # as all do that changes a panel
    index = index_of(by.network, name)
    if by.hidings.filter(name_index=index).exists():
        return
    hiding = Hiding(by=by, name_index=index)
    seal(hiding, "name", name, key=by.key)
    hiding.save(force_insert=True)
    absent = hidden_from(by)
    end_welcomes(Welcome.objects.filter(newcomer=by, by__in=absent))
    for welcome in Welcome.objects.filter(newcomer__in=absent, by=by):
        hand_back(welcome=welcome)
    held = Touch.objects.held(by.network.today())
    hand_touches_over(held.filter(Q(of=by, by__in=absent) | Q(of__in=absent, by=by)))
    part_panels(member=by, absent=absent)
    hooks.parting.ask(by, absent)


@transaction.atomic
def show_again(*, hiding: Hiding) -> None:
    hiding.delete()
