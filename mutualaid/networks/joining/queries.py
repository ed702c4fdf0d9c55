"""What the pages of coming in read, and those on which others are invited."""

from django.db.models import Count, Q, QuerySet

from mutualaid.accounts.models import User
from mutualaid.networks.models import Invitation, Knock, Member
from mutualaid.sealed.models import EMPTY


def open_invitations_by(member: Member) -> QuerySet[Invitation]:
    """What a member may end: their own open invitations, and those of members who left. With the
    number who ``came`` by each."""
    return (
        member.network.invitations.open(member.network.today())
        .filter(Q(by=member) | Q(by__left_on__isnull=False))
        .annotate(came=Count("newcomers"))
        .order_by("kind", "ends_on", "pk")
    )


def knocks_of(user: User) -> QuerySet[Knock]:
    """Where somebody asks to come in; networks that are locked do not show."""
    waiting = user.knocks.exclude(network__key__wrapped=EMPTY).select_related("network")
    return waiting.order_by("made_on", "pk")
