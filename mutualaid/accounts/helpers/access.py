"""Who may help whom back in. Looked at anew at each step: people are taken back, and hide."""

from datetime import timedelta

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid import hooks
from mutualaid.accounts.models import Card, Helper, NewCard, User

NOBODY = _("Nobody shows this code today. Please look at it again.")
HELPS_NO_MORE = _("This can go on no more. Please talk with each other, and begin anew.")
NOT_ALONE = _("It takes two of you. Another person whom they named must say so too.")
TWO_ALREADY = _("Two whom they named have said so already. Those two can print the new card.")
NOT_YOURS = _("Only the two who asked for it can do this. Please talk with each other.")
TOO_EARLY = _("Three days must pass first, so that it can be stopped if it is wrong.")
NOT_WHO_ASKED = _(
    "You asked for this card together. Somebody else whom they named must meet them and confirm it."
)
NOT_YET = _(
    "You asked for this card, and they named nobody else than the two of you. So you can confirm "
    "it only seven days after it was printed: if it is wrong, it can still be stopped."
)
CONFIRM_AFTER = timedelta(days=7)
"""How long its person can end it before one of the two who asked confirms it."""


def hidden_from(user: User) -> set[int]:
    """The ids of those who may not find them, nor they those."""
    return set().union(*hooks.hidden.ask(user))


def may_help(holder: User, helper: User) -> bool:
    """Nobody helps themselves, nor anyone from whom they hide or who hides from them."""
    return holder.pk != helper.pk and helper.pk not in hidden_from(holder)


def still_stands(asked: NewCard) -> bool:
    """Whether all who ask for it are named still, and may help."""
    named = asked.holder.helpers.filter(helper__in=asked.voices)
    standing = set(named.values_list("helper", flat=True)) - hidden_from(asked.holder)
    return standing == asked.voices and not asked.is_over


def who_asks(asked: NewCard) -> list[User]:
    """The two who ask for it, as its person may be told: nobody, as long as one of them hides."""
    return [asked.first, asked.second] if asked.second and still_stands(asked) else []


def may_second(by: User, asked: NewCard) -> bool:
    """Not who asked first."""
    return asked.first_id != by.pk


def may_print(by: User, asked: NewCard) -> bool:
    """Either of the two who ask for it."""
    return asked.second_id is not None and by.pk in asked.voices


def may_confirm(by: User, card: Card) -> bool:
    """Any helper but the two who asked for it: together they would take over an account."""
    return by.pk not in card.voices or may_confirm_late(by, card)


def may_confirm_late(by: User, card: Card) -> bool:
    """The one of the two who did not print it, after a time, where nobody else was named.

    Whoever was named counts, also if they hide: a network that is locked hides all from each other.
    """
    late = timezone.localdate() >= card.made_on + CONFIRM_AFTER
    return by.pk != card.printed_by_id and late and has_no_third(card)


def has_no_third(card: Card) -> bool:
    return not card.user.helpers.exclude(helper__in=card.voices).exists()


def helped_or_404(by: User, helper_id: int) -> Helper:
    """That they may help somebody, the ``holder``, back in."""
    rows = by.helps.exclude(holder__in=hidden_from(by)).select_related("holder", "helper")
    return get_object_or_404(rows, pk=helper_id)
