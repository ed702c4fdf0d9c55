"""Keeping a thing longer."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.http import refuse
from resources.loans.models import Loan
from resources.loans.queries import free_until, is_waited_for, longest_of
from resources.loans.rules import GRACE

from .locking import kept, locked
from .reminding import remind
from .telling import tell_borrowers, tell_lenders


@transaction.atomic
def ask_to_keep(*, loan: Loan, until: datetime) -> None:
    """Ask to keep it longer. Raises `PermissionDenied`."""
    loan = locked(loan)
    _must_be_able_to_keep(loan, until)
    loan.wanted_until = until
    loan.save(update_fields=["wanted_until"])
    tell_lenders(loan, "resources.loan_longer")


@transaction.atomic
def renew(*, loan: Loan, until: datetime) -> bool:
    """Who lends it says yes to that; false if they do not ask for just this any more. Raises
    `PermissionDenied`."""
    loan = locked(loan)
    if loan.wanted_until != until:
        return False
    _must_be_able_to_keep(loan, until)
    if not kept(loan, ends=until, wanted_until=None):
        refuse(_("Another neighbor has it right after that."))
    remind(loan=loan)
    tell_borrowers(loan, "resources.loan_renewed")
    return True


def _must_be_able_to_keep(loan: Loan, until: datetime) -> None:
    if loan.state != Loan.State.HANDED:
        refuse(_("Only what you have can be kept longer."))
    if until <= max(loan.ends, timezone.now()):
        refuse(_("Please choose a time that is later than now, and than what was said."))
    if until > timezone.now() + longest_of(loan.item) + GRACE:
        refuse(_("This is too long to say yes to now. You can ask again later."))
    following = free_until(loan)
    if (following and following < until) or is_waited_for(loan, until):
        refuse(_("Another neighbor has it right after that, or waits for it."))


@transaction.atomic
def do_not_renew(*, loan: Loan) -> bool:
    """It should come back as was said; false if they do not ask for more."""
    loan = locked(loan)
    if loan.wanted_until is None:
        return False
    loan.wanted_until = None
    loan.save(update_fields=["wanted_until"])
    tell_borrowers(loan, "resources.loan_not_renewed")
    return True
