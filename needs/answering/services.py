"""Keeping answers: on the way as drafts, then as responses that nobody can trace back."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from mutualaid.db import claim, hold_row
from mutualaid.networks.concerns.things import is_hidden, marked
from mutualaid.networks.models import Member
from mutualaid.sealed.keys import blind_index
from mutualaid.sealed.services import seal, unseal
from needs.answering import drafts
from needs.answering.access import must_be_in
from needs.answering.drafts import Kept
from needs.answering.queries import receipt_of
from needs.answering.receipts import receipt_code, receipt_index
from needs.answering.walk import Page, Walk
from needs.own_categories.queries import Offered, offered_in
from needs.surveys.kinds import kind_of, tell
from needs.surveys.kinds.base import Parts, Said
from needs.surveys.models import (
    Answer,
    Draft,
    Mark,
    Question,
    Response,
    Sheet,
    Survey,
)
from needs.surveys.signals import response_kept

type Answers = Mapping[Question, Said | tuple[Any, str]]
"""``{question: (value, words)}``, shapes as in `models.Answer`."""

FORGOTTEN_AFTER = timedelta(days=30)
"""How long answers on the way wait to be sent."""


class SurveyClosed(Exception):
    """The survey takes no answers now; nothing was kept."""


class SurveyChanged(Exception):
    """The questions are not those that were answered; nothing was kept."""


class ConsentMissing(Exception):
    """Somebody's answers were written down without their yes; nothing was kept."""


class AlreadyAnswered(Exception):
    """This member has answered for themselves before; nothing was kept."""


class NothingSaid(Exception):
    """All questions were passed over; nothing was kept."""


class NoSuchReceipt(Exception):
    """No response has that receipt code, or no longer."""


class NoSuchSheet(Exception):
    """No paper form of that number was printed."""


class AlreadyTyped(Exception):
    """The paper form of that number was typed in before; nothing was kept."""


class Batch(NamedTuple):
    """Paper forms that were printed together: what ``revision`` they ask, and the receipt
    ``codes`` by number; 0 is the blank form."""

    revision: int
    codes: Mapping[int, str]


class Sent(NamedTuple):
    """What came of sending a draft: the receipt ``code``, or the ``page`` that lacks an answer, or
    that there is no draft (any more). ``again``: an earlier receipt holds no longer."""

    code: str = ""
    page: Page | None = None
    again: bool = False


class Ticked(NamedTuple):
    """Of answers: the ``kinds`` of need that they name, each with those beneath it, and what they
    ``offer``, as key and name."""

    kinds: list[Offered] = []
    offers: list[tuple[str, str]] = []
    for_someone_else: bool = False


# Drafts


@transaction.atomic
def begin(*, survey: Survey, for_someone_else: bool = False, consent: bool = False) -> str:
    """Begin to answer; the token to which the draft belongs. Raises `ConsentMissing`."""
    if for_someone_else and not consent:
        raise ConsentMissing
    token = secrets.token_urlsafe(32)
    kept = Kept(survey.revision, for_someone_else=for_someone_else, consent=consent)
    drafts.new_draft(survey, token, kept)
    return token


@transaction.atomic
def begin_change(*, survey: Survey, code: str) -> str:
    """Begin to change a response; the token of a draft that holds its answers.

    The response counts until the draft is sent. Raises `NoSuchReceipt`.
    """
    response = response_of(survey, code)
    kept = Kept(
        survey.revision,
        answers={
            str(question.pk): kind_of(question).parts(said)
            for question, said in said_in(response).items()
        },
        for_someone_else=response.for_someone_else,
        consent=response.consent,
        replaces=code,
    )
    token = secrets.token_urlsafe(32)
    drafts.new_draft(survey, token, kept)
    return token


@transaction.atomic
def keep_page(*, survey: Survey, token: str, answers: dict[str, Parts]) -> None:
    """Keep what passed Continue, by the question's id; empty parts say "I'd rather not say"."""
    if draft := drafts.of(survey, token).select_for_update().first():
        kept = Walk(survey, drafts.opened(draft, token)).kept
        kept.answers |= answers
        for key in answers:
            kept.typed.pop(key, None)
        drafts.save(draft, token, kept)


@transaction.atomic
def keep_typed(
    *, survey: Survey, token: str, typed: dict[str, Parts], ask_again: bool = False
) -> None:
    """Keep what stands in the inputs of a page, right or wrong, by the question's id.

    ``ask_again`` takes back what was answered before, so that nothing else than this is sent.
    """
    if draft := drafts.of(survey, token).select_for_update().first():
        kept = drafts.opened(draft, token)
        kept.typed |= typed
        if ask_again:
            kept.answers = {key: said for key, said in kept.answers.items() if key not in typed}
        drafts.save(draft, token, kept)


