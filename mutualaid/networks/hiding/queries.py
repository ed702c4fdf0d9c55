"""Who is absent to whom: both ways, and to neither a sign of it."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher

from django.db.models import Q
from django.utils.translation import gettext as _

from mutualaid.db.search import fold
from mutualaid.networks.models import Member, Network
from mutualaid.sealed.keys import blind_index

from .models import Hiding

ALIKE = 0.8
"""From this share of common letters on, one name may be the other with a slip of the pen."""


def index_of(network: Network, name: str) -> str:
    """Finds a name however it is spaced, capitalized and accented."""
    return _index(network, fold(name))


def indexes_of(network: Network, name: str) -> set[str]:
    """All under which a hiding from that name may stand: older ones minded accents."""
    accented = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return {_index(network, plain) for plain in {fold(name), accented}}


def _index(network: Network, plain: str) -> str:
    return blind_index("hidden name", plain, key=network.key)


def may_be_same(one: str, other: str) -> bool:
    """Whether two names may mean one person: "Lucia M." and "Lucía", "Chenn" and "Chen"."""
    one, other = fold(one), fold(other)
    words, others = ({*re.findall(r"\w+", each)} for each in (one, other))
    within = bool(words and others) and (words <= others or others <= words)
    return within or SequenceMatcher(None, one, other).ratio() >= ALIKE


def hidden_from(*viewers: Member, among: Iterable[int] | None = None) -> set[int]:
    """The ids of the members who are absent to any of ``viewers``, each in their own network: one
    of the two hides from the other. ``among``: only these are asked about."""
    networks = {viewer.network_id: viewer.network for viewer in viewers}
    pks = {viewer.pk for viewer in viewers}
    mine = {index for each in viewers for index in indexes_of(each.network, each.name)}
    hidings = list(
        Hiding.objects.filter(Q(by__in=pks) | Q(name_index__in=mine)).values_list(
            "by", "name_index"
        )
    )
    absent = {by for by, index in hidings if index in mine}
    if names := {index for by, index in hidings if by in pks}:
        others = Member.objects.present().filter(network__in=networks)
        others = others if among is None else others.filter(pk__in=among)
        absent |= {
            pk
            for pk, network, name in others.values_list("pk", "network", "name")
            if names & indexes_of(networks[network], name)
        }
    return absent - pks


def hiding_from(*viewers: Member) -> set[int]:
    """The ids of those who hide from any of ``viewers``, each in their own network: without them
    they count.

    Whom a viewer hides from counts for them: else the number would tell who bears which name.
    """
    mine = {index for each in viewers for index in indexes_of(each.network, each.name)}
    found = Hiding.objects.filter(name_index__in=mine).exclude(by__in=viewers)
    return {*found.values_list("by", flat=True)}


def is_hidden(viewer: Member, name: str) -> bool:
    """Whether ``viewer`` hides from whoever bears this name."""
    return viewer.hidings.filter(name_index__in=indexes_of(viewer.network, name)).exists()


def names_for(viewer: Member) -> Callable[[Member], str]:
    """How ``viewer`` reads the names of members."""
    hidden = hidden_from(viewer)
    return lambda member: _("someone") if member.pk in hidden else str(member)
