"""Naming those who may help one back in; and a new card by their word.

All that happens to one person's helpers, and to a card that they ask for, waits for its turn at
that person's row.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.accounts.cards.services import InUse, card_of, make_card
from mutualaid.accounts.models import Card, Helper, NewCard, User
from mutualaid.accounts.services import end_all_sessions
from mutualaid.db import lock_row
from mutualaid.hooks import tell
from mutualaid.http import refuse
from mutualaid.jobs.services import enqueue

from .access import (
    HELPS_NO_MORE,
    NOBODY,
    NOT_ALONE,
    NOT_WHO_ASKED,
    NOT_YET,
    NOT_YOURS,
    TOO_EARLY,
    TWO_ALREADY,
    has_no_third,
    may_confirm,
    may_help,
    may_print,
    may_second,
    still_stands,
    who_asks,
)
from .codes import confirms
from .queries import helpers_of

MOST = 5
"""How many one may name."""
SECOND_WITHIN = timedelta(days=7)
"""How long one helper's word waits for that of another."""
WAIT = timedelta(hours=72)
"""How long its person can stop it before it is printed, and after that still."""
PRINT_WITHIN = timedelta(days=14)


class NothingWaits(Exception):
    """There is no card of theirs to confirm; it may be confirmed already."""


@transaction.atomic
def name_helper(*, holder: User, helper: User) -> None:
    """Both are there and want it. Raises ValidationError if that cannot be, or is one too many."""
    lock_row(User.objects.all(), pk=holder.pk)
    if not may_help(holder, helper):
        raise ValidationError(NOBODY)
    if holder.helpers.filter(helper=helper).exists():
        return
    # As many as stand on their page: else it would tell that somebody hides.
    if helpers_of(holder).count() >= MOST:
        raise ValidationError(_("You have named five people. Take one back first."))
    Helper.objects.create(holder=holder, helper=helper)


@transaction.atomic
def end_helping(*, helper: Helper, by: User) -> None:
    """By either of the two. A card that the helper asked for is not made, as all hear who know of
    it, but for the helper, who would hear by it that they were taken back."""
    lock_row(User.objects.all(), pk=helper.holder_id)
    Helper.objects.filter(pk=helper.pk).delete()
    for asked in NewCard.objects.filter(holder=helper.holder_id):
        if helper.helper_id in asked.voices:
            _let_go(asked, besides={by.pk, helper.helper_id})


@transaction.atomic
def ask_for_card(*, helper: Helper) -> NewCard:
    """One helper says that somebody lost their card. Asked already, nothing changes."""
    holder = _in_turn(helper)
    before = NewCard.objects.filter(holder=holder).first()
    if before and not still_stands(before):
        before.delete()
    asked, _made = NewCard.objects.get_or_create(
        holder=holder,
        defaults={"first": helper.helper, "ends_on": timezone.localdate() + SECOND_WITHIN},
    )
    return asked


@transaction.atomic
def second_card(*, helper: Helper) -> None:
    """Another helper says so too: 72 hours begin, and its person hears of it.

    Raises `PermissionDenied`.
    """
    holder, by = _in_turn(helper), helper.helper
    asked = NewCard.objects.filter(holder=holder).first()
    if asked is None or not still_stands(asked):
        refuse(HELPS_NO_MORE)
    if not may_second(by, asked):
        refuse(NOT_ALONE)
    if asked.second == by:
        return
    if asked.second:
        refuse(TWO_ALREADY)
    asked.second, asked.ready_at = by, timezone.now() + WAIT
    asked.ends_on = timezone.localdate(asked.ready_at) + PRINT_WITHIN
    asked.save(update_fields=["second", "ready_at", "ends_on"])
    say(holder, "accounts.new_card_asked", path=reverse("accounts:new_card"), about=asked.pk)
    enqueue(
        kind="accounts.new_card_ready",
        subject=asked.pk,
        key=f"accounts.new_card_ready.{asked.pk}",
        due_at=asked.ready_at,
    )


