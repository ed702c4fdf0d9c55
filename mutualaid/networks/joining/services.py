"""Inviting, asking to come in, and coming in."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from mutualaid.accounts.cards import services as cards
from mutualaid.accounts.helpers.services import name_helper
from mutualaid.accounts.models import User
from mutualaid.accounts.services import create_user
from mutualaid.codes import clean_code, new_code
from mutualaid.db import claim, lock_row
from mutualaid.fields import random_id
from mutualaid.http import refuse
from mutualaid.networks.access import NOT_KNOWN_YET, must_be_known
from mutualaid.networks.agreements.rules import JOINING, agreed
from mutualaid.networks.company.services import keep_in_touch
from mutualaid.networks.models import Invitation, Knock, Member, Network
from mutualaid.networks.services import take_in
from mutualaid.networks.standing.services import vouch
from mutualaid.networks.telling import tell_member
from mutualaid.sealed.keys import blind_index, heed_lock
from mutualaid.sealed.services import seal

from .access import may_end

LINK_DAYS = 14
KNOCK_LASTS = timedelta(days=30)
INVITATION_KEPT = timedelta(days=30)
"""How long after its end."""


class CodeRefused(Exception):
    """No one can join by this code: unknown, used up, ended. Which of them is not told."""


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
        once = f"{invitation.by_id}.{network.today()}"
        tell_member(invitation.by, "networks.came", page="home", once=once)
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
def knock(*, user: User, network: Network, name: str) -> None:
    """Ask to come in; who is in already asks for nothing."""
    if not network.members.present().filter(user=user).exists():
        Knock.objects.get_or_create(user=user, network=network, defaults={"name": name})


@transaction.atomic
def let_in(*, by: Member, knock: Knock) -> Member:
    """Say that one knows somebody who asks to come in. Raises `PermissionDenied`."""
    if not by.is_known or knock.network_id != by.network_id:
        refuse(NOT_KNOWN_YET)
    member = join_openly(user=knock.user, network=by.network, name=knock.name)
    vouch(by=by, about=member)
    return member


@transaction.atomic
def forget_knocks(*, network: Network) -> None:
    """Of those whom nobody let in for a month."""
    network.knocks.filter(made_on__lt=network.today() - KNOCK_LASTS).delete()


@transaction.atomic
def forget_invitations(*, network: Network) -> None:
    """Those that ended, unless it is still kept who came by them. Of the day on which one was used
    up or ended early nothing is known: it counts from when it was made."""
    before = network.today() - INVITATION_KEPT
    early = Q(uses_left=0, made_on__lt=before)
    network.invitations.filter(early | Q(ends_on__lt=before), newcomers=None).delete()


@transaction.atomic
def take_by_hand(
    *, by: Member, name: str, language: str, batch: str, in_touch: bool = False, helps: bool = False
) -> list[str]:
    """An account made together with a neighbor who has no e-mail and no phone: the codes of their
    card, which are told only here. Called again with the same ``batch``, it makes nothing new.

    With ``in_touch`` they choose ``by`` to keep in touch with them; if ``helps``, to help them back
    in, should they lose the card. Raises ValidationError where ``by`` hides from that name.
    """
    # Sent twice at once, the second waits here and then finds the card of the first.
    lock_row(Network.objects.all(), pk=by.network_id)
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