def send(*, survey: Survey, token: str, language: str, member: Member | None = None) -> Sent:
    """Make a response of a draft, once.

    Raises `NothingSaid`, `SurveyClosed`, `SurveyChanged`, `AlreadyAnswered`, and `NoSuchReceipt` if
    what it would replace was withdrawn or replaced meanwhile; the draft then stays.
    """
    draft = drafts.of(survey, token).first()
    if draft is None:
        return Sent(receipt_of(survey, token))
    walk = Walk(survey, drafts.opened(draft, token))
    if walk.changed:
        raise SurveyChanged
    if page := walk.lacking():
        return Sent(page=page)
    if not walk.says_something:
        raise NothingSaid
    kept = walk.kept
    filled = fill_in(
        survey=survey,
        token=token,
        answers=walk.to_keep(),
        language=language,
        way=Response.Way.ONLINE,
        for_someone_else=kept.for_someone_else,
        consent=kept.consent,
    )
    with transaction.atomic():
        if not drafts.spend(draft):
            # Just sent, or written to, from elsewhere: look again.
            return send(survey=survey, token=token, language=language, member=member)
        if kept.replaces:
            leave(response_of(survey, kept.replaces))
        if member and not kept.for_someone_else:
            mark(survey, member, again=bool(kept.replaces))
        return Sent(keep_response(filled), again=bool(kept.replaces))


@transaction.atomic
def let_stand_alone(*, survey: Survey, token: str) -> None:
    """What is on the way replaces nothing any more."""
    if draft := drafts.of(survey, token).select_for_update().first():
        drafts.save(draft, token, replace(drafts.opened(draft, token), replaces=""))


@transaction.atomic
def forget(*, survey: Survey, token: str) -> None:
    """Forget what was on the way."""
    drafts.of(survey, token).delete()


@transaction.atomic
def forget_old_drafts() -> None:
    Draft.objects.filter(kept_on__lt=timezone.localdate() - FORGOTTEN_AFTER).delete()


# Responses


class Filled(NamedTuple):
    """A response that can be kept, its receipt code, and its rows."""

    code: str
    response: Response
    rows: list[Answer]


def fill_in(
    *,
    survey: Survey,
    token: str,
    answers: Answers,
    language: str,
    way: str,
    for_someone_else: bool = False,
    consent: bool = False,
    revision: int | None = None,
) -> Filled:
    """What one person said, for `keep_response`: all that need not be done in a transaction,
    where others wait.

    ``revision`` is the one whose questions were answered, if not the present one. ``token`` is a
    secret of at least 128 random bits: what was kept with it before is not kept again, and gets
    the same code. Raises `ConsentMissing`.
    """
    if for_someone_else and not consent:
        raise ConsentMissing
    code = receipt_code(survey, token)
    response = Response(
        survey=survey,
        revision=revision or survey.revision,
        way=way,
        language=language,
        for_someone_else=for_someone_else,
        consent=consent,
        receipt_index=receipt_index(survey, code),
    )
    return Filled(code, response, rows_of(response, answers))


def rows_of(response: Response, answers: Answers) -> list[Answer]:
    rows = []
    for question, (value, words) in answers.items():
        row = Answer(response=response, question=question, value=value)
        if words:
            seal(row, "words", words, key=response.survey.key)
        rows.append(row)
    return rows


def keep_response(filled: Filled) -> str:
    """Keep one person's answers; their receipt code. Raises `SurveyClosed` and `SurveyChanged`."""
    try:
        with transaction.atomic():
            add(filled.response, filled.rows)
    except IntegrityError:
        if not Response.objects.filter(receipt_index=filled.response.receipt_index).exists():
            raise
    return filled.code


def add(response: Response, rows: list[Answer]) -> None:
    """Raises IntegrityError if there is a response with this receipt."""
    # First, since what comes before the first question to the database holds up nobody.
    Answer.objects.bulk_create(rows)
    response.save(force_insert=True)
    survey = response.survey
    state, revision = hold_row(Survey, "state", "revision", id=survey.pk)
    if state != Survey.State.OPEN or is_hidden(survey):
        raise SurveyClosed
    # An open survey asks the same in all of one revision. What was asked of somebody by another,
    # from paper or a page, counts for the revision that stood there.
    if response.way == Response.Way.ONLINE and revision != response.revision:
        raise SurveyChanged
    response_kept.send(Survey, survey_id=survey.pk)


def response_of(survey: Survey, code: str) -> Response:
    """Raises `NoSuchReceipt`."""
    response = survey.responses.filter(receipt_index=receipt_index(survey, code)).first()
    if response is None:
        raise NoSuchReceipt
    return response


def said_in(response: Response) -> dict[Question, Said]:
    """The answers of a response, in the order asked."""
    survey = response.survey
    rows = response.answers.select_related("question__section")
    return {
        row.question: Said(row.value, unseal(row, "words", key=survey.key))
        for row in rows.order_by("question__section__position", "question__position")
    }


