"""Tables of results for spreadsheets and programs: counts, never rows of people."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from mutualaid.spreadsheets.writer import TYPES, written
from needs.results.queries import parts_of, telling_of
from needs.surveys.models import Survey

FORMATS = {extension: TYPES[extension] for extension in ("csv", "ods", "json")}


def exported(survey: Survey, extension: str) -> bytes:
    """The tables in one of `FORMATS`, under the same rules as the page."""
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
    return written(headers, _rows(survey), title="results", extension=extension)


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
