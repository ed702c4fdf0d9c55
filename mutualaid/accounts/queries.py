"""What is read about an account in more than one room."""

from mutualaid.codes import spaced
from mutualaid.sealed.services import reveal

from .models import User


def sign_in_name(user: User) -> str:
    """For one's own eyes."""
    return spaced(reveal(user, "sign_in_name", to=user, reason="own-page"))
