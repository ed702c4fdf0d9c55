"""Waiting for a thing that others have, and whose turn it is."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.http import refuse
from mutualaid.jobs.services import enqueue
from mutualaid.networks.models import Member, Network
from resources.items.access import is_visible
from resources.items.models import Item
from resources.items.services import locked as locked_item
from resources.loans.access import must_be_able_to_borrow
from resources.loans.models import Wait
from resources.loans.queries import free_units, next_number, problem_with
from resources.loans.rules import TURN
from resources.loans.slots import Slot

from .locking import locked_first
from .telling import calendar_page, tell_one

WAITS_AT_ONCE = 10


@transaction.atomic
def wait_for(*, item: Item, by: Member, slot: Slot) -> Wait:
    """Be told when it is free then; asked for another time, one waits for that, at the end of the
    queue. Raises `PermissionDenied`."""
    by = locked_first(by)
    item = locked_item(item)
    must_be_able_to_borrow(by, item)
    if problem := problem_with(item, slot):
        refuse(problem)
    if wait := item.waits.filter(by=by, starts=slot.starts, ends=slot.ends).first():
        return wait
    item.waits.filter(by=by).delete()
    if by.waits.count() >= WAITS_AT_ONCE:
        words = _("You wait for %(count)s things already. Please stop waiting for one first.")
        refuse(words % {"count": WAITS_AT_ONCE})
    wait = Wait.objects.create(
        item=item, by=by, starts=slot.starts, ends=slot.ends, number=next_number(item)
    )
    tell_next(item=item)
    return wait


@transaction.atomic
def stop_waiting(*, item: Item, by: Member) -> None:
    item = locked_item(item)
    item.waits.filter(by=by).delete()
    tell_next(item=item)


@transaction.atomic
def tell_next(*, item: Item) -> None:
    """Tell those who wait that it is free for them: whoever waited longest first, and one at a
    time. Who does not ask within `TURN` lets the others go first."""
    item, now = locked_item(item), timezone.now()
    item.waits.filter(Q(told_until__lte=now) | Q(ends__lte=now)).delete()
    if item.state != Item.State.SHARED:
        return
    waiting = item.waits.filter(told_until=None).select_related("by__user", "by__network")
    for wait in waiting.order_by("number"):
        if not is_visible(wait.by, item) or problem_with(item, wait.slot):
            continue
        if not free_units(item, wait.slot, by=wait.by):
            continue
        wait.told_until = now + TURN
        wait.save(update_fields=["told_until"])
        enqueue(
            kind="resources.next_waiting",
            subject=item.pk,
            key=f"resources.next_waiting.{wait.pk}",
            due_at=wait.told_until,
        )
        tell_one(wait.by, "resources.loan_free", item, f"{wait.pk}", calendar_page(item))


@transaction.atomic
def drop_waits(*, network: Network) -> None:
    """Of those whose turn, or whose time, is over."""
    now = timezone.now()
    over = Wait.objects.filter(Q(told_until__lte=now) | Q(ends__lte=now))
    for item in network.items.filter(pk__in=over.values("item")):
        tell_next(item=item)


def wait_no_more(member: Member) -> None:
    waited = [wait.item for wait in member.waits.select_related("item")]
    member.waits.all().delete()
    for item in waited:
        tell_next(item=item)
