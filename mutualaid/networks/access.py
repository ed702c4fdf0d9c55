"""Who comes in, and who may do what."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from mutualaid.http import SignInNeeded

from .models import Invitation, Member, Network


def network_or_404(slug: str) -> Network:
    """A network whose public page anyone may see."""
    return get_object_or_404(Network, slug=slug)


def member_or_404(request: HttpRequest, slug: str) -> Member:
    """The member who asks, with ``.network`` loaded.

    Raises `SignInNeeded` for a visitor. Outsiders get a 404, as if there were no such page.
    """
    if not request.user.is_authenticated:
        raise SignInNeeded
    member = (
        Member.objects.present()
        .select_related("network__key", "key")
        .filter(user=request.user, network__slug=slug)
        .first()
    )
    if member is None:
        raise Http404
    return member


def current_member(request: HttpRequest, network: Network) -> Member | None:
    """The member of this network who asks, if it is one."""
    if not request.user.is_authenticated:
        return None
    return network.members.present().filter(user=request.user).first()


def may_end(member: Member, invitation: Invitation) -> bool:
    """Whoever gave an invitation may end it; once they have left, every member may."""
    return invitation.network_id == member.network_id and (
        invitation.by_id == member.pk or invitation.by.left_on is not None
    )
