"""Giving out parts, locking, opening again, and destroying."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from shamir_mnemonic import Share

from mutualaid import hooks
from mutualaid.accounts.limits import allowed_today
from mutualaid.accounts.models import Session
from mutualaid.codes import clean_code, code_of
from mutualaid.db import claim, lock_row
from mutualaid.http import refuse
from mutualaid.jobs.services import enqueue
from mutualaid.networks.access import must_be_known
from mutualaid.networks.models import Member, Network
from mutualaid.sealed import crypto
from mutualaid.sealed import services as sealed
from mutualaid.sealed.keys import blind_index, opened, place

from . import parts
from .models import (
    AT_LEAST,
    Consent,
    DuressCode,
    Keeper,
    Lockdown,
    Part,
    Recovery,
    Wipe,
    WipeAgreement,
    WipeYes,
)

FEW = 7
"""In a network of fewer members any two open it again."""
MOST_NEEDED = 5
"""How many parts are needed at most, however many there are."""

ASKED_A_DAY = 2
"""How often a day a member can ask to have the network destroyed, after others stopped it."""
FETCHED_WITHIN = timedelta(days=14)
"""How long a part waits for its holder before others may go on without them."""


class TooFew(Exception):
    """Too few members are willing to keep a part."""


class DoNotOpen(Exception):
    """These parts do not open this network. Why not is told to nobody."""


class AskedOften(Exception):
    """Today it was asked, and stopped, as often as that may be."""


class NotAgreed(Exception):
    """Nothing was agreed by which this network may be destroyed, or less than 72 hours ago."""


# Parts


def keepers(network: Network) -> QuerySet[Member]:
    """Those who would get a part now, who said so first before others."""
    willing = network.members.known().filter(keeper__left_out=False)
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
        path = reverse("networks:lockdown", args=[network.slug])
        hooks.tell(holder.user, "networks.part", path=path, once=f"networks.part.{part.pk}")
    return recovery


@transaction.atomic
def have_part(*, part: Part) -> None:
    """Say that one has it on paper: then the words are nowhere else."""
    network = lock_row(Network.objects.all(), pk=part.recovery.network_id)
    today = network.today()
    Part.objects.filter(pk=part.pk).update(words_sealed=None, given_on=today)
    if part.recovery.parts.filter(given_on=None).exists():
        return
    if claim(Recovery.objects.filter(pk=part.recovery_id, holds_since=None), holds_since=today):
        network.recoveries.exclude(pk=part.recovery_id).delete()


@transaction.atomic
def rehearse(*, by: Member, shares: Sequence[Share]) -> None:
    """Show that these parts would open the network. Raises `DoNotOpen` and `PermissionDenied`."""
    must_be_known(by)
    recovery = by.network.recoveries.holding()
    if recovery is None or _key_of(recovery, shares) != opened(by.network.key):
        raise DoNotOpen
    recovery.rehearsed_on = by.network.today()
    recovery.save(update_fields=["rehearsed_on"])


def _recovery_key(secret: bytes) -> bytes:
    return crypto.derive(secret, "recovery")


def _key_of(recovery: Recovery, shares: Sequence[Share]) -> bytes:
    """The network's key. Raises `DoNotOpen`."""
    try:
        secret = parts.join(shares, needed=recovery.needed)
        return crypto.unseal(_recovery_key(secret), recovery.key_sealed, place(recovery, "key"))
    except (parts.DoNotFit, crypto.Tampered):
        raise DoNotOpen from None


# Codes that lock


@transaction.atomic
def make_code(*, by: Member, batch: str) -> str:
    """A member's code, in the place of an older one; it is told only here.

    ``batch`` is a secret of the page that asks: sent again, it makes the same code. Raises
    `PermissionDenied` where nobody could open the network again.
    """
    must_be_known(by)
    lock_row(Network.objects.all(), pk=by.network_id)
    recovery = by.network.recoveries.holding()
    if recovery is None or not recovery.is_enough():
        refuse(_("First enough of you need a paper: else nobody could ever open this again."))
    code = code_of(int(blind_index("lockdown code", f"{by.pk}:{batch}"), 16), 8)
    DuressCode.objects.filter(member=by).delete()
    DuressCode.objects.create(member=by, index=code_index(code), made_on=by.network.today())
    return code


def code_index(code: str) -> str:
    """Under the server's key: whoever types a code does not say of which network."""
    return blind_index("lockdown", clean_code(code))


def heed_code(typed: str) -> None:
    """Lock the network whose code this is. Nothing that anybody sees tells whether it was one.

    No limit stands before it: a stranger who spends all tries must not keep anybody from locking.
    Whoever guesses has 40 bits before them, and wrong tries are limited by whoever asked.
    """
    found = DuressCode.objects.filter(
        index=code_index(typed), member__left_on=None, member__vouches_needed__isnull=False
    )
    code = found.select_related("member__network__key").first()
    if code:
        lock(network=code.member.network)


def end_codes(codes: QuerySet[DuressCode]) -> None:
    """Let them lock nothing any more, and tell whose they are: a code that ended looks wrong as
    any other does, and is noticed when it is too late."""
    ending = codes.filter(index__isnull=False)
    ended = list(ending.values_list("pk", flat=True))
    ending.update(index=None)
    _tell_whose_code_ended(DuressCode.objects.filter(pk__in=ended))


def _tell_whose_code_ended(codes: QuerySet[DuressCode]) -> None:
    for code in codes.select_related("member__user", "member__network"):
        network = code.member.network
        hooks.tell(
            code.member.user,
            "networks.code_ended",
            path=reverse("networks:lockdown", args=[network.slug]),
            once=f"networks.code_ended.{code.pk}",
            network=network.name,
        )


