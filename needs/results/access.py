"""Who sees what people said: members all of it, everyone the public pages if there are any."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from mutualaid.networks.concerns.things import shown
from mutualaid.networks.models import Member
from mutualaid.sealed.keys import heed_lock
from needs.surveys.access import survey_or_404
from needs.surveys.models import Question, Survey


def may_tag(member: Member, question: Question) -> bool:
    """Every member reads the words of their network's surveys, and may say what they name."""
    return (
        names_needs(question)
        and member.left_on is None
        and member.network_id == question.survey.network_id
    )


def names_needs(question: Question) -> bool:
    """What people could share is no need."""
    return question.kind != Question.Kind.SHARE


def words_or_404(
    request: HttpRequest, slug: str, survey_id: int, question_id: int
) -> tuple[Member, Question]:
    """The member who asks, and a question whose answers have words; ``.survey`` is loaded."""
    member, survey = survey_or_404(request, slug, survey_id)
    question = get_object_or_404(survey.questions, pk=question_id)
    question.survey = survey
    return member, question


def public_survey_or_404(code: str) -> Survey:
    """A survey whose results everyone may see. A draft has none. Raises `Locked`."""
    surveys = shown(Survey.objects.select_related("network", "key__under"))
    survey = get_object_or_404(surveys, code=code)
    if not survey.public_results or survey.state == Survey.State.DRAFT:
        raise Http404
    heed_lock(survey.key)
    return survey
