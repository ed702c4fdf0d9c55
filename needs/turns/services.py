"""Taking the turn of looking after a need, and what one does in it."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.db import lock_in_order
from mutualaid.http import refuse
from mutualaid.networks.access import as_now
from mutualaid.networks.agreements.rules import agreed
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Member
from needs.posts.models import Need
from needs.posts.services import end_need, locked, open_again, tell_owner

from .access import NOT_FOR_YOU, may_take, must_still_hold
from .models import NeedTurn
from .rules import TURN_HOURS

AT_ONCE = 3
"""So many needs one member looks after."""


@transaction.atomic
def take_turn(*, need: Need, by: Member) -> NeedTurn:
    """Look after it for the agreed hours; taken again meanwhile, they stay as they are. Raises
    `PermissionDenied`."""
    by = as_now(by)
    lock_in_order(Member.objects.all(), [by.pk])  # of all that they look after at once
    need = locked(need)
    if not may_take(by, need) or by.on_break or need.by_id in hidden_from(by):
        refuse(NOT_FOR_YOU)
    held = NeedTurn.objects.held().filter(need=need).first()
    if held and held.by_id != by.pk:
        refuse(_("Somebody else is looking after this one. Thank you all the same."))
    if held:
        return held
    if by.need_turns.held().filter(need__state__in=Need.LIVE).count() >= AT_ONCE:
        refuse(_("You look after %(count)s already. Hand one back first.") % {"count": AT_ONCE})
    until = timezone.now() + timedelta(hours=agreed(need.network, TURN_HOURS))
    turn, _made = NeedTurn.objects.update_or_create(need=need, defaults={"by": by, "until": until})
    return turn


@transaction.atomic
def hand_back(*, turn: NeedTurn) -> None:
    """Somebody else may look after it; if somebody does already, they go on."""
    NeedTurn.objects.filter(pk=turn.pk, by=turn.by).delete()


@transaction.atomic
def spoke(*, turn: NeedTurn) -> None:
    """Whoever looks after it spoke with its owner, who still needs it. Raises
    `PermissionDenied`."""
    _hold(turn)
    open_again(need=turn.need)
    Need.objects.filter(pk=turn.need_id).update(checked_by=turn.by)


@transaction.atomic
def not_needed(*, turn: NeedTurn) -> None:
    """Its owner told whoever looks after it that it is not needed any more; and is told so, where
    they can be. Raises `PermissionDenied`."""
    _hold(turn)
    end_need(need=turn.need, state=Need.State.WITHDRAWN)
    tell_owner(turn.need, "needs.not_needed")
    hand_back(turn=turn)


def _hold(turn: NeedTurn) -> None:
    """Raises `PermissionDenied` where the need has ended meanwhile, or the turn is over."""
    if not locked(turn.need).is_live:
        refuse(NOT_FOR_YOU)
    must_still_hold(turn)


@transaction.atomic
def part_turns(*, member: Member, absent: set[int]) -> None:
    """Nobody looks after what somebody needs who is absent to them from now on."""
    between = Q(by=member, need__by__in=absent) | Q(by__in=absent, need__by=member)
    NeedTurn.objects.filter(between).delete()


@transaction.atomic
def forget_turns() -> None:
    """Whose turn it was is nobody's business once it is over."""
    NeedTurn.objects.filter(until__lt=timezone.now()).delete()