def just_sent(survey: Survey, token: str) -> Ticked:
    """What was ticked in the answers that were sent with a token, as long as its device knows it.

    Only kinds, and no words, no number and no urgency: whoever posts the same under their name
    would be found by them among the answers.
    """
    try:
        response = response_of(survey, receipt_code(survey, token))
    except NoSuchReceipt:
        return Ticked()
    kinds, offers, offered = [], [], offered_in(survey.network)
    for question, said in said_in(response).items():
        names = dict(kind_of(question).choices())
        if question.kind == Question.Kind.NEEDS:
            kinds += [key for key in said.value or [] if key in offered]
        elif question.kind == Question.Kind.SHARE:
            offers += [(key, names[key]) for key in said.value or [] if key in names]
    ticked = [offered[key] for key in dict.fromkeys(kinds)]
    return Ticked(ticked, offers, response.for_someone_else)


def told(response: Response) -> list[dict[str, Any]]:
    """Each question of a response with its answer in words: ``{question, number, lines}``, and
    whether a concern hides that from others: ``hidden``."""
    hidden = {row.question_id for row in marked(response.answers.all()) if row.hidden}
    return [
        {
            "question": question,
            "number": number,
            "lines": tell(question, said),
            "hidden": question.pk in hidden,
        }
        for number, (question, said) in enumerate(said_in(response).items(), start=1)
    ]


@transaction.atomic
def withdraw(*, survey: Survey, code: str, member: Member | None = None) -> None:
    """Take a response out; ``member`` may then answer again. Raises `NoSuchReceipt`."""
    response = response_of(survey, code)
    leave(response)
    if member and not response.for_someone_else:
        survey.marks.filter(member_index=member_index(survey, member)).delete()


def leave(response: Response) -> None:
    """Words and receipt go at once; ticks with the results' next advance. Raises
    `NoSuchReceipt` if somebody else was quicker."""
    present = Response.objects.filter(pk=response.pk, receipt_index=response.receipt_index)
    if not claim(present, receipt_index=None, leaving=True):
        raise NoSuchReceipt
    response.answers.update(words_sealed=None)


def member_index(survey: Survey, member: Member) -> str:
    """What a mark says of a member: only who knows both finds it."""
    return blind_index("answered", str(member.pk), key=survey.key)


def has_answered(survey: Survey, member: Member | None) -> bool:
    return (
        member is not None
        and survey.marks.filter(member_index=member_index(survey, member)).exists()
    )


def mark(survey: Survey, member: Member, *, again: bool) -> None:
    """Mark that a member answered, which nothing ties to the response.

    Raises `AlreadyAnswered` if they had, unless they answer ``again``.
    """
    index = member_index(survey, member)
    _mark, new = Mark.objects.get_or_create(survey=survey, member_index=index)
    if not new and not again:
        raise AlreadyAnswered


# Paper


@transaction.atomic
def print_sheets(*, by: Member, survey: Survey, count: int, batch: str) -> Batch:
    """Number new paper forms; their receipt codes are told only here.

    The same ``batch`` (random, made with the page that asks) prints the same forms again, in the
    words of the first time, without those that were typed in since.
    """
    must_be_in(by, survey)
    present = Survey.objects.select_for_update().get(pk=survey.pk)
    by_index = {
        receipt_index(survey, code): code
        for number in range(count)
        for code in [receipt_code(survey, f"sheet:{batch}:{number}")]
    }
    known = list(survey.sheets.filter(receipt_index__in=by_index).order_by("number"))
    typed = survey.responses.filter(receipt_index__in=by_index)
    there = {sheet.receipt_index for sheet in known}
    there.update(typed.values_list("receipt_index", flat=True))
    revision = known[0].revision if known else present.revision
    last = survey.sheets.aggregate(last=Max("number"))["last"] or 0
    new = [
        Sheet(survey=survey, number=number, revision=revision, receipt_index=index)
        for number, index in enumerate((each for each in by_index if each not in there), last + 1)
    ]
    Sheet.objects.bulk_create(new)
    codes = {sheet.number: by_index[sheet.receipt_index or ""] for sheet in known + new}
    return Batch(revision, codes)


def sheet_of(survey: Survey, number: int) -> Sheet:
    """A paper form that can be typed in. Raises `NoSuchSheet` and `AlreadyTyped`."""
    sheet = survey.sheets.filter(number=number).first()
    if sheet is None:
        raise NoSuchSheet
    if sheet.receipt_index is None:
        raise AlreadyTyped
    return sheet


@transaction.atomic
def keep_sheet(*, by: Member, survey: Survey, number: int, answers: Answers, language: str) -> None:
    """Keep what stands on a paper form; its strip's code becomes the response's receipt.

    Raises `NoSuchSheet`, `AlreadyTyped` and `SurveyClosed`.
    """
    must_be_in(by, survey)
    sheet = sheet_of(survey, number)
    free = Sheet.objects.filter(pk=sheet.pk, receipt_index=sheet.receipt_index)
    if not claim(free, receipt_index=None):
        raise AlreadyTyped
    response = Response(
        survey=survey,
        revision=sheet.revision,
        way=Response.Way.PAPER,
        language=language,
        receipt_index=sheet.receipt_index,
    )
    add(response, rows_of(response, answers))
