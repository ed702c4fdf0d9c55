"""What is left of loans: nothing."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from mutualaid.networks.agreements.rules import agreed
from mutualaid.networks.departures import note_forgotten
from mutualaid.networks.models import Member, Network
from mutualaid.sealed.models import DataKey
from mutualaid.sealed.services import erase
from resources.loans.models import Loan, LoanNote, LoanQuerySet
from resources.loans.rules import LOAN_KEPT_DAYS

from .locking import locked


@transaction.atomic
def forget_ended(*, network: Network) -> None:
    """What ended some time ago."""
    until = network.today() - timedelta(days=agreed(network, LOAN_KEPT_DAYS))
    ended = Loan.objects.filter(item__network=network, changed_on__lt=until)
    forget_loans(ended.exclude(state__in=Loan.LIVE))


@transaction.atomic
def forget_loans(loans: LoanQuerySet) -> None:
    """Nothing is left of them; who was shown what, those whose it was still read."""
    found = loans.select_related("by__user__key", "agreed_by__user__key", "key", "agreed_key")
    for loan in found.prefetch_related("notes__by__user__key", "notes__key"):
        whose = [(loan.by, loan.key), (loan.agreed_by, loan.agreed_key)]
        whose += [(note.by, note.key) for note in loan.notes.all()]
        loan.delete()
        for by, key in whose:
            forget(by, key)


def forget_loans_under(*, keys: set[int]) -> None:
    """After a restore: what lay under these keys is gone again."""
    forget_loans(Loan.objects.filter(Q(key__in=keys)))
    for loan in Loan.objects.filter(agreed_key__in=keys):
        forget_answer(loan)
    for note in LoanNote.objects.filter(key__in=keys).select_related("key"):
        note.delete()
        forget(None, note.key)


def forget_answer(loan: Loan) -> None:
    loan = locked(loan)
    by, key = loan.agreed_by, loan.agreed_key
    loan.agreed_by = loan.agreed_key = loan.answer_sealed = loan.answer_contact_sealed = None
    loan.save()
    forget(by, key)


def forget(by: Member | None, key: DataKey | None) -> None:
    if by and key:
        note_forgotten(by, key)
    if key:
        erase(key)
