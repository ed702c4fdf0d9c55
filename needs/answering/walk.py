"""The way of one person through a survey: which pages, in which order."""

import re
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError

from needs.answering.drafts import Kept
from needs.surveys.kinds import asked, kind_of, tell
from needs.surveys.kinds.base import UNSAID, Said
from needs.surveys.models import Question, Section, Survey


@dataclass(frozen=True)
class Page:
    """One question, or one tight group. ``first`` is the number of its first question."""

    questions: list[Question]
    first: int

    @property
    def id(self) -> int:
        return self.questions[0].pk

    @property
    def last(self) -> int:
        return self.first + len(self.questions) - 1

    @property
    def section(self) -> Section:
        return self.questions[0].section

    @property
    def required(self) -> bool:
        return any(question.required for question in self.questions)


class Walk:
    """A survey's questions as they are asked of someone with these answers so far."""

    def __init__(self, survey: Survey, kept: Kept):
        self.survey, self.kept = survey, kept
        self.questions = list(survey.questions.asked_now().select_related("section"))
        self.changed = self._catch_up()
        """Whether questions that were answered are no longer asked."""

    @cached_property
    def answers(self) -> dict[Question, Said]:
        """What passed Continue and is still an answer to what is asked now."""
        return {
            question: said
            for question in self.questions
            if (said := self._said(question)) is not None
        }

    @cached_property
    def asked(self) -> list[Question]:
        return asked(self.questions, self.answers)

    @cached_property
    def pages(self) -> list[Page]:
        groups: list[list[Question]] = []
        for question in self.asked:
            if groups and belongs(question, groups[-1]):
                groups[-1].append(question)
            else:
                groups.append([question])
        pages, number = [], 1
        for group in groups:
            pages.append(Page(group, number))
            number += len(group)
        return pages

    def page(self, question_id: int) -> Page | None:
        """The page that asks a question, if it is asked."""
        return next(
            (page for page in self.pages if any(q.pk == question_id for q in page.questions)), None
        )

    @property
    def first(self) -> Page | None:
        return next(iter(self.pages), None)

    @property
    def last(self) -> Page | None:
        return next(reversed(self.pages), None)

    def before(self, page: Page) -> Page | None:
        number = self.pages.index(page)
        return self.pages[number - 1] if number else None

    def after(self, page: Page) -> Page | None:
        return next((later for later in self.pages if later.first > page.last), None)

    def unanswered(self) -> Page | None:
        """The first page with a question that was neither answered nor passed over."""
        return next(
            (page for page in self.pages if any(q not in self.answers for q in page.questions)),
            None,
        )

    def lacking(self) -> Page | None:
        """The first page whose required question has no answer."""
        return next(
            (
                page
                for page in self.pages
                for question in page.questions
                if question.required and self.answers.get(question, UNSAID).value is None
            ),
            None,
        )

    @property
    def says_something(self) -> bool:
        return any(said.value is not None for said in self.to_keep().values())

    def to_keep(self) -> dict[Question, Said]:
        """The answer to each question that is asked; what is no longer asked is left behind."""
        return {question: self.answers.get(question, UNSAID) for question in self.asked}

    def told(self) -> list[dict]:
        """Each question that is asked, with its answer in words."""
        return [
            {"question": question, "number": number, "lines": tell(question, said)}
            for number, (question, said) in enumerate(self.to_keep().items(), start=1)
        ]

    def initial(self, page: Page) -> dict[str, dict]:
        """What stands in a page's inputs: what was typed last, else what was answered."""
        kept = self.kept
        return {
            field_name(question): kept.typed.get(key, kept.answers.get(key, {}))
            for question in page.questions
            for key in [str(question.pk)]
        }

    def _catch_up(self) -> bool:
        """Come to the survey's present revision.

        What was said to a question that was changed stands in the inputs of the new one, but
        counts only once it passed Continue there.
        """
        kept = self.kept
        now = {str(question.pk): question for question in self.questions}
        gone = [key for key in {**kept.answers, **kept.typed} if key not in now]
        kept.revision = self.survey.revision
        if not gone:
            return False
        by_key = {question.key: str(question.pk) for question in self.questions}
        old = self.survey.questions.filter(pk__in=[key for key in gone if key.isdecimal()])
        successors = {
            str(pk): by_key[key] for pk, key in old.values_list("pk", "key") if key in by_key
        }
        for key in gone:
            answered = kept.answers.pop(key, None)
            typed = kept.typed.pop(key, answered)
            if typed is not None and key in successors:
                kept.typed.setdefault(successors[key], typed)
        return True

    def _said(self, question: Question) -> Said | None:
        parts = self.kept.answers.get(str(question.pk))
        if parts is None:
            return None
        try:
            return kind_of(question).read(parts)
        except ValidationError:
            return None


def belongs(question: Question, group: list[Question]) -> bool:
    """Whether a question is asked on the page of those before it.

    Not where it depends on one of them: the page cannot know what will be ticked there.
    """
    rule = question.ask_if
    return (
        question.section.together
        and question.section_id == group[-1].section_id
        and not (rule and rule["question"] in {q.key for q in group})
    )


def field_name(question: Question) -> str:
    """A short name, and another one for a question that was reworded since."""
    return f"q{question.since_revision}.{question.key}"


def key_in(name: str) -> str:
    """The key of the question that an input asks; empty for any other input."""
    there = re.match(r"q\d+\.([^:]+)", name)
    return there[1] if there else ""
