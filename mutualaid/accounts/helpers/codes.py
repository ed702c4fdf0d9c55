"""Codes that people show to each other when they meet: another one each day, so that it is of no
use to whoever was not there. The same person shows the same code all day."""

from django.utils import timezone

from mutualaid.accounts.models import TodaysCode, User
from mutualaid.codes import clean_code, code_of
from mutualaid.sealed import crypto
from mutualaid.sealed.keys import blind_index, opened


def show_code(*, user: User, purpose: str) -> str:
    today = timezone.localdate()
    secret = crypto.derive(opened(user.key), "todays code")
    code = code_of(int(crypto.digest(secret, f"{purpose} {today}"), 16), 8)
    TodaysCode.objects.get_or_create(
        index=index_of(code), defaults={"user": user, "purpose": purpose, "day": today}
    )
    return code


def shown_by(code: str, *, purpose: str) -> User | None:
    """Who shows this code today."""
    shown = TodaysCode.objects.select_related("user").filter(
        index=index_of(code), purpose=purpose, day=timezone.localdate()
    )
    return next((each.user for each in shown), None)


def index_of(code: str) -> str:
    return blind_index("todays code", clean_code(code))
