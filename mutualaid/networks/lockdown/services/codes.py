"""Codes that lock: made, and ended."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mutualaid.codes import clean_code, code_of
from mutualaid.db import lock_row
from mutualaid.http import refuse
from mutualaid.networks.access import must_be_known
from mutualaid.networks.lockdown.models import DuressCode
from mutualaid.networks.models import Member, Network
from mutualaid.networks.telling import tell_member
from mutualaid.sealed.keys import blind_index


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


def end_codes(codes: QuerySet[DuressCode]) -> None:
    """Let them lock nothing any more, and tell whose they are: a code that ended looks wrong as
    any other does, and is noticed when it is too late."""
    ending = codes.filter(index__isnull=False)
    ended = list(ending.values_list("pk", flat=True))
    ending.update(index=None)
    tell_whose_code_ended(DuressCode.objects.filter(pk__in=ended))


def tell_whose_code_ended(codes: QuerySet[DuressCode]) -> None:
    for code in codes.select_related("member__user", "member__network"):
        tell_member(code.member, "networks.code_ended", page="lockdown", once=str(code.pk))
