"""Model fields that every app uses."""

import secrets
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _


def random_id() -> int:
    """63 random bits: no order of arrival, not even in SQLite's rowid."""
    return secrets.randbits(63)


def day_id() -> int:
    """Today and 43 random bits: larger ones are of later days, and of one day in no order."""
    return day_with(secrets.randbits(43), timezone.now().date())


def day_with(chance: int, day: date) -> int:
    """The `day_id` of a day and 43 bits of what was drawn by ``chance``."""
    return day.toordinal() << 43 | chance & (1 << 43) - 1


def day_of(number: int) -> date:
    """The day of a `day_id`."""
    return date.fromordinal(number >> 43)


class RandomIdField(models.BigIntegerField):
    """A random primary key."""

    def __init__(self, **options: Any) -> None:
        defaults: dict[str, Any] = {"primary_key": True, "default": random_id, "editable": False}
        super().__init__(**defaults | options)


class DayIdField(RandomIdField):
    """A random primary key that sorts by day: the newest first without another column."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"default": day_id} | options)


class Texts(dict):
    """One text in several languages: ``{"en": "Bread", "es": "Pan"}``."""

    def __str__(self) -> str:
        return self.in_language(get_language() or "en")

    def in_language(self, language: str) -> str:
        """The text in a language, else in the first language that has one, else empty."""
        return self.get(language) or next((text for text in self.values() if text), "")


def validate_texts(value) -> None:
    if not isinstance(value, dict) or not all(
        isinstance(language, str) and isinstance(text, str) for language, text in value.items()
    ):
        raise ValidationError(_("This is not a text in languages."))


def language_name(code: str) -> str:
    """What a language is called by those who speak it."""
    return capfirst(get_language_info(code)["name_local"])


class TextsField(models.JSONField):
    """`Texts`, kept as JSON. Its first language is the one it was written in."""

    default_validators = [validate_texts]

    def __init__(self, **options: Any) -> None:
        defaults: dict[str, Any] = {"default": Texts}
        super().__init__(**defaults | options)

    def from_db_value(self, value, expression, connection):
        return Texts(super().from_db_value(value, expression, connection) or {})

    def to_python(self, value):
        return Texts(value) if isinstance(value, dict) else value
