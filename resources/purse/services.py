"""Writing in the book of a purse. No money is moved by it."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from mutualaid.db import claim, lock_row
from mutualaid.hooks import tell
from mutualaid.http import refuse
from mutualaid.networks.access import as_now
from mutualaid.networks.agreements.rules import agreed
from mutualaid.networks.models import Circle, Member, Network
from mutualaid.sealed.services import seal
from resources.ledgers.access import writer
from resources.ledgers.amounts import TooLittle

from .access import must_be_correctable, must_be_its_writer, must_confirm
from .currencies import likely_currency
from .models import Purse, PurseEntry, Slip
from .rules import PAPERS_DAYS


def purse_of(circle: Circle) -> Purse:
    """Made where there is none yet, in the currency that is likely there."""
    assert circle.network
    first = {"currency": likely_currency(circle.network)}
    return Purse.objects.get_or_create(circle=circle, defaults=first)[0]


@transaction.atomic
def choose_currency(*, by: Member, circle: Circle, currency: str) -> None:
    """Raises `PermissionDenied` once something stands in the book: its amounts would lie."""
    writer(by, circle)
    purse = _locked(purse_of(circle))
    if purse.entries.exists() or purse.slips.exists():
        refuse(_("Something stands in the book already, so its currency stays."))
    claim(Purse.objects.filter(pk=purse.pk), currency=currency)


@transaction.atomic
def put_in(
    *,
    by: Member,
    circle: Circle,
    once: int,
    way: str,
    amount: int,
    words: str = "",
    receipt: bytes | None = None,
    named: bool = False,
    on: date | None = None,
) -> Slip:
    """Money came in. Sent again with the same ``once``, it is the slip that is there. Raises
    `PermissionDenied`."""
    by = writer(by, circle)
    purse = _locked(purse_of(circle))
    if slip := purse.slips.filter(pk=once).first():
        return slip
    slip = Slip(pk=once, purse=purse, way=way, amount=amount, by=by if named else None)
    _tell(slip, words, receipt)
    slip.made_on = on or by.network.today()
    slip.save(force_insert=True)
    _enter(slip)
    return slip


@transaction.atomic
def want_to_spend(
    *,
    by: Member,
    circle: Circle,
    once: int,
    amount: int,
    words: str,
    receipt: bytes | None = None,
    on: date | None = None,
) -> Slip:
    """Money is to go out, or went: it waits for a second member, and above what two may spend for
    the assembly. Once, and raises, as in `put_in`; and `TooLittle`."""
    by = writer(by, circle)
    purse = _locked(purse_of(circle))
    if slip := purse.slips.filter(pk=once).first():
        return slip
    if amount > purse.balance:
        raise TooLittle(purse.balance)
    slip = Slip(pk=once, purse=purse, way=PurseEntry.Way.SPENT, amount=-amount, by=by)
    _tell(slip, words, receipt)
    slip.made_on = on or by.network.today()
    slip.save(force_insert=True)
    return slip


@transaction.atomic
def want_to_correct(*, by: Member, entry: PurseEntry) -> Slip:
    """An entry is wrong: a line against all of it waits for a second member, however much it is.
    Wanted twice, it is the one that waits. Raises `PermissionDenied`, as `must_be_correctable`."""
    by = writer(by, entry.purse.circle)
    purse = _locked(entry.purse)
    must_be_correctable(entry)
    if slip := Slip.objects.filter(corrects=entry).first():
        return slip
    return Slip.objects.create(
        purse=purse,
        way=PurseEntry.Way.UNDONE,
        amount=-entry.amount,
        corrects=entry,
        by=by,
        made_on=by.network.today(),
    )


@transaction.atomic
def confirm(*, by: Member, slip: Slip, on: date | None = None) -> bool:
    """A second member says yes, and it is entered; false if it was already. Raises
    `PermissionDenied`, and `TooLittle` where less lies in the purse by now."""
    by, purse = as_now(by), _locked(slip.purse)
    waiting = Slip.objects.select_related("purse__circle__network", "by__user")
    fresh = waiting.filter(pk=slip.pk).first()
    if fresh is None:
        refuse(_("This was taken back meanwhile."))
    if not fresh.waits:
        return False
    must_confirm(by, fresh)
    fresh.purse, fresh.seconded_by = purse, by
    fresh.made_on = on or by.network.today()
    _enter(fresh)
    if fresh.by and fresh.by.user:
        path = reverse("resources:slip_detail", args=[by.network.slug, fresh.pk])
        once = f"resources.confirmed.{fresh.pk}"
        tell(fresh.by.user, "resources.confirmed", path=path, once=once, network=by.network.name)
    return True


@transaction.atomic
def take_back(*, by: Member, slip: Slip) -> bool:
    """Who wrote it does not want it any more; false once it stands in the book. Raises
    `PermissionDenied`."""
    must_be_its_writer(by, slip)
    _locked(slip.purse)
    return bool(Slip.objects.waiting().filter(pk=slip.pk).delete()[0])


@transaction.atomic
def keep_receipt(*, by: Member, slip: Slip, receipt: bytes) -> None:
    """A picture of what was paid. Raises `PermissionDenied`, also where there is one: a second one
    would hide the first."""
    writer(by, slip.purse.circle)
    fresh = lock_row(Slip.objects.select_related("purse__circle__network__key"), pk=slip.pk)
    if fresh.receipt_sealed:
        refuse(_("There is a receipt already."))
    _tell(fresh, "", receipt)
    fresh.save(update_fields=["receipt_sealed"])


@transaction.atomic
def leave_purses(*, member: Member) -> None:
    """What waits for others is taken back; their name stands nowhere any more."""
    member.slips.waiting().delete()
    Slip.objects.filter(by=member).update(by=None)
    Slip.objects.filter(seconded_by=member).update(seconded_by=None)


@transaction.atomic
def forget_slips(*, network: Network) -> None:
    """Whose it was, what for, and the receipt; the book stays."""
    until = network.today() - timedelta(days=agreed(network, PAPERS_DAYS))
    Slip.objects.filter(purse__circle__network=network, made_on__lt=until).delete()


def _enter(slip: Slip) -> None:
    """Into the book; the purse is locked. Raises `TooLittle`."""
    enough = Purse.objects.filter(Q(balance__gte=-slip.amount), pk=slip.purse_id)
    if not claim(enough, balance=F("balance") + slip.amount):
        raise TooLittle(Purse.objects.get(pk=slip.purse_id).balance)
    slip.entry = PurseEntry.objects.create(
        purse=slip.purse,
        way=slip.way,
        amount=slip.amount,
        on=slip.made_on,
        undoes=slip.corrects,
    )
    slip.save(update_fields=["entry", "seconded_by", "made_on"])


def _tell(slip: Slip, words: str, receipt: bytes | None) -> None:
    network = slip.purse.circle.network
    assert network
    if words:
        seal(slip, "words", words, key=network.key)
    if receipt:
        seal(slip, "receipt", receipt, key=network.key)


def _locked(purse: Purse) -> Purse:
    """As it is now; nobody else writes in it until the transaction ends."""
    return lock_row(Purse.objects.select_related("circle__network__key"), pk=purse.pk)
