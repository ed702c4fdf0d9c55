"""What no password may be: one that was stolen from somebody, or one that is soon guessed.

There is no rule of what it must hold. See docs/decisions/passwords.md.
"""

import re
from functools import cache
from itertools import chain

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mutualaid import hooks

from .breached import is_breached
from .models import User

LEFT = 6
"""How many signs must be left once all that is soon guessed was taken out."""
EVERYBODYS = (
    *("password", "passwort", "passphrase", "contrasena", "contraseña", "clave", "secreto"),
    *("secret", "welcome", "bienvenido", "bienvenida", "letmein", "iloveyou", "teamo", "tequiero"),
    *("administrator", "admin", "login", "changeme", "mutual", "aid", "neighbor", "neighbour"),
    *("vecinos", "vecinas", "habibi", "مرحبا", "كلمة", "السر", "سر", "حبيبي", "الله"),
)
ROWS = (
    *("1234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjklñ", "zxcvbnm"),
    *("qwertzuiopü", "azertyuiop", "qsdfghjklm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p"),
    *("1q2w3e4r5t6y7u8i9o0p", "ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرلاىةوزظ", "١٢٣٤٥٦٧٨٩٠"),
)
"""Of keyboards, and what is counted; people type along them, and back."""
SHORTEST_WALK = 4
AS_LETTERS = str.maketrans("013457@$!", "oleastasi")


def what_is_left(password: str, own: list[str]) -> str:
    """A password without what is soon guessed: words of everybody and of its owner, also with
    digits for letters; rows of keys; and what only repeats."""
    words = sorted({word for word in (*own, *EVERYBODYS) if len(word) > 2}, key=len, reverse=True)
    without = re.compile("|".join(map(re.escape, [*words, *_walks()])))
    left = password.lower()
    for text in (left, left.translate(AS_LETTERS)):
        rest = re.sub(r"(.+?)\1+", r"\1", without.sub("", text))
        left = min(left, re.sub(r"[\W_]", "", rest), key=len)
    return left


@cache
def _walks() -> list[str]:
    """Every part of the rows, there and back, the longest first."""
    rows = [way for row in ROWS for way in (row, row[::-1])]
    walks = {
        row[start:end]
        for row in rows
        for start in range(len(row))
        for end in range(start + SHORTEST_WALK, len(row) + 1)
    }
    return sorted(walks, key=len, reverse=True)


class BreachedValidator:
    """Refuses what stands in lists of stolen passwords: those are tried first."""

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002
        if is_breached(password):
            raise ValidationError(
                _("This password was stolen from somebody once, and is tried first. Take another."),
                code="breached",
            )


class GuessableValidator:
    """Refuses what anybody would try who knows its owner, or the keyboard."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(what_is_left(password, own_words(user) if user else [])) < LEFT:
            raise ValidationError(
                _(
                    "This is soon guessed: names, words that everybody takes, rows of keys. Put "
                    "some words beside it that have nothing to do with you."
                ),
                code="guessable",
            )


def own_words(user: User) -> list[str]:
    """What others know of somebody, in small letters: whole, and in its words."""
    told = [settings.ORIGIN, *chain.from_iterable(hooks.own_words.ask(user))]
    return [
        word for text in told for word in (text.lower(), *re.split(r"[\W_]+", text.lower())) if word
    ]
