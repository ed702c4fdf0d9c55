"""A question with rows."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy, ngettext

from .base import UNSAID, Choice, Kind, Said, in_words
from .reading import must_be_offered, numbered, text_of


class Grid(Kind):
    """The same choices, asked for each row."""

    screen = "needs/kinds/grid.html"
    paper = "needs/kinds/paper/grid.html"
    how_to_type = gettext_lazy("Row by row, the number of the column. A - where none is ticked.")

    def rows(self):
        return [Choice(row["key"], in_words(row)) for row in self.question.settings.get("rows", [])]

    def names(self):
        return [row.key for row in self.rows()]

    def read(self, parts):
        ticked = {row: column for row in self.names() if (column := text_of(parts.get(row)))}
        must_be_offered(dict(self.choices()), ticked.values())
        return Said(ticked) if ticked else UNSAID

    def parts(self, said):
        return said.value or {}

    def typed(self, text):
        rows, columns = self.names(), self.choices()
        marks = text.replace(",", " ").split()
        if len(marks) > len(rows):
            raise ValidationError(
                ngettext(
                    "There is only %(count)s row.", "There are only %(count)s rows.", len(rows)
                )
                % {"count": len(rows)}
            )
        return {
            row: numbered(columns, mark).key
            for row, mark in zip(rows, marks, strict=False)
            if mark not in {"-", "0"}
        }

    def tell(self, said):
        names, ticked = dict(self.choices()), said.value or {}
        return [
            f"{row.text}: {names.get(ticked[row.key], ticked[row.key])}"
            for row in self.rows()
            if row.key in ticked
        ]

    def keys(self, said):
        return set((said.value or {}).values())
