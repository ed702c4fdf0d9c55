"""Hiding from somebody. Which names they are is shown by POST alone: a phone may lie open."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mutualaid.accounts.http import confirmed
from mutualaid.accounts.limits import limit
from mutualaid.http import FORM_METHODS, form_page, posted, respond
from mutualaid.networks.access import member_or_404
from mutualaid.sealed.services import reveal

from . import services
from .forms import HideForm


@require_http_methods(FORM_METHODS)
def hide(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug, on_break=True)
    form = HideForm(posted(request))
    if form.is_valid():
        limit("networks.hide", str(member.pk), per_hour=60)
        services.hide(by=member, name=form.cleaned_data["name"])
        messages.success(
            request,
            _("Kept. Whoever bears this name here, now or later, and you do not see each other."),
        )
        return redirect("networks:hide", slug)
    context = {
        "member": member,
        "network": member.network,
        "count": member.hidings.count(),
    }
    return form_page(request, "networks/hide.html", form, **context)


@require_POST
@confirmed
def show_hidden(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug, on_break=True)
    names = [
        (hiding, reveal(hiding, "name", to=member, reason="own-page", key=member.key))
        for hiding in member.hidings.all()
    ]
    names.sort(key=lambda row: row[1].casefold())
    context = {"network": member.network, "names": names}
    return respond(request, "networks/hidden.html", context)


@require_POST
def show_again(request: HttpRequest, slug: str, hiding_id: int) -> HttpResponse:
    member = member_or_404(request, slug, on_break=True)
    services.show_again(hiding=get_object_or_404(member.hidings, pk=hiding_id))
    messages.success(request, _("You no longer hide from them."))
    return redirect("networks:hide", slug)
