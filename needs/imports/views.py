"""Bringing in surveys and answers, in four steps: files, what they mean, preview, done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mutualaid.http import FORM_METHODS, form_page, posted, refuse, respond
from mutualaid.networks.access import member_or_404
from mutualaid.spreadsheets.remarks import named
from needs.imports import services
from needs.imports.access import may_undo, run_or_404, runs_for, upload_or_404
from needs.imports.forms import MatchForm, UploadForm, WhichForm
from needs.imports.models import Upload
from needs.imports.queries import Plan, content_of, same_before
from needs.surveys.kinds import OFFERED
from needs.surveys.models import Question, Survey


@require_http_methods(FORM_METHODS)
def import_upload(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug)
    form = UploadForm(
        posted(request),
        request.FILES if request.method == "POST" else None,
        member=member,
        initial={"language": get_language(), "survey": request.GET.get("survey", "")},
    )
    if form.is_valid():
        upload = services.keep_upload(by=member, content=form.content())
        return redirect("needs:import_match", slug, upload.pk)
    return form_page(request, "needs/imports/upload.html", form, network=member.network)


@require_http_methods(FORM_METHODS)
def import_which(request: HttpRequest, slug: str, upload_id: int) -> HttpResponse:
    """Which of several forms the answers belong to."""
    member, upload = upload_or_404(request, slug, upload_id)
    plan = plan_of(upload)
    form = WhichForm(posted(request), plan=plan)
    if form.is_valid():
        plan.content.form = form.cleaned_data["form"]
        services.agree(upload=upload, content=plan.content)
        return redirect("needs:import_match", slug, upload.pk)
    return form_page(request, "needs/imports/which.html", form, network=member.network)


@require_http_methods(FORM_METHODS)
def import_match(request: HttpRequest, slug: str, upload_id: int) -> HttpResponse:
    member, upload = upload_or_404(request, slug, upload_id)
    plan = plan_of(upload)
    if plan.must_choose:
        return redirect("needs:import_which", slug, upload.pk)
    form = MatchForm(posted(request), network=member.network, plan=plan, survey=plan.survey)
    if form.is_valid():
        services.agree(upload=upload, content=form.content())
        return redirect("needs:import_preview", slug, upload.pk)
    about = {"network": member.network, "survey": plan.survey}
    return form_page(request, "needs/imports/match.html", form, **about)


@require_GET
def import_preview(request: HttpRequest, slug: str, upload_id: int) -> HttpResponse:
    """What the import would do; nothing is changed."""
    member, upload = upload_or_404(request, slug, upload_id)
    plan = plan_of(upload)
    if plan.must_choose:
        return redirect("needs:import_which", slug, upload.pk)
    drafts = [
        {
            "form": draft.form,
            "parts": [
                {
                    "title": part.title,
                    "asked": [
                        (asked.text, OFFERED[Question.Kind(asked.kind)][0])
                        for asked in part.questions
                    ],
                }
                for part in draft.form.parts
            ],
            "summary": services.summary(draft),
            "named": named([*draft.form.remarks, *draft.remarks]),
        }
        for draft in plan.drafts()
    ]
    context = {
        "network": member.network,
        "upload": upload,
        "drafts": drafts,
        "survey": plan.survey,
        "before": same_before(member.network, plan),
    }
    return respond(request, "needs/imports/preview.html", context)


@require_POST
def import_run(request: HttpRequest, slug: str, upload_id: int) -> HttpResponse:
    member, upload = upload_or_404(request, slug, upload_id)
    plan = plan_of(upload)
    if plan.must_choose:
        return redirect("needs:import_which", slug, upload.pk)
    runs = services.import_upload(by=member, upload=upload, plan=plan)
    if not runs:
        return redirect("needs:import_list", slug)
    if len(runs) > 1:
        messages.success(request, _("The surveys are here, one for each form."))
        return redirect("needs:survey_list", slug)
    return redirect("needs:import_done", slug, runs[0].pk)


@require_POST
def import_drop(request: HttpRequest, slug: str, upload_id: int) -> HttpResponse:
    """Import nothing after all."""
    _member, upload = upload_or_404(request, slug, upload_id)
    services.forget(upload=upload)
    messages.success(request, _("Nothing was imported. Your files are gone from here."))
    return redirect("needs:import_upload", slug)


@require_GET
def import_done(request: HttpRequest, slug: str, run_id: int) -> HttpResponse:
    member, run = run_or_404(request, slug, run_id)
    context = {
        "network": member.network,
        "run": run,
        "survey": run.survey,
        "summary": run.summary,
        "named": run.summary["named"],
        "may_undo": may_undo(member, run),
    }
    return respond(request, "needs/imports/done.html", context)


@require_POST
def import_undo(request: HttpRequest, slug: str, run_id: int) -> HttpResponse:
    member, run = run_or_404(request, slug, run_id)
    survey = services.undo_import(by=member, run=run)
    messages.success(request, _("The import was undone."))
    if survey is None:
        return redirect("needs:survey_list", slug)
    return redirect("needs:survey_detail", slug, survey.pk)


@require_GET
def import_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Imports into the surveys of a network, newest first, to look at or undo."""
    member = member_or_404(request, slug)
    runs = runs_for(member).select_related("survey")
    context = {"network": member.network, "runs": runs.order_by("-made_on", "-pk")[:50]}
    return respond(request, "needs/imports/list.html", context)


def plan_of(upload: Upload) -> Plan:
    content = content_of(upload)
    survey = None
    if content.survey:
        survey = (
            Survey.objects.select_related("network", "by", "key").filter(pk=content.survey).first()
        )
        if survey is None:
            refuse(_("The survey that these answers are for was removed. Bring the file in again."))
    return Plan(content, survey)
