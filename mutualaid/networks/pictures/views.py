"""A member's own picture, and pictures as they are shown."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mutualaid.accounts.limits import limit
from mutualaid.http import FORM_METHODS, posted, respond, status_of
from mutualaid.networks.access import member_or_404
from mutualaid.networks.concerns.things import marked
from mutualaid.pictures.http import as_picture
from mutualaid.sealed.services import unseal_bytes

from . import services
from .access import picture_or_404
from .forms import PictureForm
from .models import Picture


@require_http_methods(FORM_METHODS)
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug)
    if request.method == "POST":
        # Before it is looked at, since looking is what costs.
        limit("networks.picture", str(member.user_id), per_hour=20)
    form = PictureForm(posted(request), request.FILES if request.method == "POST" else None)
    if form.is_valid():
        large, small = form.cleaned_data["picture"]
        services.keep_picture(of=member, large=large, small=small)
        messages.success(request, _("Your picture is kept."))
        return redirect("networks:picture", slug)
    context = {
        "network": member.network,
        "member": member,
        "picture": marked(Picture.objects.filter(member=member)).first(),
        "form": form,
    }
    return respond(request, "networks/picture.html", context, status=status_of(form))


@require_POST
def picture_remove(request: HttpRequest, slug: str) -> HttpResponse:
    services.drop_picture(of=member_or_404(request, slug))
    messages.success(request, _("Your picture is gone."))
    return redirect("networks:picture", slug)


@require_safe
def picture_large(request: HttpRequest, slug: str, picture_id: int) -> HttpResponse:
    return _shown(picture_or_404(request, slug, picture_id), "large")


@require_safe
def picture_small(request: HttpRequest, slug: str, picture_id: int) -> HttpResponse:
    return _shown(picture_or_404(request, slug, picture_id), "small")


def _shown(shown: Picture, size: str) -> HttpResponse:
    """For the eyes of many, so the ledger does not note it."""
    return as_picture(unseal_bytes(shown, size, key=shown.key))
