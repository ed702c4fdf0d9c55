"""What the pages on which others are invited read."""

from django.db.models import Count, Q, QuerySet

from mutualaid.networks.models import Invitation, Member


def open_invitations_by(member: Member) -> QuerySet[Invitation]:
    """What a member may end: their own open invitations, and those of members who left. With the
    number who ``came`` by each."""
    return (
        member.network.invitations.open(member.network.today())
        .filter(Q(by=member) | Q(by__left_on__isnull=False))
        .annotate(came=Count("newcomers"))
        .order_by("kind", "ends_on", "pk")
    )