@transaction.atomic
def stop_card(*, holder: User) -> list[User]:
    """By its person, from wherever they are signed in. Returns `who_asks` for it."""
    lock_row(User.objects.all(), pk=holder.pk)
    found = NewCard.objects.filter(holder=holder).select_related("first", "second")
    asked_by: list[User] = []
    for asked in found:
        asked_by = who_asks(asked)
        _let_go(asked, besides={holder.pk})
    return asked_by


@transaction.atomic
def take_card_back(*, helper: Helper) -> None:
    """By one of those who asked. Raises `PermissionDenied`."""
    holder = _in_turn(helper)
    for asked in NewCard.objects.filter(holder=holder):
        if helper.helper_id not in asked.voices:
            refuse(NOT_YOURS)
        _let_go(asked, besides={helper.helper_id})


def _in_turn(helper: Helper) -> User:
    """The holder, once it is our turn at their row. Raises `PermissionDenied` if the helper was
    taken back meanwhile."""
    holder = lock_row(User.objects.select_related("key"), pk=helper.holder_id)
    if not (holder.helpers.filter(pk=helper.pk).exists() and may_help(holder, helper.helper)):
        refuse(HELPS_NO_MORE)
    return holder


def _let_go(asked: NewCard, *, besides: set[int]) -> None:
    """Nobody prints it. All who know of it hear that, ``besides`` those, and not by whom."""
    if not NewCard.objects.filter(pk=asked.pk).delete()[0]:
        return
    helping, mine = reverse("accounts:helping"), reverse("accounts:me")
    told = dict.fromkeys(asked.voices, helping)
    if asked.second_id:
        told[asked.holder_id] = mine
    for user in User.objects.filter(pk__in=told.keys() - besides):
        say(user, "accounts.new_card_ended", path=told[user.pk], about=asked.pk)


@transaction.atomic
def print_card(*, helper: Helper, batch: str) -> list[str]:
    """The codes of the new card, which are told only here, to helper and holder together.

    It ends the old card, and all that came in by it. As `make_card`, sent again with the same
    ``batch`` it is the same card. Raises `InUse` and `PermissionDenied`.
    """
    holder, by = _in_turn(helper), helper.helper
    made, other = card_of(batch), None
    if made is None:
        asked = NewCard.objects.filter(holder=holder).first()
        if asked is None:
            raise InUse
        if not still_stands(asked):
            refuse(HELPS_NO_MORE)
        if not may_print(by, asked):
            refuse(NOT_YOURS)
        if asked.state != NewCard.State.READY:
            refuse(TOO_EARLY)
        path = reverse("accounts:card_list")
        say(holder, "accounts.new_card_printed", path=path, about=asked.pk)
        other = asked.second if by.pk == asked.first_id else asked.first
        asked.delete()
        end_all_sessions(user=holder)
    elif made.printed_by_id != by.pk:
        raise InUse
    return make_card(user=holder, batch=batch, printed_by=by, asked_with=other)


@transaction.atomic
def confirm_card(*, helper: Helper, code: str) -> bool:
    """Another helper has met its person, who shows a ``code``; false if it is not theirs.

    Raises `NothingWaits` and `PermissionDenied`.
    """
    holder, by = _in_turn(helper), helper.helper
    card = unconfirmed_card(holder)
    if card is None:
        raise NothingWaits
    if not confirms(holder, code):
        return False
    if not may_confirm(by, card):
        is_second = by.pk != card.printed_by_id and has_no_third(card)
        refuse(NOT_YET if is_second else NOT_WHO_ASKED)
    card.sessions.update(card=None)
    Card.objects.filter(pk=card.pk).update(confirmed=True, printed_by=None, asked_with=None)
    path = reverse("accounts:card_list")
    say(holder, "accounts.card_confirmed", path=path, about=card.pk)
    return True


def unconfirmed_card(holder: User) -> Card | None:
    return holder.cards.filter(confirmed=False, ended_on=None).first()


def say(user: User, kind: str, *, path: str, about: int) -> None:
    tell(user, kind, path=path, once=f"{kind}.{about}")


@transaction.atomic
def forget_what_is_over() -> None:
    NewCard.objects.filter(ends_on__lt=timezone.localdate()).delete()
