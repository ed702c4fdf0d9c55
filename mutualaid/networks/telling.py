"""Telling members of what is new in their network."""

from django.urls import reverse

from mutualaid.hooks import heed, tell

from .models import Member


def tell_member(
    member: Member | None, kind: str, *, page: str, about: int | None = None, once: str
) -> None:
    """Tell somebody, unless they left. It leads to this page of the network, of what bears the id
    ``about`` if there are several; told again with the same ``once``, they hear it once."""
    if member and member.user:
        tell(
            member.user,
            kind,
            path=reverse(f"networks:{page}", args=[member.network.slug, *filter(None, [about])]),
            once=f"{kind}.{once}",
            network=member.network.name,
        )


def heeded(member: Member, kind: str, *, page: str) -> None:
    """They did what they were told of, which led to this page of the network."""
    if member.user:
        heed(member.user, kind, path=reverse(f"networks:{page}", args=[member.network.slug]))
