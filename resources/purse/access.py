"""Who reads a purse's slips, and who may say yes to one."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from mutualaid.accounts.http import must_be_confirmed
from mutualaid.http import refuse
from mutualaid.networks.access import member_or_404
from mutualaid.networks.agreements.rules import agreed
from mutualaid.networks.concerns.things import shown
from mutualaid.networks.models import Member, Network
from resources.ledgers.access import circles_read_by, may_write, must_write

from .models import PurseEntry, Slip
from .rules import TWO_MAY_SPEND

A_SECOND_ONE = _("You wrote this yourself. A second member of the circle says yes to it.")
FOR_THE_ASSEMBLY = _(
    "This is more than two may spend. It waits until the assembly decides about it."
)
NOT_YOURS = _("Only who wrote it takes it back.")


def slips_for(member: Member) -> QuerySet[Slip]:
    """Those that a member may read."""
    found = Slip.objects.filter(purse__circle__in=circles_read_by(member))
    return found.select_related("purse__circle__network__key", "by__network", "seconded_by")


def slip_or_404(request: HttpRequest, slug: str, slip_id: int) -> tuple[Member, Slip]:
    member = member_or_404(request, slug)
    slip = get_object_or_404(shown(slips_for(member), to=member), pk=slip_id)
    must_be_confirmed(request)
    return member, slip


def entry_or_404(request: HttpRequest, slug: str, entry_id: int) -> tuple[Member, PurseEntry]:
    member = member_or_404(request, slug)
    found = PurseEntry.objects.filter(purse__circle__in=circles_read_by(member))
    entry = get_object_or_404(found.select_related("purse__circle__network"), pk=entry_id)
    must_be_confirmed(request)
    return member, entry


def two_may_spend(network: Network) -> int:
    """Up to how much, in hundredths; the assembly decides about more."""
    return 100 * int(agreed(network, TWO_MAY_SPEND))


def is_for_assembly(slip: Slip, limit: int) -> bool:
    """Whether it is above the ``limit`` of what two may spend. A line against one that was wrong is
    not spending: what one alone wrote down, two can undo."""
    return -slip.amount > limit and slip.corrects_id is None


def may_confirm(member: Member, slip: Slip) -> bool:
    return (
        slip.waits
        and slip.by_id != member.pk
        and not is_for_assembly(slip, two_may_spend(member.network))
        and may_write(member, slip.purse.circle)
    )


def may_be_corrected(slip: Slip) -> bool:
    """Whether it stands in the book, and no line against it does or waits."""
    if slip.waits or slip.corrects_id:
        return False
    return not Slip.objects.filter(corrects=slip.entry_id).exists()


def must_be_correctable(entry: PurseEntry) -> None:
    """Raises `PermissionDenied` where a line stands against it, or it is such a line, and where
    nothing tells any more what it was for."""
    if entry.undoes_id or PurseEntry.objects.filter(undoes=entry).exists():
        refuse(_("This was corrected already. If that was wrong too, write it anew."))
    if not Slip.objects.filter(entry=entry).exists():
        refuse(_("This is too long ago to be corrected."))


def must_confirm(member: Member, slip: Slip) -> None:
    """Raises `PermissionDenied`, saying why not."""
    must_write(member, slip.purse.circle)
    if slip.by_id == member.pk:
        refuse(A_SECOND_ONE)
    if is_for_assembly(slip, two_may_spend(member.network)):
        refuse(FOR_THE_ASSEMBLY)


def must_be_its_writer(member: Member, slip: Slip) -> None:
    """Raises `PermissionDenied` for everybody else."""
    if slip.by_id != member.pk:
        refuse(NOT_YOURS)
