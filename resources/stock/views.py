"""What there is in common, and the book of what came and went."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mutualaid.accounts.http import must_be_confirmed
from mutualaid.accounts.limits import limit
from mutualaid.http import FORM_METHODS, form_page, posted, refuse, respond
from mutualaid.networks.access import current_member, member_or_404, network_or_404
from mutualaid.networks.concerns.things import concern_url
from mutualaid.paging import page_of
from mutualaid.paper import paper
from needs.own_categories.queries import kind_in, kinds_of
from resources.ledgers.access import circle_or_404, circles_written_by, may_write, must_write
from resources.ledgers.amounts import TooLittle, as_decimal
from resources.purse.models import PurseEntry
from resources.purse.queries import spendings

from . import services
from .access import entry_to_undo, goods_or_404, lot_or_404
from .forms import GoodsForm, MarkForm, PutInForm, TakeOutForm
from .models import Goods, Lot, amount_of
from .queries import (
    book_as_csv,
    entry_rows,
    for_everybody,
    goods_page,
    goods_rows,
    is_over,
    lot_rows,
    lots_to_use,
    low_goods,
    needs_helped,
    sheet,
    whose,
)

SHOWN = 100
"""Of the lots of some goods."""


@require_GET
@never_cache
def stock_list(request: HttpRequest, slug: str) -> HttpResponse:
    """For anybody how much of what kind there is; for members, which goods."""
    network = network_or_404(slug)
    member = current_member(request, network)
    context: dict[str, Any] = {"network": network, "kinds": for_everybody(network)}
    if member:
        member.network = network
    if member and not member.on_break:
        found = goods_page(member, request.GET)
        kind = kinds_of(network).get(request.GET.get("category", ""))
        context |= {
            "member": member,
            "rows": found.rows,
            "older": found.older,
            "category": kind.name if kind else "",
            "into": circles_written_by(member) if member.is_known else [],
        }
    return respond(request, "resources/stock_list.html", context)


@require_GET
def stock_low(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug)
    page = page_of(low_goods(member), request.GET, "what")
    rows = goods_rows(member, page.rows)
    context = {"network": member.network, "rows": rows, "older": page.older}
    return respond(request, "resources/stock_low.html", context)


@require_GET
def stock_soon(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug)
    must_be_confirmed(request)
    page = page_of(lots_to_use(member), request.GET, "best_before")
    rows = lot_rows(member, page.rows)
    context = {"network": member.network, "rows": rows, "older": page.older}
    return respond(request, "resources/stock_soon.html", context)


@require_GET
def stock_print(request: HttpRequest, slug: str) -> HttpResponse:
    """To hang up where it lies, with room to write by hand what was taken."""
    member = member_or_404(request, slug)
    must_be_confirmed(request)
    today = date_format(member.network.today())
    context = {"network": member.network, "rows": sheet(member), "today": today}
    context |= paper(request.GET.get("paper"))
    return respond(request, "resources/stock_print.html", context)


@require_GET
def stock_csv(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug)
    must_be_confirmed(request)
    response = HttpResponse(book_as_csv(member), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="stock.csv"'
    return response


@require_http_methods(FORM_METHODS)
@never_cache
def goods_new(request: HttpRequest, slug: str, circle_id: int) -> HttpResponse:
    """Put in something of which there was nothing yet."""
    member, circle = circle_or_404(request, slug, circle_id)
    must_write(member, circle)
    form = GoodsForm(posted(request), network=member.network, spendings=spendings(circle, member))
    if form.is_valid():
        limit("resources.stock", str(member.pk), per_hour=120)
        goods = services.put_in_new(by=member, circle=circle, **_came(form))
        messages.success(request, _("It is in the stock. Thank you."))
        return redirect("resources:goods_detail", slug, goods.pk)
    context = {"network": member.network, "circle": circle, "whose": whose(circle)}
    return form_page(request, "resources/goods_new.html", form, **context)


@require_GET
@never_cache
def goods_detail(request: HttpRequest, slug: str, goods_id: int) -> HttpResponse:
    member, goods = goods_or_404(request, slug, goods_id)
    lots = goods.lots.there().order_by("best_before", "pk")[:SHOWN]
    context = _about(goods) | {
        "kind": kind_in(member.network, goods.category).name,
        "hidden": goods.hidden,
        "left": amount_of(goods.left, goods.unit),
        "low_at": amount_of(goods.low_at, goods.unit) if goods.low_at else "",
        "rows": lot_rows(member, _of(goods, lots)),
        "emptied": lot_rows(member, _of(goods, goods.lots.filter(left=0).order_by("-pk")[:5])),
        "writes": may_write(member, goods.circle),
        "not_right": concern_url(goods, by=member),
    }
    return respond(request, "resources/goods_detail.html", context)


@require_http_methods(FORM_METHODS)
@never_cache
def goods_in(request: HttpRequest, slug: str, goods_id: int) -> HttpResponse:
    """Put in more of it."""
    member, goods = goods_or_404(request, slug, goods_id)
    must_write(member, goods.circle)
    paid = spendings(goods.circle, member)
    form = PutInForm(posted(request), network=member.network, spendings=paid)
    if form.is_valid():
        limit("resources.stock", str(member.pk), per_hour=120)
        services.put_in(by=member, goods=goods, **_came(form))
        messages.success(request, _("It is in the stock. Thank you."))
        return redirect("resources:goods_detail", slug, goods_id)
    return form_page(request, "resources/goods_in.html", form, **_about(goods))


@require_http_methods(FORM_METHODS)
def goods_mark(request: HttpRequest, slug: str, goods_id: int) -> HttpResponse:
    """Say below how much it is running low."""
    member, goods = goods_or_404(request, slug, goods_id)
    must_write(member, goods.circle)
    first = {"low_at": as_decimal(goods.low_at) if goods.low_at else None}
    form = MarkForm(posted(request), initial=first)
    if form.is_valid():
        services.set_mark(by=member, goods=goods, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("resources:goods_detail", slug, goods_id)
    return form_page(request, "resources/goods_mark.html", form, **_about(goods))


@require_GET
@never_cache
def lot_detail(request: HttpRequest, slug: str, lot_id: int) -> HttpResponse:
    member, lot = lot_or_404(request, slug, lot_id)
    page = page_of(lot.entries.all(), request.GET, "-on")
    context = _about(lot.goods) | {
        "lot": lot,
        "facts": _facts(lot),
        "over": is_over(lot, member.network.today()),
        "rows": entry_rows(lot, page.rows, member),
        "older": page.older,
        "writes": may_write(member, lot.goods.circle),
    }
    return respond(request, "resources/lot_detail.html", context)


@require_http_methods(FORM_METHODS)
@never_cache
def lot_out(request: HttpRequest, slug: str, lot_id: int) -> HttpResponse:
    """Take some of it out."""
    member, lot = lot_or_404(request, slug, lot_id)
    must_write(member, lot.goods.circle)
    form = TakeOutForm(posted(request), needs=needs_helped(member))
    if form.is_valid():
        limit("resources.stock", str(member.pk), per_hour=120)
        try:
            services.take_out(by=member, lot=lot, **form.cleaned_data)
        except TooLittle as few:
            form.add_error("quantity", _left_in_words(few, lot.goods))
        else:
            messages.success(request, _("Written down."))
            return redirect("resources:lot_detail", slug, lot_id)
    context = _about(lot.goods) | {"lot": lot, "left": amount_of(lot.left, lot.goods.unit)}
    return form_page(request, "resources/lot_out.html", form, **context)


@require_POST
def stock_undo(request: HttpRequest, slug: str, entry_id: int) -> HttpResponse:
    """A line against one that was wrong."""
    member, entry = entry_to_undo(request, slug, entry_id)
    try:
        if services.undo(by=member, entry=entry):
            messages.success(request, _("Corrected: a line against it stands in the book."))
    except TooLittle as few:
        refuse(_left_in_words(few, entry.lot.goods))
    return redirect("resources:lot_detail", slug, entry.lot_id)


def _came(form: PutInForm) -> dict[str, Any]:
    """What was typed, with the entry of the purse in the place of its id."""
    told = form.cleaned_data
    paid = told["bought_with"]
    found = PurseEntry.objects.select_related("purse")
    return told | {"bought_with": get_object_or_404(found, pk=paid) if paid else None}


def _about(goods: Goods) -> dict[str, Any]:
    network = goods.circle.network
    return {"network": network, "goods": goods, "whose": whose(goods.circle)}


def _of(goods: Goods, lots: Any) -> list[Lot]:
    """These lots, with what is known of their goods."""
    found = list(lots)
    for lot in found:
        lot.goods = goods
    return found


def _facts(lot: Lot) -> list[tuple[str, str]]:
    told = [(_("How much there is"), amount_of(lot.left, lot.goods.unit))]
    if lot.best_before:
        told.append((_("Good until"), date_format(lot.best_before)))
    if place := services.place_of(lot):
        told.append((_("Where"), place))
    return told


def _left_in_words(few: TooLittle, goods: Goods) -> str:
    if not few.left:
        return _("Somebody was quicker: nothing of it is left.")
    return _("There are only %(left)s left.") % {"left": amount_of(few.left, goods.unit)}
