"""Who may answer, and who may write answers down."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from mutualaid.codes import clean_code
from mutualaid.http import refuse
from mutualaid.networks.models import Member
from mutualaid.sealed.keys import heed_lock
from needs.surveys.access import must_be_open, survey_or_404
from needs.surveys.models import Survey


def survey_by_code(code: str) -> Survey:
    """A survey that is or was open, by its short address. Anyone may answer it.

    Raises `Locked`.
    """
    try:
        survey = (
            Survey.objects.exclude(state=Survey.State.DRAFT)
            .select_related("network", "key__under")
            .get(code=clean_code(code))
        )
    except Survey.DoesNotExist as missing:
        raise Http404 from missing
    heed_lock(survey.key)
    return survey


def survey_to_write(request: HttpRequest, slug: str, survey_id: int) -> tuple[Member, Survey]:
    """The member who asks, and an open survey of their network, for writing others' answers."""
    member, survey = survey_or_404(request, slug, survey_id)
    must_be_open(survey)
    return member, survey


def must_be_in(member: Member, survey: Survey) -> None:
    if member.network_id != survey.network_id or member.left_on is not None:
        refuse(_("Only members of the network write down what others say."))
