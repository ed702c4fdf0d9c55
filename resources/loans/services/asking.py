"""Asking for a thing, and answering that."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.http import refuse
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Circle, Member, Network
from mutualaid.sealed.keys import new_key
from mutualaid.sealed.services import seal
from resources.items.models import Item
from resources.items.services import locked as locked_item
from resources.items.services import note_asked
from resources.loans.access import must_be_able_to_borrow
from resources.loans.models import Loan
from resources.loans.queries import free_units, problem_with
from resources.loans.rules import AT_ONCE, DAYS_TO_ANSWER
from resources.loans.slots import Slot

from .locking import kept, locked, locked_first
from .states import end, move
from .telling import heed_asked, tell_borrowers, tell_lenders

SEALED = {
    "words": "key",
    "contact": "key",
    "answer": "agreed_key",
    "answer_contact": "agreed_key",
}
"""What is told about a loan, and under which of its keys it lies."""


class NotFree(Exception):
    """Another was quicker: `nearest_free` tells when it can be had."""


@transaction.atomic
def ask_for(
    *, item: Item, by: Member, slot: Slot, circle: Circle | None, words: str, contact: str
) -> Loan:
    """Ask for it: from now on it is kept for them. Asked twice at once, for just the same time, it
    is asked once. Raises `NotFree` and `PermissionDenied`."""
    by = locked_first(by)
    item = locked_item(item)
    must_be_able_to_borrow(by, item)
    same = item.loans.filter(by=by, circle=circle, starts=slot.starts, ends=slot.ends)
    if loan := same.filter(state=Loan.State.ASKED).first():
        return loan
    if problem := problem_with(item, slot):
        refuse(problem)
    if by.loans.live().count() >= AT_ONCE:
        many = _("You have, or wait for, %(count)s things. Bring one back first, please.")
        refuse(many % {"count": AT_ONCE})
    units = free_units(item, slot, by=by)
    if not units:
        raise NotFree
    loan = Loan(item=item, by=by, circle=circle, key=new_key(under=item.network.key))
    loan.starts, loan.ends, loan.changed_on = *slot, item.network.today()
    seal(loan, "words", words, key=loan.key)
    seal(loan, "contact", contact, key=loan.key)
    if not kept(loan, unit=units[0]):
        raise NotFree
    item.waits.filter(by=by).delete()
    if item.by:
        note_asked(of=item.by)
    tell_lenders(loan, "resources.loan_asked")
    return loan


@transaction.atomic
def agree(*, loan: Loan, by: Member, words: str, contact: str) -> bool:
    """Say yes, and how one is reached; false if it was answered already. Raises
    `PermissionDenied`."""
    by = locked_first(by)
    loan = locked(loan)
    if loan.state != Loan.State.ASKED:
        return False
    if loan.ends <= timezone.now():
        refuse(_("This time has passed already."))
    if loan.by is None or loan.by.on_break or loan.by_id in hidden_from(by):
        refuse(_("They do not ask for it any more."))
    loan.agreed_by, loan.agreed_key = by, new_key(under=loan.item.network.key)
    seal(loan, "answer", words, key=loan.agreed_key)
    seal(loan, "answer_contact", contact, key=loan.agreed_key)
    move(loan, Loan.State.AGREED)
    heed_asked(loan)
    tell_borrowers(loan, "resources.loan_agreed")
    return True


@transaction.atomic
def decline(*, loan: Loan) -> bool:
    """It cannot be had, or not after all; no reason is asked. False if it is too late for that."""
    if not end(loan, {Loan.State.ASKED, Loan.State.AGREED}, Loan.State.DECLINED):
        return False
    tell_borrowers(loan, "resources.loan_declined")
    return True


@transaction.atomic
def take_back(*, loan: Loan) -> bool:
    """They do not need it any more; false if they have it, or it has ended."""
    if not end(loan, {Loan.State.ASKED, Loan.State.AGREED}, Loan.State.TAKEN):
        return False
    tell_lenders(loan, "resources.loan_taken_back")
    return True


@transaction.atomic
def lapse(*, network: Network) -> None:
    """What nobody answered, and what nobody fetched."""
    now, today = timezone.now(), network.today()
    loans = Loan.objects.filter(item__network=network)
    late = Q(starts__lt=now) | Q(changed_on__lt=today - DAYS_TO_ANSWER)
    unanswered = loans.filter(late, state=Loan.State.ASKED)
    unfetched = loans.filter(state=Loan.State.AGREED, ends__lt=now - timedelta(days=1))
    for loan in (unanswered | unfetched).select_related("item"):
        if end(loan, {loan.state}, Loan.State.LAPSED):
            tell_borrowers(loan, "resources.loan_lapsed")
