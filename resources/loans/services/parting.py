"""What becomes of loans as a thing is shared no more, or as members part."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from mutualaid.networks.models import Member
from resources.items.models import Item
from resources.loans.models import Loan, Wait

from .asking import decline, take_back
from .forgetting import forget, forget_answer, forget_loans
from .locking import locked
from .states import end
from .telling import calendar_page, tell_borrowers, tell_lenders
from .waiting import tell_next, wait_no_more


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
            tell_borrowers(loan, "resources.loan_over", path=_list_page(item))
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
    wait_no_more(member)


@transaction.atomic
def part_loans(*, member: Member, absent: set[int]) -> None:
    """Of two who are absent to each other from now on, neither lends the other anything, and
    nobody is told why. What one of them has comes back; they do not see how to reach each
    other."""
    between = _between({member.pk}, absent) | _between(absent, {member.pk})
    for loan in Loan.objects.live().filter(between).select_related("item__circle"):
        if loan.item.circle_id and loan.agreed_by_id:
            # Others of the circle can go on with it.
            forget_answer(loan)
        elif loan.state == Loan.State.HANDED:
            Loan.objects.filter(pk=loan.pk).update(open_until=timezone.now(), wanted_until=None)
        elif not loan.item.circle_id:
            end(loan, {loan.state}, Loan.State.TAKEN)
    ended = Loan.objects.filter(between, state=Loan.State.RETURNED)
    ended.update(open_until=timezone.now())
    Wait.objects.filter(
        Q(by=member, item__by__in=absent) | Q(by__in=absent, item__by=member), item__circle=None
    ).delete()


def _between(borrowers: Iterable[int], lenders: Iterable[int]) -> Q:
    lends = Q(item__circle=None, item__by__in=lenders) | Q(agreed_by__in=lenders)
    return Q(by__in=borrowers) & lends


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
            forget(by, key)
            continue
        if not take_back(loan=loan) and loan.state == Loan.State.HANDED:
            tell_lenders(loan, "resources.loan_left", path=calendar_page(loan.item))
        forget_loans(Loan.objects.filter(pk=loan.pk))
    for loan in Loan.objects.filter(agreed_by=member):
        forget_answer(loan)
    for note in member.loan_notes.select_related("key"):
        note.delete()
        forget(member, note.key)
    wait_no_more(member)
