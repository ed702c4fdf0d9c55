"""Locking a network, and opening it again."""

from collections.abc import Sequence

from django.db import transaction
from shamir_mnemonic import Share

from mutualaid.accounts.models import Session
from mutualaid.db import lock_row
from mutualaid.jobs.services import enqueue
from mutualaid.networks.lockdown.models import DuressCode, Lockdown, Recovery
from mutualaid.networks.models import Network, Wipe
from mutualaid.sealed import services as sealed

from .codes import code_index, tell_whose_code_ended
from .giving import DoNotOpen, key_of


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
    # Until that job has run, its bytes are on the disk.
    enqueue(kind="networks.forget_keys", subject=None, key=f"networks.forget_keys.{lockdown.pk}")


@transaction.atomic
def unlock(*, network: Network, shares: Sequence[Share]) -> None:
    """Open it again, and stop what would destroy it. Raises `DoNotOpen`."""
    network = lock_row(Network.objects.select_related("key"), pk=network.pk)
    recovery = network.recoveries.holding()
    if recovery is None:
        raise DoNotOpen
    if not sealed.unlock(network.key, key_of(recovery, shares)):
        return  # somebody was faster
    network.lockdowns.filter(opened_on=None).update(opened_on=network.today())
    recovery.anew, recovery.rehearsed_on = Recovery.Anew.TYPED, network.today()
    recovery.save(update_fields=["anew", "rehearsed_on"])
    Wipe.objects.filter(network=network).delete()
    tell_whose_code_ended(DuressCode.objects.ended().filter(member__network=network))
