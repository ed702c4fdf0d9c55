"""What is free and what is taken, and which loans whoever looks sees."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Circle, Member
from resources.items.models import Item, Window
from resources.items.queries import shared_with, windows_in_words

from .models import Loan, LoanQuerySet, lends
from .rules import AHEAD, GRACE, LONGEST_DAYS, LONGEST_HOURS
from .slots import A_DAY, Slot, day_at, days_of, later, midnight, slot_in_words

SHOWN = 50
"""Of each side, of what goes on; a page of all of them shows the rest."""
IN_PANEL = 5
SOON = timedelta(days=3)


class Taken(NamedTuple):
    """When one unit of an item is not to be had."""

    slot: Slot
    unit: int
    mine: bool = False


def zone_of(item: Item) -> ZoneInfo:
    return ZoneInfo(item.network.time_zone)


def taken(item: Item, within: Slot, *, by: Member | None = None) -> list[Taken]:
    """What is promised or lent then; what should be back is still out for a while."""
    now = timezone.now()
    loans = item.loans.live().filter(Q(ends__gt=within.starts) | Q(state=Loan.State.HANDED))
    loans = loans.filter(starts__lt=within.ends)
    mine = {*item.loans.borrowed_by(by).values_list("pk", flat=True)} if by else set()
    found = [
        Taken(_out(each, now), each.unit, each.pk in mine) for each in loans.order_by("starts")
    ]
    return [each for each in found if each.slot.overlaps(within)]


def _out(loan: Loan, now: datetime) -> Slot:
    """For how long it is not there."""
    return Slot(loan.starts, now + GRACE) if loan.is_late(now) else loan.slot


def free_units(item: Item, slot: Slot, *, by: Member | None = None) -> list[int]:
    """Those that nobody has then, and for which nobody who waited longer has their turn."""
    used = {each.unit for each in taken(item, slot)}
    free = [unit for unit in range(1, item.quantity + 1) if unit not in used]
    turns = item.waits.filter(told_until__gt=timezone.now(), starts__lt=slot.ends)
    held = turns.filter(ends__gt=slot.starts).exclude(by=by).count()
    return free[: len(free) - held] if held < len(free) else []


def problem_with(item: Item, slot: Slot) -> str:
    """Why nobody can have it for that time, whoever has it then; empty where one can."""
    now, zone = timezone.now(), zone_of(item)
    first, last = days_of(slot, zone)
    if slot.ends <= slot.starts:
        return _("This ends before it begins. Please look at both again.")
    if slot.starts < earliest(item):
        return _("This time has passed already.")
    if slot.starts > now + AHEAD:
        return _("This is too far ahead. Please ask for a time within six months.")
    long = slot.ends - slot.starts if item.by_the_hour else last - first + A_DAY
    if long > longest_of(item):
        words = _("This is longer than %(longest)s days. Please ask for less.")
        return words % {"longest": longest_of(item).days}
    if not within_windows([*item.windows.all()], slot, zone, by_hour=item.by_the_hour):
        return open_in_words(item)
    return ""


def open_in_words(item: Item) -> str:
    """When in a week it can be had: on which days, and by the hour at which times."""
    windows = windows_in_words(item)
    if item.by_the_hour:
        times = " · ".join(f"{each['day']}, {each['hours']}" for each in windows)
        return _("You can have it at these times: %(times)s.") % {"times": times}
    days = " · ".join(dict.fromkeys(each["day"] for each in windows))
    return _("You can fetch it and bring it back on these days: %(days)s.") % {"days": days}


def longest_of(item: Item) -> timedelta:
    return LONGEST_HOURS if item.by_the_hour else LONGEST_DAYS


def earliest(item: Item) -> datetime:
    """When a loan may begin: within this hour, or today."""
    now = timezone.now()
    if item.by_the_hour:
        return now.replace(minute=0, second=0, microsecond=0)
    zone = zone_of(item)
    return midnight(day_at(now, zone), zone)


def within_windows(windows: list[Window], slot: Slot, zone: ZoneInfo, *, by_hour: bool) -> bool:
    """Whether it can be had then. By the day, it is fetched and brought back on days that have a
    window; by the hour, all of it lies in one. Without any, one asks."""
    if not windows:
        return True
    first, last = days_of(slot, zone)
    if not by_hour:
        return {first.weekday(), last.weekday()} <= {each.weekday for each in windows}
    starts, ends = (moment.astimezone(zone) for moment in slot)
    until = time.max if ends.date() > first else ends.time()
    return first == last and any(
        each.weekday == first.weekday() and each.start <= starts.time() and until <= _close(each)
        for each in windows
    )


def _close(window: Window) -> time:
    """A clock has no 24:00, so what is open until a minute before is open until then."""
    return time.max if window.end >= time(23, 59) else window.end


def nearest_free(item: Item, slot: Slot, *, by: Member | None = None) -> Slot | None:
    """As long, and as near to it as can be had; None within two weeks."""
    zone, by_hour = zone_of(item), item.by_the_hour
    windows, most = [*item.windows.all()], 14 * 24 if by_hour else 60
    edges = [later(slot, steps, zone, by_hour=by_hour) for steps in (-most, most)]
    busy = taken(item, Slot(edges[0].starts, edges[1].ends))
    first = earliest(item)
    turns = [wait.slot for wait in item.waits.filter(told_until__gt=timezone.now()).exclude(by=by)]
    for steps in _outwards(most):
        found = later(slot, steps, zone, by_hour=by_hour)
        if found.starts < first or not within_windows(windows, found, zone, by_hour=by_hour):
            continue
        used = {each.unit for each in busy if each.slot.overlaps(found)}
        held = sum(turn.overlaps(found) for turn in turns)
        if len(used) + held < item.quantity:
            return found
    return None


def _outwards(most: int) -> Iterator[int]:
    """0, 1, -1, 2, -2, … as far as ``most``."""
    yield 0
    for step in range(1, most + 1):
        yield step
        yield -step


def free_until(loan: Loan) -> datetime | None:
    """Until when who has it can keep it, before another gets it; None where nobody does."""
    others = loan.item.loans.live().filter(unit=loan.unit, starts__gte=loan.ends)
    following = others.exclude(pk=loan.pk).order_by("starts").first()
    return following.starts if following else None


def is_waited_for(loan: Loan, until: datetime) -> bool:
    """Whether somebody waits for it for a time before then."""
    return loan.item.waits.filter(starts__lt=until, ends__gt=loan.ends).exists()


def next_number(item: Item) -> int:
    return (item.waits.aggregate(last=Max("number"))["last"] or 0) + 1


def may_lend(member: Member, item: Item) -> bool:
    """As `lends` says."""
    return Item.objects.filter(lends(member), pk=item.pk).exists()


def circles_to_borrow_for(member: Member) -> list[Circle]:
    """In which a member sits; all members together are no circle that carries a ladder."""
    held = member.seats.held().exclude(circle__kind=Circle.Kind.ASSEMBLY)
    return [seat.circle for seat in held.select_related("circle").order_by("circle__name")]


# Of one item's page


def loans_seen(item: Item, member: Member | None) -> dict[str, Any] | None:
    """What the page of an item says of lending it, to whoever sees it; None where it is not
    lent."""
    if not item.is_lent:
        return None
    now = timezone.now()
    free = len(free_units(item, Slot(now, now + timedelta(minutes=1)), by=member))
    return {
        "free": free,
        "several": item.quantity > 1,
        "rows": rows_of(_of_item(item, member), member) if member else [],
        "waiting": member is not None and item.waits.filter(by=member).exists(),
        "may_borrow": to_be_had(item, member),
    }


def to_be_had(item: Item, member: Member | None) -> bool:
    """Whether whoever looks is offered to ask for it; who is no member signs in first."""
    own = member is not None and item.by_id == member.pk and item.circle_id is None
    return item.state == Item.State.SHARED and not own


def _of_item(item: Item, member: Member) -> list[Loan]:
    """Those that are this member's to see, and not over."""
    mine = seen_by(member).live().filter(item=item)
    return [*mine.order_by("starts")[:SHOWN]]


