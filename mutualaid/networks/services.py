"""Founding a network, and what begins and ends with a membership."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from mutualaid import hooks
from mutualaid.accounts.models import User
from mutualaid.codes import new_code
from mutualaid.db import lock_row
from mutualaid.fields import random_id
from mutualaid.sealed.keys import new_key
from mutualaid.sealed.services import erase

from .agreements.services import agree
from .company.services import hand_over
from .concerns.effects import take_break
from .concerns.forgetting import leave_concerns
from .departures import note_departure
from .lockdown.services import leaving as lockdown
from .models import Agreement, Circle, Invitation, Member, Network, Seat
from .pictures.services import drop_picture
from .standing.services import trace
from .wiping import services as wiping


@transaction.atomic
def create_network(
    *,
    by: User,
    name: str,
    area: str,
    cell: str,
    languages: list[str],
    time_zone: str,
    member_name: str = "",
    once: int | None = None,
) -> Network:
    """A new network with its assembly; who founds it is its first member, and no more than that.

    ``cell`` is an h3 cell of resolution 8 or empty; ``time_zone`` an IANA name. Called again with
    the same ``once``, it returns the network that is there.
    """
    first: dict[str, Any] = {
        "slug": free_slug(name),
        "name": name,
        "area": area,
        "cell": cell,
        "languages": languages,
        "time_zone": time_zone,
        "key": new_key,  # called only where there is no such network
    }
    pk = random_id() if once is None else once
    try:
        network, made = Network.objects.get_or_create(pk=pk, defaults=first)
    except IntegrityError:  # someone took the address since we saw it free
        first["slug"] = free_slug(name)
        network, made = Network.objects.get_or_create(pk=pk, defaults=first)
    if made:
        Circle.objects.create(network=network, kind=Circle.Kind.ASSEMBLY)
        founder = take_in(network=network, user=by, name=member_name or by.display_name, via=None)
        founder.vouches_needed, founder.known_since = 0, founder.joined_on
        founder.save(update_fields=["vouches_needed", "known_since"])
        agree(by=founder, kind=Agreement.Kind.FACTS, value={})
    return network


def free_slug(name: str) -> str:
    """An address of at most 60 characters; a name in no Latin letters gets a code."""
    slug = slugify(name)[:50].strip("-_")
    if slug and not Network.objects.filter(slug=slug).exists():
        return slug
    return f"{slug}-{new_code(6).lower()}".lstrip("-")


def take_in(*, network: Network, user: User, name: str, via: Invitation | None) -> Member:
    """A member with a seat in the assembly; callers have checked that they may come in."""
    member = Member.objects.create(
        network=network, user=user, name=name, via=via, key=new_key(under=network.key)
    )
    Seat.objects.create(circle=network.circles.get(kind=Circle.Kind.ASSEMBLY), member=member)
    network.knocks.filter(user=user).delete()
    take_break(member)  # who left during one goes on with it
    return member


@transaction.atomic
def leave(*, member: Member) -> None:
    """End the seats and the open links, and forget who this was. Posters go on hanging.

    What they vouched for stays said by someone who left, until it has settled.
    """
    network = lock_row(Network.objects.select_related("key"), pk=member.network_id)
    today = network.today()
    note_departure(member)
    hooks.leaving.ask(member)
    leave_concerns(member=member)
    hand_over(member=member)
    member.seats.held().update(until=today)
    member.invitations.filter(kind=Invitation.Kind.LINK).update(uses_left=0)
    member.hidings.all().delete()
    member.suggestions.all().delete()
    lockdown.leave(member)
    wiping.take_back(by=member)
    drop_picture(of=member)
    key = member.key
    member.user = member.via = member.key = None
    member.name = ""
    member.left_on = today
    member.save(update_fields=["user", "via", "key", "name", "left_on"])
    if not network.members.known().exists():
        # Else nobody could become known here any more.
        network.members.present().update(vouches_needed=0, known_since=today)
    trace(network)
    if key:
        erase(key)
