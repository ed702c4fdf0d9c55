"""Keeping answers: on the way as drafts, then as responses that nobody can trace back."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from mutualaid.networks.models import Member
from mutualaid.sealed.services import blind_index, seal
from needs.answering.receipts import receipt_code, receipt_index
from needs.surveys.kinds import Said
from needs.surveys.models import Answer, ImportRun, Mark, Question, Response, Survey
from needs.surveys.signals import response_kept

type Answers = Mapping[Question, Said | tuple]
"""``{question: (value, words)}``, shapes as in `models.Answer`."""


class SurveyClosed(Exception):
    """The survey takes no answers now; nothing was kept."""


class SurveyChanged(Exception):
    """The questions are not those that were answered; nothing was kept."""


class ConsentMissing(Exception):
    """Somebody's answers were written down without their yes; nothing was kept."""


@transaction.atomic
def keep_response(
    *,
    survey: Survey,
    token: str,
    answers: Answers,
    language: str,
    way: str,
    for_someone_else: bool = False,
    consent: bool = False,
    member: Member | None = None,
    run: ImportRun | None = None,
) -> str:
    """Keep one person's answers; their receipt code.

    ``token`` is a secret of at least 128 random bits, or unique to one import's row: what was kept
    with it before is not kept again, and gets the same code. ``member`` marks that this member has
    answered, which nothing ties to the response. Raises `SurveyClosed` (but for imports),
    `SurveyChanged` and `ConsentMissing`.
    """
    if for_someone_else and not consent:
        raise ConsentMissing
    code = receipt_code(survey, token)
    index = receipt_index(survey, code)
    if survey.responses.filter(receipt_index=index).exists():
        return code
    try:
        with transaction.atomic():
            response = Response.objects.create(
                survey=survey,
                revision=survey.revision,
                way=way,
                language=language,
                for_someone_else=for_someone_else,
                consent=consent,
                receipt_index=index,
                run=run,
            )
    except IntegrityError:
        # Sent twice at once: the other one was faster.
        return code
    keep_answers(response, answers)
    if member and not for_someone_else:
        Mark.objects.get_or_create(survey=survey, member_index=member_index(survey, member))
    return code


def keep_answers(response: Response, answers: Answers) -> None:
    """Fill a response that was just made in this transaction."""
    survey = response.survey
    # Its row holds the survey's row: whoever closes or edits the survey waits for us, and we saw
    # what they did before.
    state, revision = Survey.objects.values_list("state", "revision").get(pk=survey.pk)
    if state != Survey.State.OPEN and response.way != Response.Way.IMPORT:
        raise SurveyClosed
    asked = set(survey.questions.asked_now().values_list("pk", flat=True))
    if revision != response.revision or not asked.issuperset(q.pk for q in answers):
        raise SurveyChanged
    rows = []
    for question, (value, words) in answers.items():
        answer = Answer(response=response, question=question, value=value)
        if words:
            seal(answer, "words", words, key=survey.key)
        rows.append(answer)
    Answer.objects.bulk_create(rows)
    response_kept.send(Survey, survey_id=survey.pk)


def member_index(survey: Survey, member: Member) -> str:
    """What a mark says of a member: only who knows both finds it."""
    return blind_index("answered", f"{survey.pk}:{member.pk}")


def has_answered(survey: Survey, member: Member | None) -> bool:
    return (
        member is not None
        and survey.marks.filter(member_index=member_index(survey, member)).exists()
    )
