"""What ends with a membership, or with standing."""

from mutualaid.networks.lockdown.models import DuressCode, Keeper, Recovery
from mutualaid.networks.models import Member

from .codes import end_codes
from .giving import drop_part, settle_parts


def leave(member: Member) -> None:
    """In the transaction of leaving. Their part stays on their paper."""
    network = member.network
    _ask_for_new_ones(member)
    drop_part(member=member)
    for left in (Keeper, DuressCode):
        left.objects.filter(member=member).delete()
    member.parts.all().delete()
    settle_parts(network)
    recovery = network.recoveries.holding()
    if recovery and not recovery.is_enough():
        end_codes(DuressCode.objects.filter(member__network=network))


def fall(member: Member) -> None:
    """In the transaction in which standing is lost. Their paper opens the network still."""
    _ask_for_new_ones(member)
    drop_part(member=member)
    end_codes(DuressCode.objects.filter(member=member))


def _ask_for_new_ones(member: Member) -> None:
    Recovery.objects.filter(parts__holder=member).update(anew=Recovery.Anew.LEFT)
