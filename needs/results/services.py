"""Advancing the results, five responses at a time, and tagging words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import batched
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mutualaid.http import refuse
from mutualaid.networks.models import Member
from needs.own_categories.queries import asked_about
from needs.results.access import may_tag
from needs.results.counting import added_by, filters_of
from needs.results.small import FIRST, FIVE
from needs.surveys.models import Answer, Question, Response, Survey, Tag, Tally

EARLY = "first"
"""The tally of the very first answers, of which only the order is told."""
AT_ONCE = 500

type Said = tuple[Question, Any]
"""A question with the value that was kept of its answer."""


@transaction.atomic
def advance(*, survey_id: int) -> bool:
    """Count what waits once it is five responses or more, and take away what left.

    Whether the results moved. Doing it twice changes nothing: whoever comes second finds nothing
    waiting. The first three responses make an early tally, which stays as it is until there are
    five.
    """
    survey = Survey.objects.select_for_update().get(pk=survey_id)
    rows = list(survey.responses.to_advance())
    new = [response for response in rows if not response.counted and not response.leaving]
    if len(new) < FIVE:
        if len(new) >= FIRST and not survey.tallies.exists():
            _save(survey, {EARLY: _counted(new)[""]})
        return False
    change = _counted(new)
    gone = _counted(response for response in rows if response.counted)
    for name, counts in gone.items():
        change[name].subtract(counts)
    survey.tallies.filter(filter=EARLY).delete()
    _save(survey, change)
    for some in batched(new, AT_ONCE):
        Response.objects.filter(pk__in=[response.pk for response in some]).update(counted=True)
    for some in batched([response.pk for response in rows if response.leaving], AT_ONCE):
        Response.objects.filter(pk__in=some).delete()
    return True


@transaction.atomic
def recount(*, survey_id: int) -> None:
    """Count anew those that were counted and are still there, as after an import was undone.

    Who waits goes on waiting, and who leaves leaves with the next five: otherwise whoever undoes
    an import of nothing would see what one neighbor said.
    """
    survey = Survey.objects.select_for_update().get(pk=survey_id)
    survey.tallies.all().delete()
    _save(survey, _counted(survey.responses.filter(counted=True)))


@transaction.atomic
def tag_words(*, by: Member, question: Question, answers: Iterable[int], category: str) -> int:
    """Note that these answers name a kind of need; how many they are."""
    _must_tag(by, question)
    if category not in asked_about(by.network):
        raise ValidationError(_("Choose a kind of need."))
    named = Answer.objects.with_words().filter(question=question, pk__in=list(answers)[:AT_ONCE])
    tags = [Tag(answer=answer, category=category) for answer in named]
    Tag.objects.bulk_create(tags, ignore_conflicts=True)
    return len(tags)


@transaction.atomic
def untag_words(*, by: Member, question: Question, tag_id: int) -> None:
    _must_tag(by, question)
    Tag.objects.filter(pk=tag_id, answer__question=question).delete()


def _must_tag(by: Member, question: Question) -> None:
    if not may_tag(by, question):
        refuse(_("Only members of the network can say what these words name."))


def _counted(responses: Iterable[Response]) -> dict[str, Counter[str]]:
    """What responses add to each tally, by its filter."""
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    for response, answers in _with_answers(responses):
        added = added_by(response, answers)
        for name in ("", *filters_of(answers)):
            tallies[name].update(added)
    return tallies


def _with_answers(responses: Iterable[Response]) -> Iterator[tuple[Response, list[Said]]]:
    questions: dict[int, Question] = {}
    for some in batched(responses, AT_ONCE):
        given: dict[int, list[Said]] = defaultdict(list)
        rows = Answer.objects.filter(response__in=some).order_by()
        values = list(rows.values_list("response_id", "question_id", "value"))
        new = {question_id for _, question_id, _ in values} - questions.keys()
        questions |= Question.objects.in_bulk(new)
        for response_id, question_id, value in values:
            given[response_id].append((questions[question_id], value))
        for response in some:
            yield response, given[response.pk]


def _save(survey: Survey, change: dict[str, Counter[str]]) -> None:
    """Add the changes to the tallies; a count or a tally that comes to nothing is not kept."""
    known: dict[str, Tally] = {}
    for some in batched(change, AT_ONCE):
        known |= {tally.filter: tally for tally in survey.tallies.filter(filter__in=some)}
    for name, counts in change.items():
        tally = known.setdefault(name, Tally(survey=survey, filter=name))
        counts.update(tally.data)
        tally.data = {cell: count for cell, count in counts.items() if count}
        tally.responses = counts["all"]
    Tally.objects.bulk_create(
        known.values(),
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["responses", "data"],
    )
    survey.tallies.filter(responses=0).delete()
