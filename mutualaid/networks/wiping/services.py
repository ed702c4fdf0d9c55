"""Destroying a network: agreed beforehand, asked for by several, and stopped by any one."""

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from shamir_mnemonic import Share

from mutualaid import hooks
from mutualaid.accounts.limits import allowed_today
from mutualaid.db import lock_row
from mutualaid.jobs.services import enqueue
from mutualaid.networks.access import must_be_known
from mutualaid.networks.lockdown.services.giving import DoNotOpen, key_of
from mutualaid.networks.models import Member, Network
from mutualaid.sealed.services import erase

from .models import AT_LEAST, Consent, Wipe, WipeYes
from .queries import consents, consents_needed, is_enough, usable_agreement

ASKED_A_DAY = 2
"""How often a day a member can ask to have the network destroyed, after others stopped it."""
DESTROYED = {"carried_out": True, "needed": 0}


class AskedOften(Exception):
    """Today it was asked, and stopped, as often as that may be."""


class NotAgreed(Exception):
    """Nothing was agreed by which this network may be destroyed, or less than 72 hours ago."""


@transaction.atomic
def agree_to_wipe(*, by: Member, needed: int) -> None:
    """Agree that so many together may destroy the network, instead of what one agreed to before.

    Raises `PermissionDenied`.
    """
    must_be_known(by)
    network = lock_row(Network.objects.all(), pk=by.network_id)
    agreement, _new = network.wipe_agreements.get_or_create(needed=needed)
    Consent.objects.update_or_create(member=by, defaults={"agreement": agreement})
    _count_consents(network)


@transaction.atomic
def agree_no_more(*, by: Member) -> None:
    network = lock_row(Network.objects.all(), pk=by.network_id)
    Consent.objects.filter(member=by).delete()
    _count_consents(network)


def take_back(*, by: Member) -> None:
    """With membership and standing goes what one said; callers then count anew."""
    for said_so in (Consent, WipeYes):
        said_so.objects.filter(member=by).delete()


def count_anew(network: Network) -> None:
    """In the transaction in which somebody left, or standing was gained or lost."""
    _count_consents(network)
    if wipe := Wipe.objects.filter(network=network).first():
        _decide(wipe)


def _count_consents(network: Network) -> None:
    for agreement in network.wipe_agreements.all():
        if consents(agreement) < consents_needed(agreement):
            agreement.holds_since = None
        elif agreement.holds_since is None:
            agreement.holds_since = timezone.now()
        agreement.save(update_fields=["holds_since"])
    network.wipe_agreements.filter(consents=None).delete()


@transaction.atomic
def say_wipe(*, by: Member) -> Wipe:
    """Say that the network should be destroyed: the first one asks, and others confirm.

    Raises `NotAgreed`, `AskedOften` and `PermissionDenied`.
    """
    must_be_known(by)
    network = lock_row(Network.objects.all(), pk=by.network_id)
    wipe = Wipe.objects.filter(network=network).first()
    if wipe is None:
        wipe = _ask(network)
        # Each time all are told. What papers ask for has as many behind it as it takes already.
        if not allowed_today("lockdown.wipe", str(network.pk), per_day=ASKED_A_DAY):
            raise AskedOften
    WipeYes.objects.get_or_create(member=by, defaults={"wipe": wipe})
    _decide(wipe)
    return wipe


@transaction.atomic
def say_wipe_by_parts(*, network: Network, shares: Sequence[Share]) -> Wipe:
    """As many parts as members are needed say so for them, where none can sign in.

    Raises `DoNotOpen` and `NotAgreed`.
    """
    network = lock_row(Network.objects.all(), pk=network.pk)
    recovery = network.recoveries.holding()
    if recovery is None:
        raise DoNotOpen
    key_of(recovery, shares)
    wipe = Wipe.objects.filter(network=network).first() or _ask(network)
    if len(shares) < wipe.needed:
        raise DoNotOpen
    wipe.needed = 0
    wipe.save(update_fields=["needed"])
    _decide(wipe)
    return wipe


def _ask(network: Network) -> Wipe:
    agreement = usable_agreement(network)
    if agreement is None:
        raise NotAgreed
    return Wipe.objects.create(network=network, needed=agreement.needed)


def _decide(wipe: Wipe) -> None:
    """Set the hour once enough have said so, and tell all who can still stop it."""
    enough = is_enough(wipe)
    if enough and wipe.due_at is None:
        wipe.due_at = timezone.now() + AT_LEAST
        key = f"networks.wipe.{wipe.pk}.{wipe.due_at:%Y%m%d%H%M%S%f}"
        enqueue(kind="networks.wipe", subject=wipe.pk, key=key, due_at=wipe.due_at)
    elif not enough:
        wipe.due_at = None
    wipe.save(update_fields=["due_at"])
    kind = "networks.wipe" if wipe.due_at else "networks.wipe_asked"
    # Another hour is told anew.
    once = f"{kind}.{wipe.pk}.{wipe.due_at}"
    for member in wipe.network.members.present().select_related("user"):
        hooks.tell(member.user, kind, path=reverse("accounts:me"), once=f"{once}.{member.pk}")


@transaction.atomic
def stop_wipe(*, by: Member) -> None:
    """Any one member of those who are there can."""
    network = lock_row(Network.objects.all(), pk=by.network_id)
    Wipe.objects.filter(network=network).delete()


@transaction.atomic
def carry_out(*, wipe_id: int) -> None:
    """Destroy the network whose hour has come, unless somebody stopped it. If those who want it are
    too few by now, it waits for more of them."""
    network = Network.objects.filter(wipe=wipe_id).first()
    if network is None:
        return
    network = lock_row(Network.objects.select_related("key"), pk=network.pk)
    # Asked once nobody can stop it any more.
    wipe = Wipe.objects.filter(pk=wipe_id, due_at__lte=timezone.now()).first()
    if wipe and is_enough(wipe):
        destroy(network=network)
    elif wipe:
        _decide(wipe)


@transaction.atomic
def destroy(*, network: Network) -> None:
    """Delete the network and all keys that hang on its own: gone for good, also from backups."""
    Wipe.objects.update_or_create(
        network=network, defaults={"carried_out": True}, create_defaults=DESTROYED
    )
    hooks.destroying.ask(network)
    network.agreements.all().delete()
    pk, key = network.pk, network.key
    network.delete()
    erase(key)
    # Until that job has run, its bytes are on the disk.
    enqueue(kind="networks.forget_all", subject=None, key=f"networks.forget_all.{pk}")
