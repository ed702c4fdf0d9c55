"""Whose upload it is, who takes an import out again, and who reads what others said: nobody who
came in by a card that is not confirmed yet."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from mutualaid.accounts.http import must_be_confirmed
from mutualaid.networks.access import member_or_404
from mutualaid.networks.models import Member

from .models import ResourceImport, Said, SaidOffer, Upload
from .queries import content_of, said_by, to_ask


def upload_or_404(
    request: HttpRequest, slug: str, upload_id: int, *, services: bool = False
) -> tuple[Member, Upload]:
    """The member who asks, and an upload of their own: of what is shared, or of services."""
    member = member_or_404(request, slug)
    uploads = member.resource_uploads.select_related("key__under", "by__network__key", "run")
    upload = get_object_or_404(uploads, pk=upload_id)
    upload.by = member
    if (content_of(upload).what == ResourceImport.What.SERVICES) != services:
        raise Http404
    must_be_confirmed(request)
    return member, upload


def run_or_404(request: HttpRequest, slug: str, run_id: int) -> tuple[Member, ResourceImport]:
    """The member who asks, and something that they brought in."""
    member = member_or_404(request, slug)
    run = get_object_or_404(member.resource_imports, pk=run_id)
    must_be_confirmed(request)
    return member, run


def said_or_404(request: HttpRequest, slug: str, said_id: int) -> tuple[Member, Said]:
    """The member who asks, and somebody from a form that they brought in."""
    member = member_or_404(request, slug)
    said = get_object_or_404(to_ask(member), pk=said_id)
    must_be_confirmed(request)
    return member, said


def own_offer_or_404(request: HttpRequest, slug: str, offer_id: int) -> tuple[Member, SaidOffer]:
    """The member who asks, and something that they said themselves before they came in."""
    member = member_or_404(request, slug)
    offers = SaidOffer.objects.filter(said__in=said_by(member)).select_related("said__key__under")
    offer = get_object_or_404(offers, pk=offer_id)
    must_be_confirmed(request)
    return member, offer
