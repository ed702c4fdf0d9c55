"""Whose upload it is, and who may import and undo."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from mutualaid.networks.access import member_or_404
from mutualaid.networks.concerns.things import shown
from mutualaid.networks.models import Member
from needs.imports.models import Upload
from needs.surveys.access import may_build
from needs.surveys.models import ImportRun, Survey

UNDO_BY = _("Only the person who imported this, or who began the survey, takes it out again.")


def may_import_into(member: Member, survey: Survey) -> bool:
    """Whoever may change the survey: answers in bulk are not one neighbor's voice."""
    return may_build(member, survey)


def may_undo(member: Member, run: ImportRun) -> bool:
    return may_build(member, run.survey)


def upload_or_404(request: HttpRequest, slug: str, upload_id: int) -> tuple[Member, Upload]:
    """The member who asks, and an upload of their own."""
    member = member_or_404(request, slug)
    try:
        return member, Upload.objects.select_related("key__under").get(pk=upload_id, by=member)
    except Upload.DoesNotExist as missing:
        raise Http404 from missing


def run_or_404(request: HttpRequest, slug: str, run_id: int) -> tuple[Member, ImportRun]:
    """The member who asks, and an import into a survey of their network."""
    member = member_or_404(request, slug)
    runs = runs_for(member).select_related("survey__network", "survey__by", "survey__key")
    return member, get_object_or_404(runs, pk=run_id)


def runs_for(member: Member) -> QuerySet[ImportRun]:
    """Imports into surveys that a member can see."""
    surveys = shown(member.network.surveys.all(), to=member)
    return ImportRun.objects.filter(survey__in=surveys.values("pk"))
