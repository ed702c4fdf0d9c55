"""What may be told of a survey's answers, question by question, for pages and exports alike."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.utils.formats import number_format

from mutualaid.sealed import crypto
from mutualaid.sealed.keys import opened
from needs.own_categories.queries import asked_about
from needs.results.lines import SEVERAL, Line, groups, middle, rough
from needs.results.ranking import Named
from needs.results.small import FIRST, FIVE, in_fives, in_order, more_than, shift
from needs.surveys.kinds import kind_of
from needs.surveys.models import Question, Survey

Kind = Question.Kind

ORDERED = SEVERAL | {Kind.ONE, Kind.YES_NO}
FOREMOST = 5
"""How many answers are put in order where counts are not told."""


@dataclass(frozen=True)
class Told:
    """What is told of one question; ``answered`` is None where no number may be."""

    question: Question
    answered: int | None = None
    skipped: int = 0
    lines: list[Line] = field(default_factory=list)
    middle: str = ""
    """Where the middle one of all numbers lies."""
    together: str = ""
    """What all numbers come to, about."""


class Telling:
    """The counts of a tally under the rules of `small`.

    ``whole`` are the counts of all, ``narrowed`` those of the people who gave one answer, and
    ``meeting`` names that answer. ``exact`` says whether counts are told as they are, rather
    than in fives.
    """

    def __init__(
        self,
        survey: Survey,
        whole: Mapping[str, Any],
        *,
        public: bool,
        narrowed: Mapping[str, Any] | None = None,
        meeting: str = "",
    ):
        self.survey, self.whole, self.meeting = survey, whole, meeting
        self.counts = whole if narrowed is None else narrowed
        self.exact = not public and narrowed is None
        self._cells: dict[str, list[str]] = defaultdict(list)
        for name in whole:
            subject, colon, cell = name.partition(":")
            if colon:
                self._cells[subject].append(cell)

    @cached_property
    def secret(self) -> bytes:
        """By which this survey's numbers are shifted where they are rounded."""
        return crypto.derive(opened(self.survey.key), "results")

    def begun(self) -> bool:
        """Whether numbers may be told at all; on public pages this too is known only roughly."""
        total = self.whole.get("all", 0)
        return total >= FIVE if self.exact else more_than(total, shift(self.secret)) > 0

    def tells(self, name: str) -> bool:
        """Whether a number is told of the answer ``question:choice``."""
        question_id, _colon, cell = name.partition(":")
        told = self.question(self.survey.questions.get(pk=question_id))
        return any(line.count for line in told.lines if line.cells == (cell,))

    def total(self, name: str = "all") -> int:
        """How many there are, or answered a question; exact or as "more than".

        All totals have one shift: most of them are one and the same number.
        """
        total = self.counts.get(name, 0)
        return total if self.exact else more_than(total, shift(self.secret, self.meeting))

    def shares(self, subject: str) -> list[tuple[str, int]]:
        """The cells of ``way`` or ``language`` with their counts, most first."""
        lines = [Line(cell, (cell,)) for cell in sorted(self._cells[subject])]
        told = {
            line.label: line.count or 0
            for line in self._counted(subject, lines, self.counts["all"])
        }
        return [(cell, told[cell]) for cell in in_order(told, told) if told[cell]]

    def needs(self, words: Mapping[str, int]) -> tuple[list[Named], list[str]]:
        """What is told of each need, and those of which only the order is.

        ``words`` are how many free texts name each need. They are counted apart from ticks: were
        one person's two counted as one, a tag would show who ticked what.
        """
        told, few = [], {}
        for category in asked_about(self.survey.network):
            name = f"need:{category}"
            ticks = self._alone(name, self.counts.get(name, 0))
            texts = self._alone(f"words:{category}", words.get(category, 0))
            if self.exact and ticks < FIVE and not texts:
                few[category] = ticks
            elif ticks or texts:
                now, soon, people = (
                    self._alone(end, self.counts.get(end, 0)) if ticks else 0
                    for end in (
                        f"{name}=now",
                        f"{name}=soon",
                        f"{name}{'+' if self.exact else '~'}",
                    )
                )
                told.append(Named(category, ticks + texts, now, soon, people + texts, texts))
        return told, in_order(few, [category for category, count in few.items() if count])

    def _alone(self, name: str, count: int) -> int:
        """A count that excludes no other; in fives it is never that of all."""
        if self.exact:
            return count
        if not name.endswith("~"):
            count = min(count, self.counts["all"] - FIVE)
        return more_than(count, shift(self.secret, name))

    def knows(self, question: Question) -> bool:
        """Whether a wording that is no longer asked shows at all: to members where somebody
        answered it, publicly where a number of it does."""
        if self.exact:
            return any(self.counts.get(f"{question.pk}{end}") for end in ("", "?"))
        return self.question(question).answered is not None

    def question(self, question: Question) -> Told:
        name = str(question.pk)
        answered = self.total(name)
        if answered < FIVE:
            return Told(question, lines=self._order(question, answered))
        lines = [line for group in self._groups(question) for line in group]
        if not self.exact:
            # What was not asked stands there only because somebody said it.
            lines = [line for line in lines if line.count or line.asked]
            return Told(question, answered, lines=lines)
        told = Told(question, answered, lines=lines)
        told = replace(told, skipped=self.counts.get(f"{name}?", 0))
        if question.kind == Kind.NUMBER:
            total = number_format(rough(self.counts.get(f"{name}+", 0)), force_grouping=True)
            return replace(told, middle=middle(lines), together=total) if len(lines) > 1 else told
        return told

    def _order(self, question: Question, answered: int) -> list[Line]:
        """What was said, most first, without a count; for members, and not of one or two people."""
        if not self.exact or answered < FIRST or question.kind not in ORDERED:
            return []
        choices = dict(kind_of(question).choices())
        counts = {cell: self.counts.get(f"{question.pk}:{cell}", 0) for cell in choices}
        # Also what nobody said: of three people, a list of what was said would tell each answer.
        return [Line(choices[cell], (cell,)) for cell in in_order(counts, choices)[:FOREMOST]]

    def _groups(self, question: Question) -> Iterator[list[Line]]:
        """The lines of a question with counts; those of one group exclude each other."""
        name = str(question.pk)
        found = {cell: self.whole[f"{name}:{cell}"] for cell in self._cells[name]}
        answered = self.counts[name]
        for group in groups(question, found):
            yield self._counted(name, group, answered)

    def _counted(self, subject: str, lines: list[Line], total: int) -> list[Line]:
        """Lines that exclude each other, with what is told of them."""
        names = [f"{subject}:{'|'.join(line.cells)}" for line in lines]
        counts = dict(zip(names, self._sums(self.counts, subject, lines), strict=True))
        if not self.exact:
            limits = dict(zip(names, self._sums(self.whole, subject, lines), strict=True))
            counts = in_fives(
                self.secret,
                counts,
                total,
                meeting=self.meeting,
                limits=limits if self.meeting else None,
            )
        return [replace(line, count=counts[name]) for line, name in zip(lines, names, strict=True)]

    def _sums(self, counts: Mapping[str, int], subject: str, lines: list[Line]) -> list[int]:
        return [sum(counts.get(f"{subject}:{cell}", 0) for cell in line.cells) for line in lines]
