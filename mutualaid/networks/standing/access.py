"""Who may vouch for whom."""

from mutualaid.networks.models import Member


def may_vouch(member: Member, about: Member) -> bool:
    """Whoever has standing, for somebody else of the same network."""
    return (
        member.is_known
        and member.left_on is None
        and about.left_on is None
        and about.network_id == member.network_id
        and about.pk != member.pk
    )
