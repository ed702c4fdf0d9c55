"""Search that minds neither accents nor case, the same on both engines.

SQLite's ``icontains`` does not know that é and É are one letter, and neither engine knows that
people type Elise, or Arabic without its vowel signs. So a table keeps the folded words in a column
of their own, and what is searched for is folded too.
"""

import unicodedata
from typing import Any

from django.db import models

# Letters that Unicode does not take apart, and Arabic ones that people write for each other.
SAME = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
    | {"ى": "ي", "ة": "ه", "ٱ": "ا", "ـ": ""}
)
LEFT_OUT = {"Mn", "Cf"}  # accents and vowel signs; invisible signs of direction and joining


def fold(text: str) -> str:
    """Plain lower-case words with single spaces: "  Élise  MÜLLER" → "elise muller"."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(
        str(unicodedata.decimal(letter, letter))
        for letter in unicodedata.normalize("NFKD", apart)
        if unicodedata.category(letter) not in LEFT_OUT
    )
    return " ".join(plain.translate(SAME).split())


class FoldedField(models.TextField):
    """The folded words of other fields of its row. ``save(update_fields=…)`` must name it."""

    def __init__(self, *, of: list[str], **options: Any) -> None:
        options |= {"editable": False, "default": ""}
        super().__init__(**options)
        self.of = of

    def deconstruct(self):
        name, path, arguments, options = super().deconstruct()
        return name, path, arguments, options | {"of": self.of}

    def pre_save(self, model_instance, add):  # noqa: ARG002
        folded = fold(" ".join(words(getattr(model_instance, name)) for name in self.of))
        setattr(model_instance, self.attname, folded)
        return folded


def words(value: object) -> str:
    """A text, or all of a text in several languages."""
    return " ".join(map(str, value.values())) if isinstance(value, dict) else str(value)


def search[Rows: models.QuerySet](queryset: Rows, text: str, *, column: str = "folded") -> Rows:
    """The rows in whose `FoldedField` every word of the text occurs."""
    for word in fold(text).split():
        queryset = queryset.filter(**{f"{column}__contains": word})
    return queryset
