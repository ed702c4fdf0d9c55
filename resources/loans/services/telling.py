"""Who hears of it."""

from collections.abc import Iterable

from django.urls import reverse

from mutualaid.fields import random_id
from mutualaid.hooks import heed, tell
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Member
from resources.items.models import Item
from resources.items.queries import keepers_of
from resources.loans.models import Loan
from resources.loans.queries import address


def tell_borrowers(loan: Loan, kind: str, *, once: str = "", path: str = "") -> None:
    _tell(borrowers(loan), kind, loan, once, path)


def tell_lenders(loan: Loan, kind: str, *, once: str = "", path: str = "") -> None:
    """Those to whom whoever asked is not absent."""
    absent = hidden_from(loan.by) if loan.by else set()
    _tell([each for each in keepers_of(loan.item) if each.pk not in absent], kind, loan, once, path)


def _tell(members: Iterable[Member], kind: str, loan: Loan, once: str, path: str) -> None:
    for member in members:
        tell_one(member, kind, loan.item, once or str(random_id()), path or address(loan))


def tell_one(member: Member, kind: str, item: Item, once: str, path: str) -> None:
    if member.user:
        facts = {"network": item.network.name, "item": item.name}
        tell(member.user, kind, path=path, once=f"{kind}.{once}", **facts)


def heed_asked(loan: Loan) -> None:
    """Nobody has to answer any more."""
    for member in keepers_of(loan.item):
        if member.user:
            heed(member.user, "resources.loan_asked", path=address(loan))


def borrowers(loan: Loan) -> list[Member]:
    """Who asked for it; once they left a circle that has it, whoever sits there."""
    if loan.by:
        return [loan.by]
    sitting = Member.objects.present().filter(seats__circle=loan.circle_id, seats__until=None)
    return list(sitting.select_related("user")) if loan.circle_id else []


def calendar_page(item: Item) -> str:
    return reverse("resources:item_calendar", args=[item.network.slug, item.pk])
