"""What the pages of answering show."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language_info

from needs.answering.receipts import receipt_code, receipt_index
from needs.surveys.models import Survey

SECONDS_EACH = 33
"""How long a question takes: nine in five minutes."""


def beginning(survey: Survey) -> dict[str, Any]:
    """``asked``, ``minutes`` and ``languages``: what one wants to know before one starts."""
    asked = survey.questions.asked_now().count()
    return {
        "asked": asked,
        "minutes": -(-asked * SECONDS_EACH // 60),
        "languages": [
            get_language_info(language)["name_local"].capitalize()
            for language, text in survey.title.items()
            if text and language in dict(settings.LANGUAGES)
        ],
    }


def receipt_of(survey: Survey, token: str) -> str:
    """The code of what was sent with a token; empty if nothing was, or it was withdrawn."""
    if not token:
        return ""
    code = receipt_code(survey, token)
    index = receipt_index(survey, code)
    return code if survey.responses.filter(receipt_index=index).exists() else ""
