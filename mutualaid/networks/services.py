"""Founding, joining and leaving networks."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from mutualaid import hooks
from mutualaid.accounts.cards import services as cards
from mutualaid.accounts.helpers.services import name_helper
from mutualaid.accounts.models import User
from mutualaid.accounts.services import create_user
from mutualaid.codes import clean_code, code_of, new_code
from mutualaid.db import claim, lock_row
from mutualaid.fields import random_id
from mutualaid.http import refuse
from mutualaid.sealed import crypto
from mutualaid.sealed.keys import blind_index, heed_lock, new_key, opened
from mutualaid.sealed.services import erase, seal

from .access import NOT_KNOWN_YET, may_end, may_vouch, must_be_known
from .agreements.rules import JOINING, KNOWN_BY, agreed
from .agreements.services import agree, facts
from .company.services import hand_back, hand_over, keep_in_touch
from .concerns.services import leave_concerns, take_break_along
from .lockdown import services as lockdown
from .models import Agreement, Circle, Invitation, Knock, Member, Network, Seat, Vouch
from .pictures.services import drop_picture
from .standing import traced

LINK_DAYS = 14
NEVER_KNOWN = timedelta(days=365)
KNOCK_LASTS = timedelta(days=30)
SETTLED_AFTER = timedelta(days=90)
"""How long standing hangs on the vouches that gave it."""


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
    network.knocks.filter(user=user).delete()
    take_break_along(member=member)
    return member


@transaction.atomic
def leave(*, member: Member) -> None:
    """End the seats and the open links, and forget who this was. Posters go on hanging.

    What they vouched for stays said by someone who left, until it has settled.
    """
    network = lock_row(Network.objects.select_related("key"), pk=member.network_id)
    today = network.today()
    leave_concerns(member=member)
    hand_over(member=member)
    member.seats.held().update(until=today)
    member.invitations.filter(kind=Invitation.Kind.LINK).update(uses_left=0)
    member.hidings.all().delete()
    member.suggestions.all().delete()
    lockdown.leave(member)
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


def knock_code(knock: Knock) -> str:
    """As `meeting_code`, of somebody who asks to come in."""
    return _meeting_code(_meeting_secret(knock.network), knock.pk)


def met(*, by: Member, code: str) -> Member | Knock | None:
    """The newcomer of the same network, or who asks to come in, who shows this code today."""
    shown = shown_by(by.network, code)
    known = isinstance(shown, Member) and shown.is_known
    return None if known or shown is None or shown.user_id == by.user_id else shown


def shown_by(network: Network, code: str) -> Member | Knock | None:
    """Who shows this code today: a member, or who asks to come in."""
    secret, typed = _meeting_secret(network), clean_code(code)
    there: list[Member | Knock] = [*network.members.present(), *network.knocks.all()]
    return next((each for each in there if _meeting_code(secret, each.pk) == typed), None)


@transaction.atomic
def vouch(*, by: Member, about: Member) -> None:
    """Say that one knows somebody. Raises `PermissionDenied`."""
    if not may_vouch(by, about):
        refuse(NOT_KNOWN_YET)
    Vouch.objects.get_or_create(by=by, about=about)
    _trace(by.network)


@transaction.atomic
def let_in(*, by: Member, knock: Knock) -> Member:
    """Say that one knows somebody who asks to come in. Raises `PermissionDenied`."""
    if not by.is_known or knock.network_id != by.network_id:
        refuse(NOT_KNOWN_YET)
    member = join_openly(user=knock.user, network=by.network, name=knock.name)
    vouch(by=by, about=member)
    return member


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
    cap = agreed(network, KNOWN_BY)
    gone = {each.pk for each in members if each.left_on}
    standing = traced(held, [each.pk for each in members], vouches, cap, gone)
    for each in members:
        needed = standing.get(each.pk)
        if needed != each.vouches_needed:
            each.known_since = None if needed is None else network.today()
            each.vouches_needed = needed
            each.save(update_fields=["vouches_needed", "known_since"])
            if needed is None:
                _fall(each)
            else:
                _tell(each, "networks.known", once=str(each.known_since))


def _fall(member: Member) -> None:
    """With standing goes what hung on it, and its person is told."""
    member.suggestions.all().delete()
    lockdown.fall(member)
    for given in member.welcomes_given.all():
        hand_back(welcome=given)
    _tell(member, "networks.known_no_more", once=str(member.network.today()))


def _tell(member: Member, kind: str, *, once: str) -> None:
    """Tell a member of something in their network, unless they left."""
    if member.user:
        hooks.tell(
            member.user,
            kind,
            path=reverse("networks:home", args=[member.network.slug]),
            once=f"{kind} {member.pk} {once}",
            network=member.network.name,
        )


@transaction.atomic
def settle(*, network: Network) -> None:
    """Standing that was held for months hangs on no vouch any more, and nobody can tell any more
    by whom somebody came."""
    lock_row(Network.objects.all(), pk=network.pk)
    before = timezone.localdate() - SETTLED_AFTER
    settled = network.members.known().filter(known_since__lt=before)
    Vouch.objects.filter(about__in=settled).delete()
    settled.update(vouches_needed=0, via=None)
    # Of who never became known, it is not kept for ever by whom they came.
    network.members.filter(joined_on__lt=timezone.localdate() - NEVER_KNOWN).update(via=None)
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
    if must_be_known_first(invitation):
        raise CodeRefused
    # Two people with the last use: the row count says who of them took it.
    if not claim(
        Invitation.objects.filter(pk=invitation.pk, uses_left__gt=0), uses_left=F("uses_left") - 1
    ):
        raise CodeRefused
    if invitation.kind == Invitation.Kind.LINK:  # by a poster many come, whom nobody waits for
        # Once a day, and without a name: the list of who came by whom is forgotten elsewhere.
        _tell(invitation.by, "networks.came", once=str(network.today()))
    member = take_in(network=network, user=user, name=name, via=invitation)
    if agreed(network, JOINING) == "vouches":
        vouch(by=invitation.by, about=member)
    return member


def must_be_known_first(invitation: Invitation) -> bool:
    """Whether who has its code only gets to ask: by vouches one comes in through the personal link
    of a member with standing, who says by it that they know them, and otherwise not at once."""
    personal = invitation.kind == Invitation.Kind.LINK and invitation.by.is_known
    return not personal and agreed(invitation.network, JOINING) == "vouches"


@transaction.atomic
def join_openly(*, user: User, network: Network, name: str) -> Member:
    """The new member, or the one that this person already is; callers have checked that they may
    come in without a code."""
    network = lock_row(Network.objects.select_related("key"), pk=network.pk)
    if member := network.members.present().filter(user=user).first():
        return member
    return take_in(network=network, user=user, name=name, via=None)


@transaction.atomic
def knock(*, user: User, network: Network, name: str) -> Knock:
    """Ask to come in."""
    return Knock.objects.get_or_create(user=user, network=network, defaults={"name": name})[0]


@transaction.atomic
def forget_knocks(*, network: Network) -> None:
    """Of those whom nobody let in for a month."""
    network.knocks.filter(made_on__lt=network.today() - KNOCK_LASTS).delete()


@transaction.atomic
def take_by_hand(
    *, by: Member, name: str, language: str, batch: str, in_touch: bool = False, helps: bool = False
) -> list[str]:
    """An account made together with a neighbor who has no e-mail and no phone: the codes of their
    card, which are told only here. Called again with the same ``batch``, it makes nothing new.

    With ``in_touch`` they choose ``by`` to keep in touch with them; if ``helps``, to help them back
    in, should they lose the card.
    """
    if card := cards.card_of(batch):
        return cards.make_card(user=card.user, batch=batch)
    if agreed(by.network, JOINING) == "vouches":
        must_be_known(by)
    user = create_user(display_name=name, language=language)
    _link, code = make_link(by=by, once=random_id())
    member = join(user=user, code=code, name=name)
    if in_touch:
        keep_in_touch(of=member, by=by)
    if helps and by.user:
        name_helper(holder=user, helper=by.user)
    return cards.make_card(user=user, batch=batch)


def open_invitation(code: str) -> Invitation:
    """The one with this code, its network loaded. Raises `CodeRefused` and `Locked`."""
    invitation = (
        Invitation.objects.select_related("network__key", "by")
        .filter(code_index=code_index(code))
        .first()
    )
    if invitation is None or not invitation.is_open():
        raise CodeRefused
    heed_lock(invitation.network.key)
    return invitation
