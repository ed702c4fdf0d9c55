"""Putting into a circle's stock, and taking out of it."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mutualaid.db import claim, lock_in_order, lock_row
from mutualaid.http import refuse
from mutualaid.networks.agreements.rules import agreed
from mutualaid.networks.models import Circle, Member, Network
from mutualaid.sealed.services import seal, unseal
from needs.posts.models import Need
from needs.posts.queries import open_to
from resources.ledgers.access import writer
from resources.ledgers.amounts import TooLittle
from resources.purse.models import PurseEntry

from .models import Goods, Lot, StockEntry, StockNeed, StockNote
from .rules import NAMES_DAYS

NOT_ITS_PURSE = gettext_lazy("This was paid from the purse of another circle.")


@transaction.atomic
def put_in_new(
    *, by: Member, circle: Circle, once: int, what: str, category: str, unit: str, **came: Any
) -> Goods:
    """The first of a kind of goods; ``came`` as for `put_in`, and once, and raises, as there."""
    by = writer(by, circle)
    lock_in_order(Circle.objects.all(), [circle.pk])  # of two taps at once the second finds it
    told = {"what": what, "category": category, "unit": unit}
    goods, _made = Goods.objects.get_or_create(pk=once, circle=circle, defaults=told)
    put_in(by=by, goods=goods, once=once, **came)
    return goods


@transaction.atomic
def put_in(
    *,
    by: Member,
    goods: Goods,
    once: int,
    way: str,
    quantity: int,
    best_before: date | None = None,
    place: str = "",
    bought_with: PurseEntry | None = None,
    named: bool = False,
    on: date | None = None,
) -> Lot:
    """More of these goods came in: to what is good until the same day in the same place, or as a
    lot of its own. Sent again with the same ``once``, it came in once. Raises `PermissionDenied`.
    """
    by = writer(by, goods.circle)
    if bought_with and bought_with.purse.circle_id != goods.circle_id:
        refuse(NOT_ITS_PURSE)
    goods = lock_row(Goods.objects.select_related("circle__network__key"), pk=goods.pk)
    if entry := StockEntry.objects.filter(pk=once, lot__goods=goods).first():
        return entry.lot
    entry = StockEntry(
        pk=once,
        lot=_lot_of(goods, best_before, place),
        way=way,
        quantity=quantity,
        on=on or by.network.today(),
        bought_with=bought_with,
    )
    _enter(entry)
    if named:
        StockNote.objects.create(entry=entry, by=by)
    return entry.lot


@transaction.atomic
def take_out(
    *,
    by: Member,
    lot: Lot,
    once: int,
    way: str,
    quantity: int,
    need: Need | None = None,
    words: str = "",
    named: bool = False,
    on: date | None = None,
) -> None:
    """Some of it goes out. Sent again with the same ``once``, it went once. Raises
    `PermissionDenied`, and `TooLittle` where not so much is left."""
    by = writer(by, lot.goods.circle)
    if need and not open_to(by).filter(pk=need.pk).exists():
        refuse(_("You do not see this need."))
    lot = lock_row(Lot.objects.select_related("goods__circle__network__key"), pk=lot.pk)
    if StockEntry.objects.filter(pk=once, lot=lot).exists():
        return
    entry = StockEntry(pk=once, lot=lot, way=way, quantity=-quantity, on=on or by.network.today())
    _enter(entry)
    if need:
        StockNeed.objects.create(entry=entry, need=need)
    if named or words:
        note = StockNote(entry=entry, by=by if named else None)
        if words:
            seal(note, "words", words, key=_network(lot.goods).key)
        note.save(force_insert=True)


@transaction.atomic
def undo(*, by: Member, entry: StockEntry) -> bool:
    """A line against one that was wrong; false if there is one already. Raises `PermissionDenied`,
    and `TooLittle` where what came in by mistake went out meanwhile."""
    by = writer(by, entry.lot.goods.circle)
    lot = lock_row(Lot.objects.all(), pk=entry.lot_id)
    if entry.undoes_id:
        refuse(_("This corrects something. If that was wrong too, write it anew."))
    if StockEntry.objects.filter(undoes=entry).exists():
        return False
    _enter(
        StockEntry(
            lot=lot,
            way=StockEntry.Way.UNDONE,
            quantity=-entry.quantity,
            on=by.network.today(),
            undoes=entry,
        )
    )
    return True


@transaction.atomic
def set_mark(*, by: Member, goods: Goods, low_at: int | None) -> None:
    """Below which it is running low. Raises `PermissionDenied`."""
    writer(by, goods.circle)
    Goods.objects.filter(pk=goods.pk).update(low_at=low_at)


@transaction.atomic
def forget_notes(*, network: Network) -> None:
    """Who gave or took, and for which project; the book stays."""
    until = network.today() - timedelta(days=agreed(network, NAMES_DAYS))
    StockNote.objects.filter(
        entry__lot__goods__circle__network=network, entry__on__lt=until
    ).delete()


def place_of(lot: Lot) -> str:
    """Where it is. It was written for all who read the stock, so the ledger does not note it."""
    return unseal(lot, "place", key=_network(lot.goods).key)


def _enter(entry: StockEntry) -> None:
    """Into the book, if so much is there. Raises `TooLittle`."""
    enough = Lot.objects.filter(pk=entry.lot_id, left__gte=-entry.quantity)
    if not claim(enough, left=F("left") + entry.quantity):
        raise TooLittle(Lot.objects.get(pk=entry.lot_id).left)
    entry.save(force_insert=True)


def _lot_of(goods: Goods, best_before: date | None, place: str) -> Lot:
    for lot in goods.lots.there().filter(best_before=best_before):
        lot.goods = goods
        if place_of(lot) == place:
            return lot
    lot = Lot(goods=goods, best_before=best_before)
    if place:
        seal(lot, "place", place, key=_network(goods).key)
    lot.save(force_insert=True)
    return lot


def _network(goods: Goods) -> Network:
    assert goods.circle.network
    return goods.circle.network
