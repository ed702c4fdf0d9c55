"""Who may lock, and who keeps what opens again."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from mutualaid.accounts.http import must_be_confirmed
from mutualaid.networks.access import known_or_refused
from mutualaid.networks.models import Member, Network

from .models import Part


def guard_or_refused(request: HttpRequest, slug: str) -> Member:
    """A member with standing, who came in by a way that is confirmed; others are told how."""
    member = known_or_refused(request, slug)
    must_be_confirmed(request)
    return member


def part_of(member: Member) -> Part | None:
    """The part that waits for a member, its recovery loaded."""
    waiting = member.parts.filter(given_on=None, recovery__holds_since=None)
    return waiting.select_related("recovery").first()


def locked_or_404(slug: str) -> Network | None:
    """A network that is locked; None for one that is open."""
    network = get_object_or_404(Network.objects.select_related("key"), slug=slug)
    return network if network.is_locked else None
