"""The question for what is lacking."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from needs.categories import CATEGORIES, URGENCIES

from .base import UNSAID, Choice, Kind, Parts, Said, in_words
from .reading import list_of, must_be_offered, number_between, numbered, text_of
from .telling import in_people

MOST_PEOPLE = 500


class Needs(Kind):
    """What is lacking: kinds of need, and for each how urgent and for how many people.

    Urgency and people may be left open: a tick alone says enough to be counted.
    """

    screen = "needs/kinds/needs.html"
    paper = "needs/kinds/paper/needs.html"
    how_to_type = gettext_lazy(
        "For each its number, how urgent (1 now, 2 soon, 3 later), how many people: 3-1-4 7-2"
    )
    several = True

    def choices(self):
        if not self.question.choices:
            return [Choice(key, str(text)) for key, text in CATEGORIES.items()]
        return [
            Choice(choice["key"], in_words(choice, CATEGORIES.get(choice["key"], "")))
            for choice in self.question.choices
        ]

    def names(self):
        keys = [choice.key for choice in self.choices()]
        return ["", *(f"{key}-{part}" for key in keys for part in ("urgency", "people"))]

    def read(self, parts):
        ticked = list(dict.fromkeys(list_of(parts.get(""))))
        must_be_offered(dict(self.choices()), ticked)
        return Said({key: self.detail(parts, key) for key in ticked}) if ticked else UNSAID

    def detail(self, parts, key):
        """How urgent and for how many, as far as it was said."""
        detail: dict[str, Any] = {}
        if urgency := text_of(parts.get(f"{key}-urgency")):
            must_be_offered(URGENCIES, [urgency])
            detail["urgency"] = urgency
        if people := text_of(parts.get(f"{key}-people")):
            detail["people"] = round(number_between(people, 1, MOST_PEOPLE))
        return detail

    def parts(self, said):
        needs = said.value or {}
        parts: Parts = {"": list(needs)}
        for key, detail in needs.items():
            parts |= {f"{key}-{part}": str(value) for part, value in detail.items()}
        return parts

    def urgencies(self):
        return [Choice(key, str(text)) for key, text in URGENCIES.items()]

    def typed(self, text):
        parts: Parts = {}
        ticked: list[str] = []
        for mark in text.replace(",", " ").split():
            number, urgency, people = [*mark.split("-", 2), "", ""][:3]
            key = numbered(self.choices(), number).key
            if key in ticked:
                raise ValidationError(_("“%(number)s” stands here twice.") % {"number": number})
            ticked.append(key)
            parts[f"{key}-urgency"] = numbered(self.urgencies(), urgency).key if urgency else ""
            parts[f"{key}-people"] = people
        return parts | {"": ticked}

    def tell(self, said):
        names = dict(self.choices())
        return [
            self.told(names.get(key, key), detail) for key, detail in (said.value or {}).items()
        ]

    def told(self, name, detail):
        lines = [name]
        if urgency := detail.get("urgency"):
            lines.append(str(URGENCIES.get(urgency, urgency)))
        if people := detail.get("people"):
            lines.append(in_people(people))
        return " · ".join(lines)

    def keys(self, said):
        return set(said.value or {})