def seen_by(*members: Member) -> LoanQuerySet:
    """The loans on one of whose sides they are, one person in several networks; of who is absent
    to them, what is not back yet."""
    hidden = hidden_from(*members)
    loans = Loan.objects.filter(item__network__in=[member.network_id for member in members])
    seen = loans.borrowed_by(*members) | loans.lent_by(*members)
    absent = Q(by__in=hidden) | Q(agreed_by__in=hidden) | Q(item__circle=None, item__by__in=hidden)
    seen = seen.filter(~absent | Q(state=Loan.State.HANDED)) if hidden else seen
    return seen.select_related(
        "item__network", "item__by", "item__circle", "by", "circle", "agreed_by"
    )


def rows_of(loans: Iterable[Loan], member: Member) -> list[dict[str, Any]]:
    """What a list says of each: who has it only to those whom it is between."""
    now, hidden = timezone.now(), hidden_from(member)
    sits = {*member.seats.held().values_list("circle", flat=True)}
    return [
        {
            "url": address(each),
            "item": each.item.name,
            "when": each.when,
            "until": each.until,
            "state": str(Loan.State(each.state).label),
            "late": each.is_late(now),
            "who": who_borrows(each, hidden),
            "mine": each.by_id == member.pk or each.circle_id in sits,
            "answer": each.state == Loan.State.ASKED,
            "promised": each.state == Loan.State.AGREED,
            "longer": each.wanted_until is not None,
        }
        for each in loans
    ]


