"""What is done at its time about loans."""

from mutualaid.jobs.registry import handler, nightly
from mutualaid.networks.nights import InEach
from resources.items.models import Item

from .models import Loan
from .reminders import REMINDERS
from .services.asking import lapse
from .services.reminding import remind_all, say_when_due
from .services.waiting import tell_next


def _remind(kind: str) -> None:
    @handler(kind)
    def say(loan_id: int) -> None:
        if loan := Loan.objects.filter(pk=loan_id).select_related("item").first():
            say_when_due(loan=loan, kind=kind)


for kind in REMINDERS:
    _remind(kind)


@handler("resources.next_waiting")
def next_waiting(item_id: int) -> None:
    if item := Item.objects.filter(pk=item_id).first():
        tell_next(item=item)


@nightly("resources.loans", outside=True)
def each_night() -> None:
    InEach(lapse)()
    InEach(remind_all)()
