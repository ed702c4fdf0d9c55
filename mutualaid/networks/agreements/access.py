"""Who may say yes to what."""

from mutualaid.networks.models import Member

from .models import Suggestion


def may_second(member: Member, suggestion: Suggestion) -> bool:
    """Anybody with standing but its author: nobody sets a rule alone."""
    return (
        member.is_known
        and suggestion.network_id == member.network_id
        and suggestion.by_id != member.pk
    )


def may_take_back(member: Member, suggestion: Suggestion) -> bool:
    return suggestion.by_id == member.pk
