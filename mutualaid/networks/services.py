"""Founding, joining and leaving networks; what their members agree on."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify

from mutualaid.accounts.models import User
from mutualaid.codes import clean_code, new_code
from mutualaid.sealed.models import DataKey
from mutualaid.sealed.services import blind_index, new_key

from .models import Agreement, Circle, Invitation, Member, Network, Seat


class CodeRefused(Exception):
    """No one can join by this code: unknown, used up, ended. Which of them is not told."""


@transaction.atomic
def create_network(
    *, by: User, name: str, area: str, cell: str, languages: list[str], time_zone: str
) -> Network:
    """A new network with its assembly; who founds it is its first member, and no more than that.

    ``cell`` is an h3 cell of resolution 8 or empty; ``time_zone`` an IANA name.
    """
    network = Network.objects.create(
        slug=free_slug(name),
        name=name,
        area=area,
        cell=cell,
        languages=languages,
        time_zone=time_zone,
        key=new_key(),
    )
    Circle.objects.create(network=network, kind=Circle.Kind.ASSEMBLY)
    founder = take_in(network=network, user=by, name=by.display_name, via=None)
    agree(by=founder, kind=Agreement.Kind.FACTS, value=facts(network))
    return network


def free_slug(name: str) -> str:
    """An address of at most 60 characters; a name in no Latin letters gets a code."""
    slug = slugify(name)[:50].strip("-_")
    if slug and not Network.objects.filter(slug=slug).exists():
        return slug
    return f"{slug}-{new_code(6).lower()}".lstrip("-")


def code_index(code: str) -> str:
    return blind_index("networks.invitation", clean_code(code))


@transaction.atomic
def join(*, user: User, code: str, name: str) -> Member:
    """The new member, or the one that this person already is; then the code is not used up.

    Raises `CodeRefused`.
    """
    invitation = invitation_by(code)
    network = invitation.network
    if member := network.members.present().filter(user=user).first():
        return member
    # Two people with the last use: the row count says who of them took it.
    if (
        not network.invitations.open(network.today())
        .filter(pk=invitation.pk)
        .update(uses_left=F("uses_left") - 1)
    ):
        raise CodeRefused
    return take_in(network=network, user=user, name=name, via=invitation)


def invitation_by(code: str) -> Invitation:
    """The open invitation with this code, its network loaded. Raises `CodeRefused`."""
    invitation = (
        Invitation.objects.select_related("network__key")
        .filter(code_index=code_index(code))
        .first()
    )
    if invitation is None or not invitation.is_open():
        raise CodeRefused
    return invitation


def take_in(*, network: Network, user: User, name: str, via: Invitation | None) -> Member:
    """A member with a seat in the assembly; callers have checked that they may come in."""
    member = Member.objects.create(
        network=network, user=user, name=name, via=via, key=new_key(under=network.key)
    )
    Seat.objects.create(circle=network.circles.get(kind=Circle.Kind.ASSEMBLY), member=member)
    return member


@transaction.atomic
def leave(*, member: Member) -> None:
    """End the seats and the open links, and forget who this was. Posters go on hanging."""
    today = member.network.today()
    member.seats.held().update(until=today)
    member.invitations.filter(kind=Invitation.Kind.LINK).update(uses_left=0)
    key, member.key = member.key_id, None
    member.user = member.via = None
    member.name = ""
    member.left_on = today
    member.save()
    DataKey.objects.filter(pk=key).delete()


def facts(network: Network) -> dict[str, Any]:
    """What an agreement about them holds."""
    return {
        "name": network.name,
        "area": network.area,
        "cell": network.cell,
        "languages": network.languages,
        "time_zone": network.time_zone,
    }


@transaction.atomic
def agree(*, by: Member, kind: str, value: dict[str, Any]) -> Agreement:
    """Keep what holds from now on; what held before stays to be read and taken up again."""
    return Agreement.objects.create(network=by.network, by=by, kind=kind, value=value)
