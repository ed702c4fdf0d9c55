"""What the stock adds to the pages of others."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from mutualaid import hooks
from mutualaid.networks.agreements.rules import Rule, counted
from mutualaid.networks.concerns.things import Hideable, apart
from mutualaid.networks.models import Member, Network
from mutualaid.networks.nights import InEach
from needs.own_categories.queries import family_of

from .access import goods_for, goods_shown, notes_for
from .demo import fill_shelves
from .models import Goods, StockEntry, StockNote
from .queries import for_everybody, goods_rows, lot_rows, lots_to_use, low_goods, words_of
from .rules import NAMES_DAYS
from .services import forget_notes

SHOWN = 3


@hooks.panels.register(position=36)
def stock_panel(request: HttpRequest, member: Member) -> dict:
    return {
        "title": _("Our stock"),
        "template": "resources/panels/stock.html",
        "slug": member.network.slug,
        "low": goods_rows(member, low_goods(member).order_by("what", "pk")[:SHOWN]),
        "soon": lot_rows(member, lots_to_use(member).order_by("best_before", "pk")[:SHOWN]),
    }


@hooks.public_panels.register(position=15)
def public_stock(request: HttpRequest, network: Network) -> dict | None:
    kinds = for_everybody(network)
    if not kinds:
        return None
    return {
        "title": _("What we have in stock"),
        "template": "resources/panels/public_stock.html",
        "slug": network.slug,
        "kinds": kinds[:SHOWN],
    }


@hooks.public_services.register(position=30)
def stock_of_all(network: Network) -> list[hooks.PublicService]:
    """Of which kind there is something in stock, and how much; as anyone may read."""
    return [
        hooks.PublicService(
            key=f"stock {row['slug']}",
            name=str(row["name"]),
            description=row["amounts"],
            category=row["slug"],
        )
        for row in for_everybody(network)
    ]


@hooks.open_now.register(position=10)
def open_now(network: Network, kind: str, member: Member | None) -> list[hooks.OpenNow]:
    """What lies in stock for whoever needs it; without a member, its kind and how much."""
    wanted = family_of(network, kind)
    if member is None:
        there = [row for row in for_everybody(network) if row["slug"] in wanted]
        url = reverse("resources:stock_list", args=[network.slug])
        return [hooks.OpenNow(str(row["name"]), row["amounts"], url) for row in there[:SHOWN]]
    goods = goods_shown(member).there().filter(category__in=wanted)
    return [
        hooks.OpenNow(row["what"], row["left"], row["url"])
        for row in goods_rows(member, goods.select_related("circle").order_by("what", "pk")[:SHOWN])
    ]


@hooks.demo.register(position=40)
def demo(network: Network, members: dict[str, Member]) -> None:
    fill_shelves(network)


@hooks.rules.register(position=46)
def rules() -> list[Rule]:
    return [
        Rule(
            key=NAMES_DAYS,
            title=gettext_lazy("How long names stand beside the stock’s book"),
            choices=(30, 90, 365),
            default=90,
            words=counted(
                ngettext_lazy(
                    "%(count)s day, of those who chose to be named; then day, way and amount stay.",
                    "%(count)s days, of those who chose to be named; then day, way and amount "
                    "stay.",
                    "count",
                )
            ),
            too_few=gettext_lazy("They go by themselves; nobody has to think of it."),
        ),
    ]


@hooks.hideable.register()
def hideable() -> dict[str, Hideable]:
    return {
        "resources.Goods": Hideable(
            by="",
            title=lambda goods: goods.what,
            told=lambda goods: [(_("What is it?"), goods.what)],
            found=goods_for,
            url=_page_of,
        ),
        "resources.StockNote": Hideable(
            by="by",
            title=lambda note: (
                _("For what %(goods)s was taken") % {"goods": apart(note.entry.lot.goods)}
            ),
            told=lambda note: [
                (_("Goods"), note.entry.lot.goods.what),
                (_("What for?"), words_of(note, note.entry.lot)),
            ],
            found=notes_for,
            url=lambda note: reverse(
                "resources:lot_detail",
                args=[note.entry.lot.goods.circle.network.slug, note.entry.lot_id],
            ),
        ),
    }


def _page_of(goods: Goods) -> str:
    network = goods.circle.network
    assert network
    return reverse("resources:goods_detail", args=[network.slug, goods.pk])


@hooks.left_out_of_hiding.register()
def left_out_of_hiding() -> dict[str, str]:
    return {"resources.Lot": "it is hidden with its goods"}


@hooks.my_membership.register(position=56)
def my_notes(member: Member) -> Iterator[tuple[str, Any]]:
    notes = member.stock_notes.select_related("entry__lot__goods__circle__network__key")
    for note in notes.order_by("entry__on", "pk"):
        entry = note.entry
        parts = [entry.lot.goods.what, str(StockEntry.Way(entry.way).label)]
        parts += [words_of(note, entry.lot), date_format(entry.on)]
        yield _("With your name, in the stock’s book"), " · ".join(filter(None, parts))


@hooks.leaving.register()
def leave(member: Member) -> None:
    """What a project took stays said, by nobody."""
    member.stock_notes.filter(words_sealed=None).delete()
    StockNote.objects.filter(by=member).update(by=None)


@hooks.destroying.register(position=10)
def remove_stock(network: Network) -> None:
    """Before the purse: what was bought says with which money."""
    StockEntry.objects.filter(lot__goods__circle__network=network).delete()


@hooks.kept.register(position=37)
def kept() -> list[hooks.Kept]:
    lasts = _("30, 90 or 365 days, as your network agreed; then day, way and amount alone")
    return [
        hooks.Kept(
            _("Your name in the stock’s book, if you chose so, and for which project"),
            lasts,
            InEach(forget_notes),
        ),
        hooks.Kept(
            _("To which need something from the stock went"),
            _("as long as what was told about that need"),
        ),
    ]
