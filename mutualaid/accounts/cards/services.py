"""Printed cards: ten codes, each of which signs in once.

No database knows a code, so what finds it could not be computed anew on another server. Therefore
codes are found under a key that finds nothing else, and that moves along with their cards. There a
code is looked up under the keys of all servers that printed cards.
"""

from datetime import timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.accounts.models import Card, CardCode, Session, User
from mutualaid.codes import clean_code, code_of
from mutualaid.db import lock_row
from mutualaid.sealed.keys import blind_index, new_key
from mutualaid.sealed.models import SERVER, DataKey

CODES = 10
LENGTH = 12
"""60 bits: too many to try."""
FORGOTTEN_AFTER = timedelta(days=30)
"""How long a card is kept that has ended, and the day on which a code was used."""


class Opened(NamedTuple):
    """The card of a code, its ``user`` loaded, and how many codes are ``left`` on it."""

    card: Card
    left: int


class InUse(Exception):
    """The card of this page is another's, or ended, or somebody came in with it: it is printed no
    more."""


def card_of(batch: str) -> Card | None:
    """The card that was printed with this secret."""
    found = Card.objects.select_related("user")
    return found.filter(batch_index=blind_index("card batch", batch)).first()


@transaction.atomic
def make_card(
    *, user: User, batch: str, printed_by: User | None = None, asked_with: User | None = None
) -> list[str]:
    """A new card in the place of older ones; its codes, which are told only here.

    One that a helper printed, who ``asked_with`` another, waits to be confirmed. ``batch`` is a
    secret of at least 128 random bits. Called again with it, it makes no other card, or raises
    `InUse`.
    """
    lock_row(User.objects.all(), pk=user.pk)
    # Of their person too: whoever else knows the secret can print no card with the same codes.
    indexes = (blind_index("card", f"{user.pk}:{batch}:{number}") for number in range(CODES))
    codes = [code_of(int(index, 16), LENGTH) for index in indexes]
    card = card_of(batch)
    if card is None:
        _end(user.cards.filter(ended_on=None))
        card = Card.objects.create(
            user=user,
            batch_index=blind_index("card batch", batch),
            key=printing_key(),
            confirmed=printed_by is None,
            printed_by=printed_by,
            asked_with=asked_with,
        )
        CardCode.objects.bulk_create(
            CardCode(card=card, index=code_index(code, card.key)) for code in codes
        )
    elif (
        card.user_id != user.pk or card.ended_on or card.codes.filter(used_on=None).count() < CODES
    ):
        raise InUse
    return codes


def printing_key() -> DataKey:
    """The key of cards that are printed here. Of two who make it at once, each uses their own."""
    server = DataKey.objects.get(pk=SERVER)
    made = DataKey.objects.select_related("under").filter(under=server).first()
    return made or new_key(under=server)


def code_index(code: str, key: DataKey | None) -> str:
    return blind_index("card code", clean_code(code), key=key)


@transaction.atomic
def redeem(code: str) -> Opened | None:
    """Use a code up; None if it is unknown or used, or its card has ended."""
    printed = Card.objects.filter(ended_on=None)
    keys = DataKey.objects.select_related("under").filter(pk__in=printed.values("key"))
    indexes = [code_index(code, key) for key in (None, *keys)]
    found = CardCode.objects.filter(index__in=indexes, used_on=None, card__ended_on=None)
    whose = found.values_list("card__user", flat=True).first()
    if whose is None:
        return None
    # Whoever uses it up at the same time, or ends the card, waits here: so it is asked only now.
    lock_row(User.objects.all(), pk=whose)
    row = found.select_related("card__user").first()
    if row is None:
        return None
    CardCode.objects.filter(pk=row.pk).update(used_on=timezone.localdate())
    return Opened(row.card, row.card.codes.filter(used_on=None).count())


@transaction.atomic
def forget_cards() -> None:
    """A code that was used signs nobody in, whether it is there or not."""
    before = timezone.localdate() - FORGOTTEN_AFTER
    CardCode.objects.filter(used_on__lt=before).delete()
    Card.objects.filter(ended_on__lt=before).delete()


@transaction.atomic
def end_card(*, card: Card) -> None:
    """No code of it works any more. Raises ValidationError if nobody could sign in then."""
    user = lock_row(User.objects.all(), pk=card.user_id)
    if not user.has_way_in_besides(card=card):
        raise ValidationError(_("This is your only way in. Set a password first."))
    _end(user.cards.filter(pk=card.pk))


def _end(cards: QuerySet[Card]) -> None:
    """With a card that nobody confirmed, those who came in by it go too."""
    Session.objects.filter(card__in=cards.filter(confirmed=False)).delete()
    cards.update(ended_on=timezone.localdate())
