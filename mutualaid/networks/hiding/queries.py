"""Who is absent to whom: both ways, and to neither a sign of it."""

import unicodedata
from collections.abc import Callable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from mutualaid.networks.models import Member, Network
from mutualaid.sealed.keys import blind_index

from .models import Hiding


def index_of(network: Network, name: str) -> str:
    """Finds a name however it is spaced and capitalized."""
    plain = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return blind_index("hidden name", plain, key=network.key)


def hidden_from(viewer: Member) -> set[int]:
    """The ids of the members who are absent to ``viewer``: one of the two hides from the other."""
    network = viewer.network
    mine = index_of(network, viewer.name)
    hidings = list(
        Hiding.objects.filter(Q(by=viewer) | Q(name_index=mine, by__network=network)).values_list(
            "by", "name_index"
        )
    )
    absent = {by for by, _index in hidings if by != viewer.pk}
    if names := {index for by, index in hidings if by == viewer.pk}:
        others = network.members.present().exclude(pk=viewer.pk).values_list("pk", "name")
        absent |= {pk for pk, name in others if index_of(network, name) in names}
    return absent


def is_hidden(viewer: Member, name: str) -> bool:
    """Whether ``viewer`` hides from whoever bears this name."""
    return viewer.hidings.filter(name_index=index_of(viewer.network, name)).exists()


def visible_to(viewer: Member) -> QuerySet[Member]:
    """The members whom ``viewer`` may know to be there, themselves among them."""
    return viewer.network.members.present().exclude(pk__in=hidden_from(viewer))


def names_for(viewer: Member) -> Callable[[Member], str]:
    """How ``viewer`` reads the names of members."""
    hidden = hidden_from(viewer)
    return lambda member: _("someone") if member.pk in hidden else str(member)
