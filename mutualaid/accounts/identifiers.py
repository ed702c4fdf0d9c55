"""What people type to say who they are, and the blind indexes that find them by it."""

import unicodedata

from mutualaid.codes import clean_code
from mutualaid.sealed.keys import blind_index


def indexes(typed: str) -> tuple[str, str]:
    """Of an e-mail address and of a sign-in name, since what was typed may be either."""
    return email_index(typed), sign_in_name_index(typed)


def email_index(email: str) -> str:
    """The same for all the ways in which people type one address: case, width, spaces around."""
    return blind_index("email", unicodedata.normalize("NFKC", email).strip().casefold())


def sign_in_name_index(name: str) -> str:
    return blind_index("sign-in name", clean_code(name))
