"""The categories of a network, and those that it adds."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mutualaid.http import FORM_METHODS, form_page, posted, respond
from mutualaid.networks.access import known_or_refused, member_or_404

from . import services
from .access import own_kind_or_404
from .forms import CategoryChangeForm, CategoryForm
from .queries import kinds_of, own_kinds


@require_GET
def category_list(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug)
    network = member.network
    own = own_kinds(network)
    kinds = [(slug, kind, slug in own) for slug, kind in kinds_of(network).items()]
    context = {"network": network, "member": member, "kinds": kinds}
    return respond(request, "needs/category_list.html", context)


@require_http_methods(FORM_METHODS)
def category_new(request: HttpRequest, slug: str) -> HttpResponse:
    member = known_or_refused(request, slug)
    form = CategoryForm(posted(request), network=member.network)
    if form.is_valid():
        return _told(request, slug, services.add_category(by=member, **form.cleaned_data))
    return form_page(request, "needs/category_new.html", form, network=member.network)


@require_http_methods(FORM_METHODS)
def category_change(request: HttpRequest, slug: str, category: str) -> HttpResponse:
    member, kind = own_kind_or_404(request, slug, category)
    form = CategoryChangeForm(posted(request), network=member.network, kind=kind)
    if form.is_valid():
        if not (changed := form.changed()):
            return redirect("needs:category_list", slug)
        holds = services.change_category(by=member, slug=category, **changed)
        return _told(request, slug, holds)
    told = {"network": member.network, "kind": kind, "category": category}
    return form_page(request, "needs/category_change.html", form, **told)


@require_POST
def category_retire(request: HttpRequest, slug: str, category: str) -> HttpResponse:
    """What is of it stays so; it is offered no more."""
    member, _kind = own_kind_or_404(request, slug, category)
    holds = services.change_category(by=member, slug=category, retired=True)
    return _told(request, slug, holds)


@require_POST
def category_offer(request: HttpRequest, slug: str, category: str) -> HttpResponse:
    """Offer it again."""
    member, _kind = own_kind_or_404(request, slug, category)
    holds = services.change_category(by=member, slug=category, retired=False)
    return _told(request, slug, holds)


def _told(request: HttpRequest, slug: str, holds: bool) -> HttpResponse:
    if holds:
        messages.success(request, _("It holds from now on."))
        return redirect("needs:category_list", slug)
    messages.success(request, _("Suggested. It holds once a second member says yes."))
    return redirect("networks:agreed", slug)
