"""Receipts: what lets somebody look at, change or withdraw their answers, and only them."""

from mutualaid.codes import code_of
from mutualaid.sealed.keys import blind_index
from needs.surveys.models import Survey

LENGTH = 12
"""60 bits: too many to try."""


def receipt_code(survey: Survey, token: str) -> str:
    """The receipt of what is sent with a token: the same, however often it is sent."""
    return code_of(int(blind_index("receipt", token, key=survey.key), 16), LENGTH)


def receipt_index(survey: Survey, code: str) -> str:
    """What is stored of a receipt."""
    return blind_index("receipt-code", code, key=survey.key)
