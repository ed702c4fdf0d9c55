"""Questions for a number, a step of a scale, or a day."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import UNSAID, Choice, Kind, Said, in_words
from .reading import must_be_offered, number_between, text_of
from .telling import in_people


class Number(Kind):
    screen = "needs/kinds/number.html"
    whole = False
    least, most = -1_000_000_000, 1_000_000_000

    def bounds(self):
        """The least and the most that it may be."""
        return tuple(
            default if (bound := self.question.settings.get(name)) is None else bound
            for name, default in (("min", self.least), ("max", self.most))
        )

    def read(self, parts):
        text = text_of(parts.get(""))
        if not text:
            return UNSAID
        return Said(number_between(text, *self.bounds()))

    def parts(self, said):
        return {"": "" if said.value is None else str(said.value)}

    def tell(self, said):
        if said.value is None:
            return []
        if self.unit() == _("people") and isinstance(said.value, int):
            return [in_people(said.value)]
        return [f"{said.value} {self.unit()}".strip()]  # a word of theirs, in one form

    def unit(self):
        return in_words({"text": self.question.settings.get("unit")})

    def keys(self, said):
        return set() if said.value is None else {str(said.value)}


class Scale(Number):
    """A number between two ends that have names."""

    screen = "needs/kinds/choices.html"
    paper = "needs/kinds/paper/scale.html"
    whole = True
    least, most = 1, 5
    MOST_STEPS = 11

    def choices(self):
        """The steps; those at the ends also say what they mean."""
        low, high = map(int, self.bounds())
        high = min(high, low + self.MOST_STEPS - 1)
        texts = {str(step): str(step) for step in range(low, high + 1)}
        for step, end in ((low, "low"), (high, "high")):
            if meaning := in_words({"text": self.question.settings.get(end)}):
                texts[str(step)] = f"{step} – {meaning}"
        return [Choice(*step) for step in texts.items()]

    def legend(self):
        return [choice.text for choice in self.choices()]

    def read(self, parts):
        said = super().read(parts)
        must_be_offered(dict(self.choices()), self.keys(said))
        return said

    def tell(self, said):
        if said.value is None:
            return []
        return [_("%(step)s of %(most)s") % {"step": said.value, "most": self.bounds()[1]}]


class Date(Kind):
    screen = "needs/kinds/date.html"
    paper = "needs/kinds/paper/date.html"
    how_to_type = gettext_lazy("Day, month, year, like 24 11 2026.")
    wrong = gettext_lazy("Write day, month and year as numbers, such as 24, 11 and 2026.")

    def names(self):
        return ["day", "month", "year"]

    def read(self, parts):
        texts = [text_of(parts.get(name)) for name in self.names()]
        if not any(texts):
            return UNSAID
        try:
            day, month, year = map(int, texts)
            when = date(year, month, day)
        except (ValueError, OverflowError) as wrong:
            raise ValidationError(self.wrong) from wrong
        if not 1900 <= year <= 2200:
            raise ValidationError(_("Write the year with four digits, such as 2026."))
        return Said(when.isoformat())

    def parts(self, said):
        if not said.value:
            return {}
        year, month, day = said.value.split("-")
        return {"day": str(int(day)), "month": str(int(month)), "year": year}

    def typed(self, text):
        numbers = re.findall(r"\d+", text)
        if text.strip() and len(numbers) != 3:
            raise ValidationError(self.wrong)
        return dict(zip(self.names(), numbers, strict=False))

    def tell(self, said):
        return [date_format(date.fromisoformat(said.value), "DATE_FORMAT")] if said.value else []
