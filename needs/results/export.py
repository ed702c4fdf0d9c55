"""Tables of results for spreadsheets and programs: counts, never rows of people.

A cell that a spreadsheet would run as a formula gets an apostrophe before it, as does one that
begins with an apostrophe, so that `restored` gives back what was there.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from tablib import Dataset

from needs.results.queries import parts_of, telling_of
from needs.surveys.models import Survey

RISKY = ("=", "+", "-", "@", "\t", "\r", "'")
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "json": "application/json",
}


def harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(RISKY) else cell


def restored(cell: str) -> str:
    return cell.removeprefix("'")


def exported(survey: Survey, extension: str) -> bytes:
    """The tables in one of `FORMATS`, under the same rules as the page."""
    rows = [[str(cell) for cell in row] for row in _rows(survey)]
    if extension != "json":
        rows = [[harmless(cell) for cell in row] for row in rows]
    headers = [
        _("Part"),
        _("Number"),
        _("Question"),
        _("From revision"),
        _("Until revision"),
        _("Answer"),
        _("People"),
        _("Answered"),
    ]
    content = Dataset(*rows, headers=headers, title="results").export(extension)
    if extension == "csv":
        # Without the mark, spreadsheets take UTF-8 for Windows-1252.
        content = f"\ufeff{content}"
    return content if isinstance(content, bytes) else content.encode()


def _rows(survey: Survey) -> Iterator[list]:
    telling = telling_of(survey)
    if telling is None:
        return
    for part in parts_of(survey):
        for asked in part.asked:
            told, question = telling.question(asked.question), asked.question
            head = [
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
