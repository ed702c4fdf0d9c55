"""What one shows to be named as a helper, or to have a new card confirmed."""

from enum import StrEnum

from django.utils import timezone

from mutualaid.accounts.models import User
from mutualaid.sealed.keys import server_key
from mutualaid.todays_codes import secret_of, todays_code, who_shows


class Purpose(StrEnum):
    HELP = "help"
    CONFIRM = "confirm"


def code_to_show(user: User, purpose: Purpose) -> str:
    return todays_code(user, secret=_secret(purpose))


def helper_who_shows(code: str) -> User | None:
    found = who_shows(code, User.objects.only("pk"), secret=_secret(Purpose.HELP))
    return User.objects.filter(pk=found.pk).first() if found else None


def confirms(holder: User, code: str) -> bool:
    """Whether it is the one that ``holder`` shows to have their card confirmed."""
    return who_shows(code, [holder], secret=_secret(Purpose.CONFIRM)) is not None


def _secret(purpose: Purpose) -> bytes:
    return secret_of(timezone.localdate(), f"{purpose} code", key=server_key())
