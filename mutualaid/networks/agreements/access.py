"""Who may say yes to what."""

from mutualaid.http import refuse
from mutualaid.networks.access import NOT_KNOWN_YET
from mutualaid.networks.models import Member

from .models import Suggestion


def must_be_known(member: Member) -> None:
    """Raises `PermissionDenied`: who is new sets no rules and writes no public words."""
    if not member.is_known:
        refuse(NOT_KNOWN_YET)


def may_second(member: Member, suggestion: Suggestion) -> bool:
    """Anybody with standing but its author: nobody sets a rule alone."""
    return (
        member.is_known
        and suggestion.network_id == member.network_id
        and suggestion.by_id != member.pk
    )


def may_take_back(member: Member, suggestion: Suggestion) -> bool:
    return suggestion.by_id == member.pk
