"""Who may end an invitation."""

from mutualaid.networks.models import Invitation, Member


def may_end(member: Member, invitation: Invitation) -> bool:
    """Whoever gave an invitation may end it; once they have left, every member may."""
    return invitation.network_id == member.network_id and (
        invitation.by_id == member.pk or invitation.by.left_on is not None
    )
