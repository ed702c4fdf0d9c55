"""Telling a member of something in their network."""

from django.urls import reverse

from mutualaid import hooks

from .models import Member


def tell_at_home(member: Member, kind: str, *, once: str) -> None:
    """Unless they left."""
    if member.user:
        hooks.tell(
            member.user,
            kind,
            path=reverse("networks:home", args=[member.network.slug]),
            once=f"{kind} {member.pk} {once}",
            network=member.network.name,
        )
