"""Asking for a thing, lending it, and bringing it back."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.db import claim, lock_in_order, lock_row
from mutualaid.fields import random_id
from mutualaid.hooks import heed, tell
from mutualaid.http import refuse
from mutualaid.jobs.services import enqueue
from mutualaid.networks.access import as_now
from mutualaid.networks.agreements.rules import agreed
from mutualaid.networks.departures import note_forgotten
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Circle, Member, Network
from mutualaid.sealed.keys import new_key
from mutualaid.sealed.models import DataKey
from mutualaid.sealed.services import erase, seal
from resources.items.access import NOT_NOW, is_visible
from resources.items.models import Item
from resources.items.queries import keepers_of
from resources.items.services import locked as locked_item
from resources.items.services import note_asked

from .access import must_be_able_to_borrow
from .models import Loan, LoanNote, LoanQuerySet, Wait
from .queries import (
    address,
    earliest,
    free_units,
    free_until,
    is_waited_for,
    longest_of,
    next_number,
    problem_with,
)
from .reminders import LAST_REMINDER, REMINDERS, at
from .rules import AT_ONCE, DAYS_TO_ANSWER, GRACE, LOAN_KEPT_DAYS, OPEN_AFTER, TURN
from .slots import Slot

SEALED = {
    "words": "key",
    "contact": "key",
    "answer": "agreed_key",
    "answer_contact": "agreed_key",
}
"""What is told about a loan, and under which of its keys it lies."""
WAITS_AT_ONCE = 10


class NotFree(Exception):
    """Another was quicker: `nearest_free` tells when it can be had."""


@transaction.atomic
def ask_for(
    *, item: Item, by: Member, slot: Slot, circle: Circle | None, words: str, contact: str
) -> Loan:
    """Ask for it: from now on it is kept for them. Asked twice at once, for just the same time, it
    is asked once. Raises `NotFree` and `PermissionDenied`."""
    by = _locked_first(by)
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
    if not _kept(loan, unit=units[0]):
        raise NotFree
    item.waits.filter(by=by).delete()
    if item.by:
        note_asked(of=item.by)
    _tell_lenders(loan, "resources.loan_asked")
    return loan


def _kept(loan: Loan, **changes: Any) -> bool:
    """Whether the database takes it: of two who come at once, whatever we looked at before, it
    takes one."""
    for name, value in changes.items():
        setattr(loan, name, value)
    try:
        with transaction.atomic():
            loan.save()
    except IntegrityError:
        return False
    return True


@transaction.atomic
def agree(*, loan: Loan, by: Member, words: str, contact: str) -> bool:
    """Say yes, and how one is reached; false if it was answered already. Raises
    `PermissionDenied`."""
    by = _locked_first(by)
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
    _move(loan, Loan.State.AGREED)
    _heed_asked(loan)
    _tell_borrowers(loan, "resources.loan_agreed")
    return True


@transaction.atomic
def decline(*, loan: Loan) -> bool:
    """It cannot be had, or not after all; no reason is asked. False if it is too late for that."""
    if not _end(loan, {Loan.State.ASKED, Loan.State.AGREED}, Loan.State.DECLINED):
        return False
    _tell_borrowers(loan, "resources.loan_declined")
    return True


@transaction.atomic
def take_back(*, loan: Loan) -> bool:
    """They do not need it any more; false if they have it, or it has ended."""
    if not _end(loan, {Loan.State.ASKED, Loan.State.AGREED}, Loan.State.TAKEN):
        return False
    _tell_lenders(loan, "resources.loan_taken_back")
    return True


@transaction.atomic
def hand_over(*, loan: Loan, by: Member, words: str = "", picture: bytes = b"") -> bool:
    """It changed hands, and how it was then; said by the other one too, both are kept. False if
    it was not promised."""
    by = _locked_first(by)
    loan = locked(loan)
    if loan.state == Loan.State.AGREED:
        _begin_now(loan)
        _move(loan, Loan.State.HANDED)
        remind(loan=loan)
    elif loan.state != Loan.State.HANDED:
        return False
    _note(loan, by, LoanNote.Moment.HANDED, words, picture)
    return True


@transaction.atomic
def bring_back(*, loan: Loan, by: Member, words: str = "", picture: bytes = b"") -> bool:
    """It is back, and how it was then; as in `hand_over`. False if they never had it."""
    by = _locked_first(by)
    loan = locked(loan)
    if loan.state == Loan.State.HANDED:
        until = timezone.now() + OPEN_AFTER
        # Two who have parted meanwhile stay so.
        loan.open_until = min(loan.open_until or until, until)
        _move(loan, Loan.State.RETURNED)
        tell_next(item=loan.item)
        back = by.pk in {each.pk for each in _borrowers(loan)}
        told = _tell_lenders if back else _tell_borrowers
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
    if not _kept(loan, starts=early):
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


@transaction.atomic
def ask_to_keep(*, loan: Loan, until: datetime) -> None:
    """Ask to keep it longer. Raises `PermissionDenied`."""
    loan = locked(loan)
    _must_be_able_to_keep(loan, until)
    loan.wanted_until = until
    loan.save(update_fields=["wanted_until"])
    _tell_lenders(loan, "resources.loan_longer")


@transaction.atomic
def renew(*, loan: Loan, until: datetime) -> bool:
    """Who lends it says yes to that; false if they do not ask for just this any more. Raises
    `PermissionDenied`."""
    loan = locked(loan)
    if loan.wanted_until != until:
        return False
    _must_be_able_to_keep(loan, until)
    if not _kept(loan, ends=until, wanted_until=None):
        refuse(_("Another neighbor has it right after that."))
    remind(loan=loan)
    _tell_borrowers(loan, "resources.loan_renewed")
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
    _tell_borrowers(loan, "resources.loan_not_renewed")
    return True


# Waiting


@transaction.atomic
def wait_for(*, item: Item, by: Member, slot: Slot) -> Wait:
    """Be told when it is free then; asked for another time, one waits for that, at the end of the
    queue. Raises `PermissionDenied`."""
    by = _locked_first(by)
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
        _tell_one(wait.by, "resources.loan_free", item, f"{wait.pk}", _calendar_page(item))


def _calendar_page(item: Item) -> str:
    return reverse("resources:item_calendar", args=[item.network.slug, item.pk])


# What follows by itself


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
    _tell_borrowers(loan, kind, once=once)
    if loan.is_late(timezone.now()):
        soon = loan.item.loans.filter(state=Loan.State.AGREED, unit=loan.unit)
        for following in soon.filter(starts__lt=timezone.now() + timedelta(days=2)):
            _tell_borrowers(locked(following), "resources.loan_still_out", once=once)
    if kind == LAST_REMINDER:
        _tell_lenders(loan, "resources.loan_missing", once=once)


@transaction.atomic
def lapse(*, network: Network) -> None:
    """What nobody answered, and what nobody fetched."""
    now, today = timezone.now(), network.today()
    loans = Loan.objects.filter(item__network=network)
    late = Q(starts__lt=now) | Q(changed_on__lt=today - DAYS_TO_ANSWER)
    unanswered = loans.filter(late, state=Loan.State.ASKED)
    unfetched = loans.filter(state=Loan.State.AGREED, ends__lt=now - timedelta(days=1))
    for loan in (unanswered | unfetched).select_related("item"):
        if _end(loan, {loan.state}, Loan.State.LAPSED):
            _tell_borrowers(loan, "resources.loan_lapsed")


@transaction.atomic
def drop_waits(*, network: Network) -> None:
    """Of those whose turn, or whose time, is over."""
    now = timezone.now()
    over = Wait.objects.filter(Q(told_until__lte=now) | Q(ends__lte=now))
    for item in network.items.filter(pk__in=over.values("item")):
        tell_next(item=item)


@transaction.atomic
def remind_all(*, network: Network) -> None:
    """What a network that moved, or a day without a worker, left behind."""
    for loan in Loan.objects.filter(item__network=network, state=Loan.State.HANDED):
        remind(loan=locked(loan))


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
            _forget(by, key)


def _forget(by: Member | None, key: DataKey | None) -> None:
    if by and key:
        note_forgotten(by, key)
    if key:
        erase(key)


@transaction.atomic
def follow_item(*, item: Item) -> None:
    """What was taken out is promised to nobody any more; what is lent comes back all the same.
    What is paused is kept for those to whom it was promised."""
    ended = {Item.State.GONE: Loan.LIVE[:2], Item.State.PAUSED: Loan.LIVE[:1]}
    for loan in item.loans.filter(state__in=ended.get(Item.State(item.state), ())):
        decline(loan=loan)
    tell_next(item=item)


@transaction.atomic
def forget_item_loans(*, item: Item) -> None:
    """It is about to be deleted: who has it, or waits for it, hears that nothing comes of it."""
    for loan in item.loans.live().select_related("item"):
        if loan.state != Loan.State.HANDED:
            decline(loan=loan)
        else:
            _tell_borrowers(loan, "resources.loan_over", path=_list_page(item))
    forget_loans(item.loans.all())


def _list_page(item: Item) -> str:
    return reverse("resources:loan_list", args=[item.network.slug])


@transaction.atomic
def fall(*, member: Member) -> None:
    """Who takes a break, or is known no more, asks for nothing and is asked for nothing; what was
    handed over still comes back."""
    for loan in member.loans.filter(state__in=Loan.LIVE[:2], circle=None):
        take_back(loan=loan)
    for loan in Loan.objects.filter(item__by=member, item__circle=None, state=Loan.State.ASKED):
        decline(loan=loan)
    _wait_no_more(member)


@transaction.atomic
def part_loans(*, member: Member, absent: set[int]) -> None:
    """Of two who are absent to each other from now on, neither lends the other anything, and
    nobody is told why. What one of them has comes back; they do not see how to reach each
    other."""
    between = _between({member.pk}, absent) | _between(absent, {member.pk})
    for loan in Loan.objects.live().filter(between).select_related("item__circle"):
        if loan.item.circle_id and loan.agreed_by_id:
            # Others of the circle can go on with it.
            _forget_answer(loan)
        elif loan.state == Loan.State.HANDED:
            Loan.objects.filter(pk=loan.pk).update(open_until=timezone.now(), wanted_until=None)
        elif not loan.item.circle_id:
            _end(loan, {loan.state}, Loan.State.TAKEN)
    ended = Loan.objects.filter(between, state=Loan.State.RETURNED)
    ended.update(open_until=timezone.now())
    Wait.objects.filter(
        Q(by=member, item__by__in=absent) | Q(by__in=absent, item__by=member), item__circle=None
    ).delete()


def _between(borrowers: Iterable[int], lenders: Iterable[int]) -> Q:
    lends = Q(item__circle=None, item__by__in=lenders) | Q(agreed_by__in=lenders)
    return Q(by__in=borrowers) & lends


def _forget_answer(loan: Loan) -> None:
    loan = locked(loan)
    by, key = loan.agreed_by, loan.agreed_key
    loan.agreed_by = loan.agreed_key = loan.answer_sealed = loan.answer_contact_sealed = None
    loan.save()
    _forget(by, key)


@transaction.atomic
def leave_loans(*, member: Member) -> None:
    """Who leaves gives back what they asked for, and nobody can tell what they borrowed before.
    Whoever lent them what is not back yet is told. What a circle has stays with it."""
    for loan in member.loans.select_related("item"):
        if loan.circle_id:
            loan = locked(loan)
            by, key = loan.by, loan.key
            loan.by = loan.key = loan.words_sealed = loan.contact_sealed = None
            loan.save()
            _forget(by, key)
            continue
        if not take_back(loan=loan) and loan.state == Loan.State.HANDED:
            _tell_lenders(loan, "resources.loan_left", path=_calendar_page(loan.item))
        forget_loans(Loan.objects.filter(pk=loan.pk))
    for loan in Loan.objects.filter(agreed_by=member):
        _forget_answer(loan)
    for note in member.loan_notes.select_related("key"):
        note.delete()
        _forget(member, note.key)
    _wait_no_more(member)


def _wait_no_more(member: Member) -> None:
    waited = [wait.item for wait in member.waits.select_related("item")]
    member.waits.all().delete()
    for item in waited:
        tell_next(item=item)


def forget_loans_under(*, keys: set[int]) -> None:
    """After a restore: what lay under these keys is gone again."""
    forget_loans(Loan.objects.filter(Q(key__in=keys)))
    for loan in Loan.objects.filter(agreed_key__in=keys):
        _forget_answer(loan)
    for note in LoanNote.objects.filter(key__in=keys).select_related("key"):
        note.delete()
        _forget(None, note.key)


# What all of these do


def _move(loan: Loan, state: str) -> None:
    loan.state, loan.changed_on = state, loan.item.network.today()
    loan.save()


def _end(loan: Loan, before: Iterable[str], after: str) -> bool:
    """Whether it was in one of these states, and has ended now: the next are told."""
    item = locked_item(loan.item)
    live = Loan.objects.filter(pk=loan.pk, state__in=before)
    today = item.network.today()
    if not claim(live, state=after, changed_on=today, open_until=timezone.now()):
        return False
    _heed_asked(loan)
    tell_next(item=item)
    return True


def _tell_borrowers(loan: Loan, kind: str, *, once: str = "", path: str = "") -> None:
    _tell(_borrowers(loan), kind, loan, once, path)


def _tell_lenders(loan: Loan, kind: str, *, once: str = "", path: str = "") -> None:
    """Those to whom whoever asked is not absent."""
    absent = hidden_from(loan.by) if loan.by else set()
    _tell([each for each in keepers_of(loan.item) if each.pk not in absent], kind, loan, once, path)


def _tell(members: Iterable[Member], kind: str, loan: Loan, once: str, path: str) -> None:
    for member in members:
        _tell_one(member, kind, loan.item, once or str(random_id()), path or address(loan))


def _tell_one(member: Member, kind: str, item: Item, once: str, path: str) -> None:
    if member.user:
        facts = {"network": item.network.name, "item": item.name}
        tell(member.user, kind, path=path, once=f"{kind}.{once}", **facts)


def _heed_asked(loan: Loan) -> None:
    """Nobody has to answer any more."""
    for member in keepers_of(loan.item):
        if member.user:
            heed(member.user, "resources.loan_asked", path=address(loan))


def _borrowers(loan: Loan) -> list[Member]:
    """Who asked for it; once they left a circle that has it, whoever sits there."""
    if loan.by:
        return [loan.by]
    sitting = Member.objects.present().filter(seats__circle=loan.circle_id, seats__until=None)
    return list(sitting.select_related("user")) if loan.circle_id else []


def _locked_first(member: Member) -> Member:
    """Whoever acts, as they are now, before the item; as `as_now`."""
    member = as_now(member)
    lock_in_order(Member.objects.all(), [member.pk])
    return member


def locked(loan: Loan) -> Loan:
    """As it is now; nobody else changes it, or what else is known of its item, until the
    transaction ends. Raises `PermissionDenied` where nothing is left of it by now."""
    item = locked_item(loan.item)
    found = Loan.objects.select_related(
        "by__user", "agreed_by__user", "key__under", "agreed_key__under"
    )
    try:
        loan = lock_row(found, pk=loan.pk)
    except Loan.DoesNotExist:
        refuse(NOT_NOW)
    loan.item = item
    if loan.by:
        loan.by.network = item.network
    return loan
