"""Who sees which goods, and the lines of their book."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from mutualaid.accounts.http import must_be_confirmed
from mutualaid.networks.access import member_or_404
from mutualaid.networks.concerns.things import shown
from mutualaid.networks.models import Member
from resources.ledgers.access import circles_read_by, must_write

from .models import Goods, GoodsQuerySet, Lot, StockEntry, StockNote


def goods_for(member: Member) -> GoodsQuerySet:
    """Those in the stocks that a member reads."""
    found: GoodsQuerySet = Goods.objects.filter(circle__in=circles_read_by(member))
    return found.select_related("circle__network__key")


def goods_shown(member: Member) -> GoodsQuerySet:
    """The same, without those that a concern hides."""
    found: GoodsQuerySet = shown(goods_for(member), to=member)
    return found


def notes_for(member: Member) -> QuerySet[StockNote]:
    """Those beside the entries that a member reads."""
    found = StockNote.objects.filter(entry__lot__goods__in=goods_shown(member).values("pk"))
    return found.select_related("entry__lot__goods__circle__network__key", "by__network")


def goods_or_404(request: HttpRequest, slug: str, goods_id: int) -> tuple[Member, Goods]:
    """Raises as `member_or_404` does."""
    member = member_or_404(request, slug)
    goods = get_object_or_404(goods_shown(member).counted(), pk=goods_id)
    must_be_confirmed(request)
    return member, goods


def lot_or_404(request: HttpRequest, slug: str, lot_id: int) -> tuple[Member, Lot]:
    member = member_or_404(request, slug)
    lots = Lot.objects.select_related("goods__circle__network__key")
    lot = get_object_or_404(lots, pk=lot_id, goods__circle__in=circles_read_by(member))
    lot.goods = get_object_or_404(goods_shown(member), pk=lot.goods_id)
    must_be_confirmed(request)
    return member, lot


def entry_to_undo(request: HttpRequest, slug: str, entry_id: int) -> tuple[Member, StockEntry]:
    """Raises `PermissionDenied` for who does not write in this book."""
    member = member_or_404(request, slug)
    entries = StockEntry.objects.filter(lot__goods__in=goods_shown(member).values("pk"))
    entry = get_object_or_404(entries.select_related("lot__goods__circle"), pk=entry_id)
    must_write(member, entry.lot.goods.circle)
    must_be_confirmed(request)
    return member, entry
