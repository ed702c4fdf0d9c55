"""Founding, joining and leaving networks; what their members agree on."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from mutualaid.accounts import cards
from mutualaid.accounts.models import User
from mutualaid.accounts.services import create_user
from mutualaid.codes import clean_code, code_of, new_code
from mutualaid.db import claim, lock_row
from mutualaid.fields import Texts, random_id
from mutualaid.http import refuse
from mutualaid.sealed import crypto
from mutualaid.sealed.keys import blind_index, new_key, opened
from mutualaid.sealed.services import erase, seal

from .access import NOT_KNOWN_YET, may_end, may_vouch
from .models import Agreement, Circle, Invitation, Member, Network, Seat, Vouch
from .page import page_texts
from .pictures.services import drop_picture
from .standing import traced

LINK_DAYS = 14
SETTLED_AFTER = timedelta(days=90)
"""How long standing hangs on the vouches that gave it."""
FACTS = ("name", "area", "cell", "languages", "time_zone")


class CodeRefused(Exception):
    """No one can join by this code: unknown, used up, ended. Which of them is not told."""


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
        agree(by=founder, kind=Agreement.Kind.FACTS, value=facts(network))
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
    return member


@transaction.atomic
def leave(*, member: Member) -> None:
    """End the seats and the open links, and forget who this was. Posters go on hanging.

    What they vouched for stays said by someone who left, until it has settled.
    """
    network = lock_row(Network.objects.all(), pk=member.network_id)
    today = network.today()
    member.seats.held().update(until=today)
    member.invitations.filter(kind=Invitation.Kind.LINK).update(uses_left=0)
    drop_picture(of=member)
    key = member.key
    member.user = member.via = member.key = None
    member.name = ""
    member.left_on = today
    member.save(update_fields=["user", "via", "key", "name", "left_on"])
    if not network.members.known().exists():
        # Else nobody could become known here any more.
        network.members.present().update(vouches_needed=0, known_since=today)
    if key:
        erase(key)


def meeting_code(member: Member) -> str:
    """What a newcomer shows to who knows them: another one each day, so that it is of no use to
    whoever was not there."""
    return _meeting_code(_meeting_secret(member.network), member.pk)


def _meeting_secret(network: Network) -> bytes:
    return crypto.derive(opened(network.key), f"meeting {network.today()}")


def _meeting_code(secret: bytes, member_id: int) -> str:
    return code_of(int(crypto.digest(secret, str(member_id)), 16), 8)


def met(*, by: Member, code: str) -> Member | None:
    """The newcomer of the same network who shows this code today."""
    secret, typed = _meeting_secret(by.network), clean_code(code)
    newcomers = by.network.members.present().filter(vouches_needed=None)
    return next(
        (each for each in newcomers if _meeting_code(secret, each.pk) == typed and each != by), None
    )


@transaction.atomic
def vouch(*, by: Member, about: Member) -> None:
    """Say that one knows somebody. Raises `PermissionDenied`."""
    if not may_vouch(by, about):
        refuse(NOT_KNOWN_YET)
    Vouch.objects.get_or_create(by=by, about=about)
    _trace(by.network)


@transaction.atomic
def take_back(*, by: Member, vouch: Vouch) -> None:
    """Say it no more; what hung on it falls. Raises `PermissionDenied`."""
    if vouch.by_id != by.pk:
        refuse(_("Only who said it can take it back."))
    vouch.delete()
    _trace(by.network)


def _trace(network: Network) -> None:
    """Compute anew who has standing; those who left with it still bear those they vouched for."""
    lock_row(Network.objects.all(), pk=network.pk)
    standing_or_here = Q(left_on=None) | Q(vouches_needed__isnull=False)
    members = list(network.members.filter(standing_or_here).order_by("joined_on", "pk"))
    vouches: dict[int, set[int]] = {}
    for by, about in Vouch.objects.filter(about__network=network).values_list("by", "about"):
        vouches.setdefault(about, set()).add(by)
    held = {each.pk: each.vouches_needed for each in members if each.vouches_needed is not None}
    standing = traced(held, [each.pk for each in members], vouches)
    for each in members:
        needed = standing.get(each.pk)
        if needed != each.vouches_needed:
            each.known_since = None if needed is None else network.today()
            each.vouches_needed = needed
            each.save(update_fields=["vouches_needed", "known_since"])


@transaction.atomic
def settle(*, network: Network) -> None:
    """Standing that was held for months hangs on no vouch any more, and nobody can tell any more
    by whom somebody came."""
    lock_row(Network.objects.all(), pk=network.pk)
    before = timezone.localdate() - SETTLED_AFTER
    settled = network.members.known().filter(known_since__lt=before)
    Vouch.objects.filter(about__in=settled).delete()
    settled.update(vouches_needed=0, via=None)
    # By now all whom they vouched for have settled too.
    gone = network.members.filter(left_on__lt=before)
    Vouch.objects.filter(Q(by__in=gone) | Q(about__in=gone)).delete()
    gone.update(vouches_needed=None, known_since=None)


@transaction.atomic
def make_link(*, by: Member, once: int) -> tuple[Invitation, str]:
    """A link for one person and its code, which is known only now and kept nowhere.

    Called again with the same ``once``, it returns the first invitation and no code.
    """
    return _invite(by=by, once=once, kind=Invitation.Kind.LINK, uses=1, days=LINK_DAYS)


@transaction.atomic
def make_poster(*, by: Member, once: int, uses: int, days: int) -> Invitation:
    """A code that ``uses`` people may join with during ``days`` days."""
    invitation, code = _invite(by=by, once=once, kind=Invitation.Kind.POSTER, uses=uses, days=days)
    if code:
        seal(invitation, "code", code, key=by.network.key)
        invitation.save(update_fields=["code_sealed"])
    return invitation


def _invite(*, by: Member, once: int, kind: str, uses: int, days: int) -> tuple[Invitation, str]:
    code, today = new_code(), by.network.today()
    invitation, made = Invitation.objects.get_or_create(
        pk=once,
        defaults={
            "network": by.network,
            "by": by,
            "kind": kind,
            "code_index": code_index(code),
            "uses_left": uses,
            "made_on": today,
            "ends_on": today + timedelta(days=days),
        },
    )
    return invitation, code if made else ""


def code_index(code: str) -> str:
    return blind_index("networks.invitation", clean_code(code))


@transaction.atomic
def end_invitation(*, by: Member, invitation: Invitation) -> None:
    """Let nobody else in by it. Raises `PermissionDenied`."""
    if not may_end(by, invitation):
        refuse(_("Only who made this invitation can end it. Please ask them, or let it run out."))
    invitation.uses_left = 0
    invitation.code_sealed = None
    invitation.save(update_fields=["uses_left", "code_sealed"])


@transaction.atomic
def join(*, user: User, code: str, name: str) -> Member:
    """The new member, or the one that this person already is; then the code is not used up.

    Raises `CodeRefused`.
    """
    invitation = open_invitation(code)
    # Of two at once by the same person, the second waits here and then finds the first.
    network = lock_row(Network.objects.select_related("key"), pk=invitation.network_id)
    if member := network.members.present().filter(user=user).first():
        return member
    # Two people with the last use: the row count says who of them took it.
    if not claim(
        Invitation.objects.filter(pk=invitation.pk, uses_left__gt=0), uses_left=F("uses_left") - 1
    ):
        raise CodeRefused
    return take_in(network=network, user=user, name=name, via=invitation)


@transaction.atomic
def take_by_hand(*, by: Member, name: str, language: str, batch: str) -> list[str]:
    """An account made together with a neighbor who has no e-mail and no phone: the codes of their
    card, which are told only here. Called again with the same ``batch``, it makes nothing new."""
    if card := cards.card_of(batch):
        return cards.make_card(user=card.user, batch=batch)
    user = create_user(display_name=name, language=language)
    _link, code = make_link(by=by, once=random_id())
    join(user=user, code=code, name=name)
    return cards.make_card(user=user, batch=batch)


def open_invitation(code: str) -> Invitation:
    """The one with this code, its network loaded. Raises `CodeRefused`."""
    invitation = (
        Invitation.objects.select_related("network__key")
        .filter(code_index=code_index(code))
        .first()
    )
    if invitation is None or not invitation.is_open():
        raise CodeRefused
    return invitation


def facts(network: Network) -> dict[str, Any]:
    """What an agreement about them holds."""
    return {name: getattr(network, name) for name in FACTS}


@transaction.atomic
def change_facts(*, by: Member, **changed: Any) -> None:
    """Change any of ``name``, ``area``, ``cell``, ``languages``, ``time_zone``."""
    agree(by=by, kind=Agreement.Kind.FACTS, value=facts(by.network) | changed)


@transaction.atomic
def change_page(*, by: Member, texts: dict[str, Texts]) -> None:
    """Write the parts of the public page; what stands in a language no longer read is kept."""
    languages = by.network.languages
    value = {
        part: texts[part] | {code: old for code, old in before.items() if code not in languages}
        for part, before in page_texts(by.network).items()
    }
    agree(by=by, kind=Agreement.Kind.PAGE, value=value)


@transaction.atomic
def agree(*, by: Member, kind: str, value: dict[str, Any]) -> None:
    """Keep what holds from now on; what held before stays, to be read and taken up again.

    What holds already is not kept twice.
    """
    network = lock_row(Network.objects.all(), pk=by.network_id)
    newest = network.agreements.newest(kind)
    if newest and newest.value == value:
        return
    number = newest.number + 1 if newest else 1
    Agreement.objects.create(network=network, by=by, kind=kind, number=number, value=value)
    if kind == Agreement.Kind.FACTS:
        Network.objects.filter(pk=by.network_id).update(**value)