def fall(member: Member) -> None:
    """What ends with standing, in its transaction."""
    end_codes(DuressCode.objects.filter(member=member))


# Locking and opening


@transaction.atomic
def lock(*, network: Network) -> None:
    """Let nobody read anything of the network, and end the sessions of all its members."""
    network = lock_row(Network.objects.select_related("key"), pk=network.pk)
    if not sealed.lock(network.key):
        return
    here = network.members.present()
    Session.objects.filter(user__in=here.values("user")).delete()
    # Whoever looks over a shoulder now hears of it only once it is open again.
    DuressCode.objects.filter(member__network=network).update(index=None)
    lockdown = Lockdown.objects.create(network=network, locked_on=network.today())
    _off_the_disk("networks.forget_keys", lockdown.pk)


@transaction.atomic
def unlock(*, network: Network, shares: Sequence[Share]) -> None:
    """Open it again, and stop what would destroy it. Raises `DoNotOpen`."""
    network = lock_row(Network.objects.select_related("key"), pk=network.pk)
    recovery = network.recoveries.holding()
    if recovery is None:
        raise DoNotOpen
    if not sealed.unlock(network.key, _key_of(recovery, shares)):
        return  # somebody was faster
    network.lockdowns.filter(opened_on=None).update(opened_on=network.today())
    recovery.anew = Recovery.Anew.TYPED
    recovery.save(update_fields=["anew"])
    Wipe.objects.filter(network=network).delete()
    _tell_whose_code_ended(DuressCode.objects.ended().filter(member__network=network))


def _off_the_disk(kind: str, pk: int) -> None:
    """See to it that what is not in the database any more is not on the disk either."""
    enqueue(kind=kind, subject=None, key=f"{kind}.{pk}")


# Destroying


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


def _count_consents(network: Network) -> None:
    for agreement in network.wipe_agreements.all():
        if consents(agreement) < consents_needed(agreement):
            agreement.holds_since = None
        elif agreement.holds_since is None:
            agreement.holds_since = timezone.now()
        agreement.save(update_fields=["holds_since"])
    network.wipe_agreements.filter(consents=None).delete()


def usable_agreement(network: Network) -> WipeAgreement | None:
    """The one by which the network may be destroyed, if as many as it takes still agree."""
    agreement = network.wipe_agreements.usable(timezone.now())
    if agreement and consents(agreement) >= consents_needed(agreement):
        return agreement
    return None


def consents(agreement: WipeAgreement) -> int:
    """How many of those with standing agree."""
    known = agreement.network.members.known()
    return agreement.consents.filter(member__in=known).count()


def consents_needed(agreement: WipeAgreement) -> int:
    """More than half of those with standing: two must not agree that two are enough."""
    return max(agreement.needed, agreement.network.members.known().count() // 2 + 1)


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
    _key_of(recovery, shares)
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
    enough = _is_enough(wipe)
    if enough and wipe.due_at is None:
        wipe.due_at = timezone.now() + AT_LEAST
        key = f"networks.wipe.{wipe.pk}.{wipe.due_at:%Y%m%d%H%M%S%f}"
        enqueue(kind="networks.wipe", subject=wipe.pk, key=key, due_at=wipe.due_at)
    elif not enough:
        wipe.due_at = None
    wipe.save(update_fields=["due_at"])
    kind = "networks.wipe" if wipe.due_at else "networks.wipe_asked"
    for member in wipe.network.members.present().select_related("user"):
        hooks.tell(
            member.user,
            kind,
            path=reverse("accounts:me"),
            once=f"{kind}.{wipe.pk}.{member.pk}",
        )


def _is_enough(wipe: Wipe) -> bool:
    known = wipe.network.members.known()
    return wipe.yeses.filter(member__in=known).count() >= wipe.needed


@transaction.atomic
def stop_wipe(*, by: Member) -> None:
    """Any one member of those who are there can."""
    network = lock_row(Network.objects.all(), pk=by.network_id)
    Wipe.objects.filter(network=network).delete()


@transaction.atomic
def carry_out(*, wipe_id: int) -> None:
    """Destroy the network whose hour has come, unless somebody stopped it, or those who wanted it
    are too few by now."""
    network = Network.objects.filter(wipe=wipe_id).first()
    if network is None:
        return
    network = lock_row(Network.objects.select_related("key"), pk=network.pk)
    # Asked once nobody can stop it any more.
    wipe = Wipe.objects.filter(pk=wipe_id, due_at__lte=timezone.now()).first()
    if wipe and _is_enough(wipe):
        destroy(network=network)


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
    sealed.erase(key)
    _off_the_disk("networks.forget_all", pk)


DESTROYED = {"carried_out": True, "needed": 0}


def leave(member: Member) -> None:
    """What ends with a membership, in its transaction. Their part stays on their paper."""
    network = member.network
    if member.parts.exists():
        network.recoveries.filter(holds_since=None, parts__holder=member).delete()
        Recovery.objects.filter(parts__holder=member).update(anew=Recovery.Anew.LEFT)
    for left in (Keeper, DuressCode, Consent, WipeYes):
        left.objects.filter(member=member).delete()
    member.parts.all().delete()
    recovery = network.recoveries.holding()
    if recovery and not recovery.is_enough():
        end_codes(DuressCode.objects.filter(member__network=network))
    _count_consents(network)
    wipe = Wipe.objects.filter(network=network).first()
    if wipe:
        _decide(wipe)