def who_borrows(loan: Loan, hidden: set[int]) -> str:
    """Who has it, to who lends it."""
    if loan.circle:
        return str(loan.circle)
    return _("someone") if loan.by is None or loan.by_id in hidden else str(loan.by)


def who_lends(loan: Loan, reader: Member, hidden: set[int]) -> str:
    """Whose it is, to who borrows it; before there was a yes only to who is known here, so that
    nobody asks for a thing to read a name."""
    if loan.item.circle:
        return str(loan.item.circle)
    if not reader.is_known and not loan.agreed_by_id:
        return ""
    by = loan.item.by
    return _("someone") if by is None or by.pk in hidden else str(by)


def address(loan: Loan) -> str:
    return reverse("resources:loan_detail", args=[loan.item.network.slug, loan.pk])


# One's own


def loans_of(member: Member) -> dict[str, Any]:
    """Both sides of what somebody borrows and lends, as far as it is not over, and what they wait
    for."""
    seen = seen_by(member).live().order_by("ends", "pk")
    sides = {"borrowed": seen.borrowed_by(member), "lent": seen.lent_by(member)}
    rows = {name: rows_of(loans[:SHOWN], member) for name, loans in sides.items()}
    return rows | {"waits": _waits_of(member)}


def _waits_of(member: Member) -> list[dict[str, Any]]:
    there = shared_with(member.network, member).values("pk")
    waits = member.waits.filter(item__in=there).select_related("item__network")
    return [
        {
            "item": wait.item,
            "when": slot_in_words(wait.slot, zone_of(wait.item), by_hour=wait.item.by_the_hour),
        }
        for wait in waits.order_by("starts", "pk")
    ]


def due_soon(member: Member) -> list[dict[str, Any]]:
    """What the home of a network reminds of: what is to be answered, fetched or brought back
    within some days."""
    soon = timezone.now() + SOON
    seen = seen_by(member).live()
    to_answer = seen.lent_by(member).filter(Q(state=Loan.State.ASKED) | ~Q(wanted_until=None))
    to_do = seen.borrowed_by(member).filter(
        Q(state=Loan.State.HANDED, ends__lt=soon) | Q(state=Loan.State.AGREED, starts__lt=soon)
    )
    late = seen.lent_by(member).late(timezone.now())
    found = (to_answer | to_do | late).order_by("ends", "pk")
    return rows_of(found[:IN_PANEL], member)
