"""Who may answer, and who may write answers down."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from mutualaid.codes import clean_code
from mutualaid.http import refuse
from mutualaid.networks.concerns.things import marked
from mutualaid.networks.models import Member
from mutualaid.sealed.keys import heed_lock
from needs.surveys.access import must_be_open, survey_or_404
from needs.surveys.models import Survey


def survey_by_code(code: str) -> Survey:
    """A survey that is or was open, by its short address. Anyone may answer it.

    One that is hidden is found, too: whoever answered it may withdraw. Raises `Locked`.
    """
    surveys = Survey.objects.exclude(state=Survey.State.DRAFT)
    found = marked(surveys.select_related("network", "key__under"))
    survey: Survey = get_object_or_404(found, code=clean_code(code))
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
