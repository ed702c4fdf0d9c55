"""When who has a thing is reminded of it."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from mutualaid.jobs.services import enqueue
from mutualaid.networks.models import Network
from resources.loans.models import Loan
from resources.loans.reminders import LAST_REMINDER, REMINDERS, at

from .locking import locked
from .telling import tell_borrowers, tell_lenders


def remind(*, loan: Loan) -> None:
    """Have its borrower reminded of when it should be back; again, once that has changed."""
    for kind in REMINDERS:
        due_at = at(kind, loan)
        if due_at > timezone.now():
            key = f"{kind}.{loan.pk}.{loan.ends:%Y%m%d%H%M}"
            enqueue(kind=kind, subject=loan.pk, key=key, due_at=due_at)


@transaction.atomic
def say_when_due(*, loan: Loan, kind: str) -> None:
    """One of the reminders, unless it is back or was renewed meanwhile. The last tells who lends it
    too, and whoever is the next to have it hears that it is late."""
    loan = locked(loan)
    if loan.state != Loan.State.HANDED or at(kind, loan) > timezone.now():
        return
    once = f"{loan.pk}.{loan.ends:%Y%m%d%H%M}"
    tell_borrowers(loan, kind, once=once)
    if loan.is_late(timezone.now()):
        soon = loan.item.loans.filter(state=Loan.State.AGREED, unit=loan.unit)
        for following in soon.filter(starts__lt=timezone.now() + timedelta(days=2)):
            tell_borrowers(locked(following), "resources.loan_still_out", once=once)
    if kind == LAST_REMINDER:
        tell_lenders(loan, "resources.loan_missing", once=once)


@transaction.atomic
def remind_all(*, network: Network) -> None:
    """What a network that moved, or a day without a worker, left behind."""
    for loan in Loan.objects.filter(item__network=network, state=Loan.State.HANDED):
        remind(loan=locked(loan))
