"""Whoever acts, and the loan that they act on, as they are now."""

from typing import Any

from django.db import IntegrityError, transaction

from mutualaid.db import lock_in_order, lock_row
from mutualaid.http import refuse
from mutualaid.networks.access import as_now
from mutualaid.networks.models import Member
from resources.items.access import NOT_NOW
from resources.items.services import locked as locked_item
from resources.loans.models import Loan


def locked_first(member: Member) -> Member:
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


def kept(loan: Loan, **changes: Any) -> bool:
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
