"""From one state to another."""

from collections.abc import Iterable

from django.utils import timezone

from mutualaid.db import claim
from resources.items.services import locked as locked_item
from resources.loans.models import Loan

from .telling import heed_asked
from .waiting import tell_next


def move(loan: Loan, state: str) -> None:
    loan.state, loan.changed_on = state, loan.item.network.today()
    loan.save()


def end(loan: Loan, before: Iterable[str], after: str) -> bool:
    """Whether it was in one of these states, and has ended now: the next are told."""
    item = locked_item(loan.item)
    live = Loan.objects.filter(pk=loan.pk, state__in=before)
    today = item.network.today()
    if not claim(live, state=after, changed_on=today, open_until=timezone.now()):
        return False
    heed_asked(loan)
    tell_next(item=item)
    return True
