"""Codes that people read aloud, type and scan."""

import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0, O, 1, I


def new_code(length: int = 8) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def code_of(number: int, length: int) -> str:
    """The same code for the same large number."""
    signs = []
    for _ in range(length):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "".join(signs)


def clean_code(typed: str) -> str:
    """A code as typed by a person: any case, spaces or hyphens anywhere."""
    return "".join(typed.split()).replace("-", "").upper()


def spaced(code: str) -> str:
    """``ABCD-EFGH``, to read aloud."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))
