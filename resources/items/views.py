"""The list of what is shared, and the pages of one item."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from mutualaid.http import respond

from .access import item_or_404


@require_GET
def item_list(request: HttpRequest, slug: str) -> HttpResponse:
    return respond(request, "resources/item_list.html", {})


@require_GET
def item_detail(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    seen = item_or_404(request, slug, item_id)
    return respond(request, "resources/item_detail.html", {"item": seen.item})
