"""Who may do what with a survey. Members build together; an author has no say once gone."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from mutualaid.http import refuse
from mutualaid.networks.access import member_or_404
from mutualaid.networks.concerns.things import shown
from mutualaid.networks.models import Member
from needs.surveys.models import Survey

ASK_THE_AUTHOR = _(
    "Only the person who began this survey changes it. Ask them, or begin one of your own: "
    "you can copy this one."
)


def may_build(member: Member, survey: Survey) -> bool:
    """Whoever began it; any member once that person left."""
    return member.network_id == survey.network_id and (
        survey.by is None or survey.by_id == member.pk or survey.by.left_on is not None
    )


def must_be_open(survey: Survey) -> None:
    if not survey.takes_answers:
        refuse(_("This survey takes no answers now. Whoever began it can open it."))


def survey_or_404(request: HttpRequest, slug: str, survey_id: int) -> tuple[Member, Survey]:
    """The member who asks, and a survey of their network."""
    member = member_or_404(request, slug)
    surveys = Survey.objects.filter(network=member.network)
    found = shown(surveys.select_related("network", "by", "key__under"), to=member)
    return member, get_object_or_404(found, pk=survey_id)


def survey_to_build(request: HttpRequest, slug: str, survey_id: int) -> tuple[Member, Survey]:
    """As `survey_or_404`, for those who may change it; others are told how."""
    member, survey = survey_or_404(request, slug, survey_id)
    if not may_build(member, survey):
        refuse(ASK_THE_AUTHOR)
    return member, survey
