"""What hiding adds to the pages of others."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from mutualaid import hooks
from mutualaid.accounts.models import User
from mutualaid.networks.models import Member
from mutualaid.sealed.services import reveal

from .queries import hidden_from


@hooks.my_membership.register(position=50)
def from_whom(member: Member) -> Iterator[tuple[str, Any]]:
    for hiding in member.hidings.all():
        name = reveal(hiding, "name", to=member, reason="own-page", key=member.key)
        yield _("You hide from"), name


@hooks.hidden.register()
def hidden(user: User) -> set[int]:
    """In any of their networks. Who hides from whom in one that is locked cannot be told: there it
    is everybody, so that locking brings nobody near to whom they hide from."""
    mine = Member.objects.present().filter(user=user).select_related("network__key")
    locked = {each.network_id for each in mine if each.network.is_locked}
    absent = hidden_from(*(each for each in mine if each.network_id not in locked))
    found = Member.objects.present().filter(Q(pk__in=absent) | Q(network__in=locked))
    return {*found.exclude(user=None).exclude(user=user).values_list("user", flat=True)}


@hooks.in_clear.register(position=21)
def in_clear() -> list[tuple[str, set[str]]]:
    return [(_("That you hide from somebody, but not from whom"), {"networks.Hiding.name_index"})]


@hooks.sealed_parts.register()
def sealed_parts() -> dict[str, str]:
    return {"networks_hiding.name": _("the names of those from whom you hide")}


@hooks.kept.register(position=21)
def kept() -> list[hooks.Kept]:
    return [hooks.Kept(_("From whom you hide"), _("until you hide no more, or leave"))]
