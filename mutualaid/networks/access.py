"""Who comes in, and who may do what."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from mutualaid.db import hold_row
from mutualaid.http import SignInNeeded, refuse
from mutualaid.sealed.keys import heed_lock

from .models import Member, Network

NOT_KNOWN_YET = _(
    "Only members whom others here know can do this. Show the code on your network's home to a "
    "member who knows you."
)


class OnBreak(PermissionDenied):
    """Who takes a break asked for a page that is not open to them: the middleware of `concerns`
    tells them which are."""

    def __init__(self, member: Member) -> None:
        super().__init__()
        self.member = member


def network_or_404(slug: str) -> Network:
    """A network whose public page anyone may see. Raises `Locked`."""
    network = get_object_or_404(Network.objects.select_related("key"), slug=slug)
    heed_lock(network.key)
    return network


def member_or_404(request: HttpRequest, slug: str, *, on_break: bool = False) -> Member:
    """The member who asks, with ``.network`` loaded.

    Raises `SignInNeeded` for a visitor, and `Locked` for everybody. Outsiders get a 404, as if
    there were no such page; `OnBreak` for who takes a break, unless they may come ``on_break``.
    """
    try:
        member = member_even_if_locked(request, slug)
    except (SignInNeeded, Http404):
        if network := Network.objects.select_related("key").filter(slug=slug).first():
            heed_lock(network.key)
        raise
    heed_lock(member.network.key)
    if member.on_break and not on_break:
        raise OnBreak(member)
    return member


def member_even_if_locked(request: HttpRequest, slug: str) -> Member:
    """As `member_or_404`, for the few pages that need nothing of what is sealed."""
    if not request.user.is_authenticated:
        raise SignInNeeded
    return get_object_or_404(
        Member.objects.present().select_related("network__key", "key"),
        user=request.user,
        network__slug=slug,
    )


def current_member(request: HttpRequest, network: Network) -> Member | None:
    """The member of this network who asks, if it is one."""
    if not request.user.is_authenticated:
        return None
    return network.members.present().filter(user=request.user).first()


def as_now(member: Member) -> Member:
    """Whoever acts, as they are by now; nobody leaves their network, or begins to hide, until this
    transaction ends. Raises `PermissionDenied` where they left meanwhile."""
    hold_row(Network, "id", id=member.network_id)
    found = Member.objects.present().select_related("network__key", "user").filter(pk=member.pk)
    return found.first() or refuse(NOT_KNOWN_YET)


def must_be_known(member: Member) -> None:
    """Raises `PermissionDenied` for who has no standing, and for who left with it."""
    if not member.is_known or member.left_on is not None:
        refuse(NOT_KNOWN_YET)


def known_or_refused(request: HttpRequest, slug: str) -> Member:
    """As `member_or_404`, for members with standing; others are told how to gain it."""
    member = member_or_404(request, slug)
    must_be_known(member)
    return member
