"""When who has something is reminded of it: each time in another tone. Nothing else follows."""

from collections.abc import Callable
from datetime import UTC, datetime, time

from .models import Loan
from .slots import A_DAY, AN_HOUR, days_of

MORNING = time(9)


def _from_end(hours: int) -> Callable[[Loan], datetime]:
    return lambda loan: loan.ends + hours * AN_HOUR


def _morning(days: int) -> Callable[[Loan], datetime]:
    """On the morning so many days after the last one."""

    def moment(loan: Loan) -> datetime:
        day = days_of(loan.slot, loan.zone)[1] + days * A_DAY
        return datetime.combine(day, MORNING, loan.zone).astimezone(UTC)

    return moment


LAST_REMINDER = "resources.loan_overdue"
REMINDERS = {
    "resources.loan_due": (_from_end(-1), _morning(0)),
    "resources.loan_past": (_from_end(1), _morning(1)),
    LAST_REMINDER: (_from_end(24), _morning(4)),
}
"""When, of what is lent by the hour, and of what is lent by the day."""


def at(kind: str, loan: Loan) -> datetime:
    by_hour, by_day = REMINDERS[kind]
    return by_hour(loan) if loan.item.by_the_hour else by_day(loan)
