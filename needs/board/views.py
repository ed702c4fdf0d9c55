"""The board as a map and on paper, and being told of what is new on it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mutualaid.http import respond
from mutualaid.networks.access import member_or_404
from mutualaid.networks.places import places_around
from mutualaid.networks.readiness import reachable
from mutualaid.paper import paper
from mutualaid.qr import qr_svg
from needs.posts.access import reader
from needs.posts.forms import BoardForm
from needs.posts.queries import narrowing, rows_of

from . import services
from .drawing import drawn
from .queries import board_url, in_words, map_of, on_sheet, public_url

ON_A_SHEET = 5
"""Needs in large type, so that all fit beside the square code."""


@require_GET
def need_map(request: HttpRequest, slug: str) -> HttpResponse:
    """Where what the board lists is, as far as its owners show it."""
    network, member = reader(request, slug)
    form = BoardForm(request.GET, network=network, member=member)
    found = map_of(network, member, form.asked)
    narrowed = {name: value for name, value in form.asked.items() if name not in ("order", "near")}
    rows = [
        {"area": area, "url": board_url(network, narrowed | {"place": area.cells})}
        for area in found.areas
    ]
    context = {
        "network": network,
        "form": form,
        "asked": narrowed,
        "rows": rows,
        "found": found,
        "drawn": drawn(network.cell, rows),
        "places": places_around(network.cell).values(),
        "list_url": board_url(network, narrowed),
    }
    return respond(request, "needs/need_map.html", context)


@require_GET
def need_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """What anybody may read, the most urgent of it in large type, to be hung up."""
    network, _member = reader(request, slug)
    form = BoardForm(request.GET, network=network, member=None)
    needs, more = on_sheet(network, form.asked, count=ON_A_SHEET)
    address, sized = public_url(network), paper(request.GET.get("paper"))
    other = request.GET.copy()
    other["paper"] = "letter" if sized["paper"] == "a4" else "a4"
    context: dict[str, Any] = sized | {
        "other": other.urlencode(),
        "network": network,
        "rows": rows_of(network, needs),
        "more": more,
        "narrowed": in_words(network, form.asked),
        "address": address.partition("://")[2],
        "qr": qr_svg(address, title=_("A square code that leads to our board")),
        "sample": not reachable(settings.ORIGIN),
        "strips": range(6),
    }
    return respond(request, "needs/need_sheet.html", context)


@require_GET
def filter_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Of what a member is told."""
    member = member_or_404(request, slug)
    network = member.network
    rows = [
        {
            "pk": saved.pk,
            "words": in_words(network, saved.filter),
            "url": board_url(network, saved.filter),
        }
        for saved in member.saved_filters.order_by("pk")
    ]
    return respond(request, "needs/filter_list.html", {"network": network, "rows": rows})


@require_POST
def filter_save(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug)
    form = BoardForm(request.POST, network=member.network, member=member)
    if not (chosen := narrowing(form.asked)):
        messages.error(
            request, _("Choose a kind, a place or a language first. Words are not saved.")
        )
        return redirect("needs:need_list", slug)
    services.save_filter(by=member, chosen=chosen)
    messages.success(request, _("Kept. The morning after something new fits, you are told."))
    return redirect("needs:filter_list", slug)


@require_POST
def filter_stop(request: HttpRequest, slug: str, filter_id: int) -> HttpResponse:
    member = member_or_404(request, slug)
    services.stop_filter(saved=get_object_or_404(member.saved_filters, pk=filter_id))
    messages.success(request, _("Stopped. You are not told of it any more."))
    return redirect("needs:filter_list", slug)
