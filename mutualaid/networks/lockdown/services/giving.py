"""Giving out parts, and trying whether they open the network."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from shamir_mnemonic import Share

from mutualaid.db import lock_row
from mutualaid.networks.access import must_be_known
from mutualaid.networks.lockdown import parts
from mutualaid.networks.lockdown.models import Keeper, Part, Recovery
from mutualaid.networks.models import Member, Network
from mutualaid.networks.telling import heeded, tell_member
from mutualaid.sealed import crypto
from mutualaid.sealed import services as sealed
from mutualaid.sealed.keys import opened, place

FEW = 7
"""In a network of fewer members any two open it again."""
MOST_NEEDED = 5
"""How many parts are needed at most, however many there are."""
FETCHED_WITHIN = timedelta(days=14)
"""How long a part waits for its holder before others may go on without them."""


class TooFew(Exception):
    """Too few members are willing to keep a part."""


class DoNotOpen(Exception):
    """These parts do not open this network. Why not is told to nobody."""


def keepers(network: Network) -> QuerySet[Member]:
    """Those who would get a part now, who said so first before others; who takes a break could not
    fetch theirs."""
    here = network.members.known().not_on_break(network.today())
    willing = here.filter(keeper__left_out=False)
    willing = willing.exclude(pk__in=_never_fetched(network).values("holder"))
    return willing.order_by("keeper__since", "keeper__pk")


def _never_fetched(network: Network) -> QuerySet[Part]:
    """Those that would hold all others up for ever."""
    long_ago = timezone.localdate() - FETCHED_WITHIN
    waiting = Part.objects.filter(given_on=None, recovery__holds_since=None)
    return waiting.filter(recovery__network=network, recovery__made_on__lte=long_ago)


def fewest(network: Network) -> int:
    """How many must be willing to keep a part."""
    return 2 if network.members.present().count() < FEW else 3


def needed_of(given: int, *, members: int) -> int:
    """How many parts open the network.

    Two in a small one. Else more than half, so that no half does without the other, and a few may
    be lost; but never so many that nobody can bring them together while everything is shut.
    """
    return 2 if members < FEW else min(given // 2 + 1, MOST_NEEDED)


@transaction.atomic
def keep_part(*, by: Member) -> None:
    """Say that one keeps a part when parts are given next. Raises `PermissionDenied`."""
    must_be_known(by)
    Keeper.objects.update_or_create(member=by, defaults={"left_out": False})


@transaction.atomic
def keep_none(*, by: Member) -> None:
    Keeper.objects.filter(member=by).delete()


@transaction.atomic
def give_parts(*, by: Member, once: int) -> Recovery:
    """Make parts for all who are willing, without those who never fetched the one that waits for
    them. What was given before holds until all have theirs.

    Called again with the same ``once``, it returns what is there. Raises `TooFew` and
    `PermissionDenied`.
    """
    must_be_known(by)
    network = lock_row(Network.objects.select_related("key"), pk=by.network_id)
    if there := network.recoveries.filter(pk=once).first():
        return there
    holders = list(keepers(network).select_related("key__under", "user")[: parts.MOST])
    if len(holders) < fewest(network):
        raise TooFew
    late = _never_fetched(network).values("holder")
    Keeper.objects.filter(member__in=late).update(left_out=True)
    network.recoveries.filter(holds_since=None).delete()
    secret = secrets.token_bytes(parts.SIZE)
    needed = needed_of(len(holders), members=network.members.present().count())
    recovery = Recovery(pk=once, network=network, needed=needed, given=len(holders))
    recovery.key_sealed = crypto.seal(
        _recovery_key(secret), opened(network.key), place(recovery, "key")
    )
    recovery.save(force_insert=True)
    lines = parts.split(secret, needed=needed, given=len(holders))
    for holder, words in zip(holders, lines, strict=True):
        part = Part(recovery=recovery, holder=holder)
        assert holder.key, "who is present has a key"
        sealed.seal(part, "words", words, key=holder.key)
        part.save(force_insert=True)
        tell_member(holder, "networks.part", page="lockdown", once=str(part.pk))
    return recovery


@transaction.atomic
def have_part(*, part: Part) -> None:
    """Say that one has it on paper: then the words are nowhere else."""
    network = lock_row(Network.objects.all(), pk=part.recovery.network_id)
    Part.objects.filter(pk=part.pk).update(words_sealed=None, given_on=network.today())
    heeded(part.holder, "networks.part", page="lockdown")
    settle_parts(network)


@transaction.atomic
def drop_part(*, member: Member) -> None:
    """Let nobody wait for a part that its holder cannot fetch any more."""
    network = lock_row(Network.objects.all(), pk=member.network_id)
    pending = network.recoveries.pending()
    if pending and pending.parts.filter(holder=member, given_on=None).delete()[0]:
        Recovery.objects.filter(pk=pending.pk).update(given=F("given") - 1)
        settle_parts(network)


def settle_parts(network: Network) -> None:
    """The new parts hold once nobody is to fetch theirs any more. Where too few are left they
    never will, so they end, and their holders are told. Callers have locked the network's row."""
    pending = network.recoveries.pending()
    if pending is None:
        return
    parts = pending.parts.select_related("holder__user", "holder__network")
    if len(parts) < pending.needed:
        for part in parts:
            tell_member(part.holder, "networks.part_void", page="lockdown", once=str(part.pk))
        pending.delete()
    elif all(part.given_on for part in parts):
        pending.holds_since = network.today()
        pending.save(update_fields=["holds_since"])
        network.recoveries.exclude(pk=pending.pk).delete()


@transaction.atomic
def rehearse(*, by: Member, shares: Sequence[Share]) -> None:
    """Show that these parts would open the network. Raises `DoNotOpen` and `PermissionDenied`."""
    must_be_known(by)
    recovery = by.network.recoveries.holding()
    if recovery is None or key_of(recovery, shares) != opened(by.network.key):
        raise DoNotOpen
    recovery.rehearsed_on = by.network.today()
    recovery.save(update_fields=["rehearsed_on"])


def key_of(recovery: Recovery, shares: Sequence[Share]) -> bytes:
    """The network's key. Raises `DoNotOpen`."""
    try:
        secret = parts.join(shares, needed=recovery.needed)
        return crypto.unseal(_recovery_key(secret), recovery.key_sealed, place(recovery, "key"))
    except (parts.DoNotFit, crypto.Tampered):
        raise DoNotOpen from None


def _recovery_key(secret: bytes) -> bytes:
    return crypto.derive(secret, "recovery")
