"""Who sees whose picture."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from mutualaid.accounts.http import must_be_confirmed
from mutualaid.http import refuse
from mutualaid.networks.access import NOT_KNOWN_YET, member_or_404
from mutualaid.networks.concerns.things import shown
from mutualaid.networks.models import Member

from .models import Picture
from .queries import pictures_around


def may_see(member: Member, picture: Picture) -> bool:
    """Who has standing in the same network, and whoever it shows."""
    return member.network_id == picture.member.network_id and (
        member.is_known or member.pk == picture.member_id
    )


def picture_or_404(request: HttpRequest, slug: str, picture_id: int) -> Picture:
    """Raises `SignInNeeded`, `Http404`, and `PermissionDenied` for who is not known here yet."""
    member = member_or_404(request, slug)
    must_be_confirmed(request)
    picture = get_object_or_404(shown(pictures_around(member), to=member), pk=picture_id)
    if not may_see(member, picture):
        refuse(NOT_KNOWN_YET)
    return picture
