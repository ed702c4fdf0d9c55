"""Tables of results for spreadsheets and programs: counts, never rows of people.

A cell of words that a spreadsheet would run as a formula gets an apostrophe before it, and so does
one that looks like that already: taking one apostrophe away gives back what was there, as
`needs.imports.reader` does in all formats.
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from tablib import Dataset

from needs.results.queries import parts_of, telling_of
from needs.surveys.models import Survey

RISKY = re.compile(r"'*[=+\-@\t\r]")
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "json": "application/json",
}


def harmless(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and RISKY.match(cell) else cell


def exported(survey: Survey, extension: str) -> bytes:
    """The tables in one of `FORMATS`, under the same rules as the page."""
    rows = [[harmless(cell) for cell in row] for row in _rows(survey)]
    headers = [
        _("Part"),
        _("Number"),
        _("Question"),
        _("Since version"),
        _("Until version"),
        _("Answer"),
        _("People"),
        _("Answered"),
    ]
    content = Dataset(*rows, headers=headers, title="results").export(extension)
    if extension == "csv":
        # Without the mark, spreadsheets take UTF-8 for Windows-1252.
        content = f"\ufeff{content}"
    return content if isinstance(content, bytes) else content.encode()


def _rows(survey: Survey) -> Iterator[list[str | int]]:
    telling = telling_of(survey)
    if telling is None:
        return
    for part in parts_of(survey, telling):
        for asked in part.asked:
            told, question = telling.question(asked.question), asked.question
            head: list[str | int] = [
                str(part.section.title),
                asked.number,
                str(question.text),
                question.since_revision,
                question.until_revision or "",
            ]
            answered = "" if told.answered is None else told.answered
            for line in told.lines:
                yield [*head, line.label, "" if line.count is None else line.count, answered]
            if not told.lines:
                yield [*head, "", "", answered]
