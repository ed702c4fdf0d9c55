"""That a thing changes hands, and how it was then."""

from django.db import transaction
from django.utils import timezone

from mutualaid.networks.models import Member
from mutualaid.sealed.keys import new_key
from mutualaid.sealed.services import seal
from resources.loans.models import Loan, LoanNote
from resources.loans.queries import earliest
from resources.loans.rules import OPEN_AFTER

from .locking import kept, locked, locked_first
from .reminding import remind
from .states import move
from .telling import borrowers, tell_borrowers, tell_lenders
from .waiting import tell_next


@transaction.atomic
def hand_over(*, loan: Loan, by: Member, words: str = "", picture: bytes = b"") -> bool:
    """It changed hands, and how it was then; said by the other one too, both are kept. False if
    it was not promised."""
    by = locked_first(by)
    loan = locked(loan)
    if loan.state == Loan.State.AGREED:
        _begin_now(loan)
        move(loan, Loan.State.HANDED)
        remind(loan=loan)
    elif loan.state != Loan.State.HANDED:
        return False
    _note(loan, by, LoanNote.Moment.HANDED, words, picture)
    return True


@transaction.atomic
def bring_back(*, loan: Loan, by: Member, words: str = "", picture: bytes = b"") -> bool:
    """It is back, and how it was then; as in `hand_over`. False if they never had it."""
    by = locked_first(by)
    loan = locked(loan)
    if loan.state == Loan.State.HANDED:
        until = timezone.now() + OPEN_AFTER
        # Two who have parted meanwhile stay so.
        loan.open_until = min(loan.open_until or until, until)
        move(loan, Loan.State.RETURNED)
        tell_next(item=loan.item)
        back = by.pk in {each.pk for each in borrowers(loan)}
        told = tell_lenders if back else tell_borrowers
        told(loan, "resources.loan_returned")
    elif not (loan.state == Loan.State.RETURNED and loan.is_open(timezone.now())):
        return False
    _note(loan, by, LoanNote.Moment.RETURNED, words, picture)
    return True


def _begin_now(loan: Loan) -> None:
    """Fetched before its time, it is out from now on; where another has it until then, it stays as
    it was promised. So does what is lent by the hour: it does not stay out for days."""
    promised, early = loan.starts, earliest(loan.item)
    if loan.item.by_the_hour or promised <= early:
        return
    if not kept(loan, starts=early):
        loan.starts = promised


def _note(loan: Loan, by: Member, moment: str, words: str, picture: bytes) -> None:
    if not (words or picture):
        return
    note = loan.notes.select_related("key__under").filter(by=by, moment=moment).first()
    if note is None:
        key = new_key(under=loan.item.network.key)
        note = LoanNote(loan=loan, by=by, moment=moment, key=key)
    if words:
        seal(note, "words", words, key=note.key)
    if picture:
        seal(note, "picture", picture, key=note.key)
    note.save()
