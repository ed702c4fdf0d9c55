"""Codes that people show to each other when they meet: another one each day, so that it is of no
use to whoever was not there. The same person shows the same code all day.

They are kept nowhere: each follows from a secret of the day, and is found by computing all anew.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Model

from mutualaid.codes import clean_code, code_of
from mutualaid.sealed import crypto
from mutualaid.sealed.keys import row_name


def secret_of(day: date, purpose: str, *, key: bytes) -> bytes:
    """What the codes of one day and purpose follow from."""
    return crypto.derive(key, f"{purpose} {day}")


def todays_code(row: Model, *, secret: bytes) -> str:
    return code_of(int(crypto.digest(secret, row_name(row)), 16), 8)


def who_shows[Row: Model](typed: str, rows: Iterable[Row], *, secret: bytes) -> Row | None:
    """Whose code this is."""
    code = clean_code(typed)
    return next((row for row in rows if todays_code(row, secret=secret) == code), None)
