"""Who borrows and who lends, and when the two see how to reach each other."""

from typing import NamedTuple

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mutualaid.accounts.http import must_be_confirmed
from mutualaid.http import refuse
from mutualaid.networks.access import member_or_404
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Member
from resources.items.access import NOT_NOW, is_visible, item_or_404
from resources.items.models import Item

from .models import Loan
from .queries import may_lend, seen_by

YOURS = _("This is yours.")
ONLY_LENDER = _("Only who lends this does so: whose it is, or who sits in the circle that has it.")
ONLY_BORROWER = _("Only who asked for this does so.")
NOT_OPEN = _("Contact is open once the loan was promised, and a day longer than it lasts.")
PARTED = _("You cannot reach each other here. Another neighbor can bring it back for you.")


class Side(NamedTuple):
    """A loan, as one of the two whom it is between sees it; somebody may be both, of a circle's
    thing."""

    loan: Loan
    member: Member
    borrows: bool
    lends: bool
    hidden: set[int]
    """Who is absent to them."""


def member_and_lent_item(request: HttpRequest, slug: str, item_id: int) -> tuple[Member, Item]:
    """An item that is lent, for members. Raises as `member_or_404` and `item_or_404` do."""
    member = member_or_404(request, slug)
    item = item_or_404(request, slug, item_id).item
    if not item.is_lent:
        raise Http404
    return member, item


def must_be_able_to_borrow(member: Member, item: Item) -> None:
    """Raises `PermissionDenied`, saying why not."""
    if item.circle_id is None and item.by_id == member.pk:
        refuse(YOURS)
    if member.on_break or not is_visible(member, item):
        refuse(NOT_NOW)


def loan_or_404(request: HttpRequest, slug: str, loan_id: int) -> Side:
    """For the two whom it is between, also while they take a break: nobody else is told that it is
    there."""
    member = member_or_404(request, slug, on_break=True)
    found = seen_by(member).select_related(
        *("item__network__key", "item__by__user", "item__circle", "by__user", "circle"),
        *("agreed_by__user", "key__under", "agreed_key__under"),
    )
    loan = get_object_or_404(found, pk=loan_id)
    for each in (loan.by, loan.agreed_by, loan.item.by):
        if each:
            each.network = loan.item.network
    sits = loan.circle_id and member.seats.held().filter(circle=loan.circle_id).exists()
    borrows = loan.by_id == member.pk or bool(sits)
    return Side(loan, member, borrows, may_lend(member, loan.item), hidden_from(member))


def as_lender(request: HttpRequest, slug: str, loan_id: int) -> Side:
    side = loan_or_404(request, slug, loan_id)
    if not side.lends:
        refuse(ONLY_LENDER)
    must_be_confirmed(request)
    return side


def as_borrower(request: HttpRequest, slug: str, loan_id: int) -> Side:
    side = loan_or_404(request, slug, loan_id)
    if not side.borrows:
        refuse(ONLY_BORROWER)
    must_be_confirmed(request)
    return side


def must_know_each_other(side: Side) -> None:
    """Raises `PermissionDenied` while the two do not see how to reach each other."""
    if closed := why_closed(side):
        refuse(closed)


def why_closed(side: Side) -> Promise | str:
    """Why the two do not see how to reach each other; empty where they do."""
    loan = side.loan
    if {loan.by_id, loan.agreed_by_id, loan.item.by_id} & side.hidden:
        return PARTED
    return "" if loan.is_open(timezone.now()) else NOT_OPEN
