"""What pages of a stock show."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Q, Sum
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mutualaid.networks.concerns.things import concern_url, shown
from mutualaid.networks.hiding.queries import names_for
from mutualaid.networks.models import Circle, Member, Network
from mutualaid.paging import Page, page_of
from mutualaid.sealed.services import unseal
from mutualaid.spreadsheets.writer import Cell, written
from needs.categories import beneath
from needs.own_categories.queries import kinds_of
from needs.posts.models import Need, NeedQuerySet
from needs.posts.queries import open_to
from resources.ledgers.access import circles_of_all
from resources.ledgers.amounts import as_decimal
from resources.purse.models import Slip

from .access import goods_shown
from .models import Goods, Lot, LotQuerySet, StockEntry, StockNeed, StockNote, amount_of
from .services import place_of

NEEDS_OFFERED = 20


def for_everybody(network: Network) -> list[dict[str, Any]]:
    """What there is, by category: how much, and nothing else."""
    lots = Lot.objects.there().filter(
        goods__in=shown(Goods.objects.filter(circle__in=circles_of_all(network))).values("pk")
    )
    sums = lots.values_list("goods__category", "goods__unit").annotate(Sum("left"))
    found = defaultdict(list)
    for category, unit, left in sums.order_by("goods__unit"):
        found[category].append(amount_of(left, unit))
    return [
        {"slug": slug, "name": kind.name, "amounts": " · ".join(found[slug])}
        for slug, kind in kinds_of(network).items()
        if slug in found
    ]


def goods_page(member: Member, typed: QueryDict) -> Page[dict[str, Any]]:
    """A page of the goods that a member sees, by name; all, or of one category."""
    goods = goods_shown(member).counted()
    kinds = kinds_of(member.network)
    if (category := typed.get("category", "")) in kinds:
        goods = goods.filter(category__in=beneath(category, kinds))
    page = page_of(goods, typed, "what")
    return Page(goods_rows(member, page.rows), page.older)


def goods_rows(member: Member, goods: Iterable[Goods]) -> list[dict[str, Any]]:
    """What a list shows of each."""
    found = list(goods)
    kinds = kinds_of(member.network) if found else {}
    return [
        {
            "url": reverse("resources:goods_detail", args=[member.network.slug, each.pk]),
            "what": each.what,
            "kind": str(kinds[each.category].name),
            "left": amount_of(each.left, each.unit),
            "low": each.low_at is not None and each.left < each.low_at,
            "circle": whose(each.circle),
        }
        for each in found
    ]


def low_goods(member: Member) -> Any:
    """What is running low."""
    return goods_shown(member).low()


def lots_to_use(member: Member) -> LotQuerySet:
    """What should be used soon."""
    seen = goods_shown(member).values("pk")
    lots = Lot.objects.to_use(member.network.today()).filter(goods__in=seen)
    return lots.select_related("goods__circle__network__key")


def lot_rows(member: Member, lots: Iterable[Lot]) -> list[dict[str, Any]]:
    return [
        {
            "url": reverse("resources:lot_detail", args=[member.network.slug, lot.pk]),
            "what": lot.goods.what,
            "left": amount_of(lot.left, lot.goods.unit),
            "best_before": date_format(lot.best_before) if lot.best_before else "",
            "over": is_over(lot, member.network.today()),
            "place": place_of(lot),
            "circle": whose(lot.goods.circle),
        }
        for lot in lots
    ]


def is_over(lot: Lot, today: date) -> bool:
    return lot.best_before is not None and lot.best_before < today


def whose(circle: Circle) -> str:
    """The circle, where it is not all of us."""
    return "" if circle.kind == Circle.Kind.ASSEMBLY else str(circle)


def entry_rows(lot: Lot, entries: Iterable[StockEntry], member: Member) -> list[dict[str, Any]]:
    """What the book shows of each, for this reader."""
    found = list(entries)
    name_of, slug = names_for(member), member.network.slug
    undone = {*StockEntry.objects.filter(undoes__in=found).values_list("undoes", flat=True)}
    notes = StockNote.objects.filter(entry__in=found).select_related("by__network")
    noted = {note.entry_id: note for note in shown(notes, to=member)}
    links = StockNeed.objects.filter(entry__in=found, need__in=needs_seen(member).values("pk"))
    needs = {link.entry_id: link.need for link in links.select_related("need")}
    bought = {entry.bought_with_id for entry in found}
    slips = dict(shown(Slip.objects.filter(entry__in=bought), to=member).values_list("entry", "pk"))
    rows = []
    for entry in found:
        note, need = noted.get(entry.pk), needs.get(entry.pk)
        slip = slips.get(entry.bought_with_id or 0)
        rows.append(
            {
                "pk": entry.pk,
                "on": date_format(entry.on),
                "way": str(StockEntry.Way(entry.way).label),
                "amount": amount_of(entry.quantity, lot.goods.unit),
                "name": name_of(note.by) if note and note.by else "",
                "words": words_of(note, lot) if note else "",
                "hidden": note.hidden if note else False,
                "mine": note.by_id == member.pk if note else False,
                "not_right": concern_url(note, by=member) if note and note.words_sealed else "",
                "need": need.title if need else "",
                "need_url": reverse("needs:need_detail", args=[slug, need.pk]) if need else "",
                "slip_url": reverse("resources:slip_detail", args=[slug, slip]) if slip else "",
                "undone": entry.pk in undone,
                "may_undo": not entry.undoes_id and entry.pk not in undone,
            }
        )
    return rows


def words_of(note: StockNote, lot: Lot) -> str:
    """For which project. It was written for all who read the book."""
    network = lot.goods.circle.network
    assert network
    return unseal(note, "words", key=network.key)


def needs_seen(member: Member) -> NeedQuerySet:
    """Those of which a member may know that something went to them."""
    return shown(open_to(member), to=member)


def needs_helped(member: Member) -> list[Need]:
    """Those to which a member may say that something went: their own, and those that they help
    with."""
    helps = member.pledges.standing().values("need")
    mine = needs_seen(member).filter(Q(by=member) | Q(pk__in=helps)).live()
    return list(mine.order_by("-pk")[:NEEDS_OFFERED])


def sheet(member: Member) -> list[dict[str, Any]]:
    """All lots of which something is left, to be printed and hung up where they lie."""
    seen = goods_shown(member).values("pk")
    lots = Lot.objects.there().filter(goods__in=seen).select_related("goods__circle__network__key")
    return lot_rows(member, lots.order_by("goods__what", "goods", "best_before", "pk"))


def book_as_csv(member: Member) -> bytes:
    """The whole book that a member reads, without names, projects and needs: a file stays where it
    is, when all that is forgotten here."""
    headers = [
        *(_("Day"), _("Goods"), _("Category"), _("Whose"), _("What"), _("How much"), _("Unit")),
        *(_("Best before"), _("Where")),
    ]
    return written(headers, _lines(member), title="", extension="csv")


def _lines(member: Member) -> Iterator[list[Cell]]:
    goods, kinds = {each.pk: each for each in goods_shown(member)}, kinds_of(member.network)
    lots = {lot.pk: lot for lot in Lot.objects.filter(goods__in=goods_shown(member).values("pk"))}
    places = {}
    for lot in lots.values():
        lot.goods = goods[lot.goods_id]
        places[lot.pk] = place_of(lot)
    seen = goods_shown(member).values("pk")
    for entry in StockEntry.objects.filter(lot__goods__in=seen).order_by("on", "pk"):
        lot = lots[entry.lot_id]
        yield [
            str(entry.on),
            lot.goods.what,
            str(kinds[lot.goods.category].name),
            str(lot.goods.circle),
            str(StockEntry.Way(entry.way).label),
            as_decimal(entry.quantity),
            str(lot.goods.get_unit_display()),
            str(lot.best_before or ""),
            places[lot.pk],
        ]
