"""What ends with a membership, or with standing."""

from mutualaid.networks.lockdown.models import DuressCode, Keeper, Recovery
from mutualaid.networks.models import Member

from .codes import end_codes


def leave(member: Member) -> None:
    """In the transaction of leaving. Their part stays on their paper."""
    network = member.network
    if member.parts.exists():
        network.recoveries.filter(holds_since=None, parts__holder=member).delete()
        Recovery.objects.filter(parts__holder=member).update(anew=Recovery.Anew.LEFT)
    for left in (Keeper, DuressCode):
        left.objects.filter(member=member).delete()
    member.parts.all().delete()
    recovery = network.recoveries.holding()
    if recovery and not recovery.is_enough():
        end_codes(DuressCode.objects.filter(member__network=network))


def fall(member: Member) -> None:
    """In the transaction in which standing is lost."""
    end_codes(DuressCode.objects.filter(member=member))
