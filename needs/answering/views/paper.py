"""On paper: print numbered forms, and type them in."""

import secrets
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mutualaid.accounts.limits import limit
from mutualaid.http import FORM_METHODS, form_page, posted, respond
from mutualaid.paper import paper
from needs.answering import services
from needs.answering.access import survey_to_write
from needs.answering.forms import AnswerForm, SheetNumberForm, SheetsForm
from needs.answering.http import CLOSED, as_typed, in_wanted_language, wants_language
from needs.answering.queries import next_sheet, printed
from needs.answering.walk import key_in
from needs.surveys.kinds import tell
from needs.surveys.models import Sheet, Survey
from needs.surveys.queries import asked_in

TYPED_WITHIN = timedelta(days=90)
"""How long a form on paper may be on its way; it says so."""


@require_GET
def sheet_list(request: HttpRequest, slug: str, survey_id: int) -> HttpResponse:
    """Print forms, or type in those that came back."""
    _member, survey = survey_to_write(request, slug, survey_id)
    form = SheetsForm(survey=survey, initial={"batch": secrets.token_urlsafe(24)})
    return _list_page(request, survey, form)


@require_GET
def sheet_blank(request: HttpRequest, slug: str, survey_id: int) -> HttpResponse:
    """What the form looks like; without number and strip."""
    _member, survey = survey_to_write(request, slug, survey_id)
    blank = services.Batch(survey.revision, {0: ""})
    return _printed(request, survey, blank, request.GET.get("size", "a4"))


@require_POST
@in_wanted_language
def sheet_print(request: HttpRequest, slug: str, survey_id: int) -> HttpResponse:
    """New forms with their codes, which are told on this page only. Sent again: the same forms."""
    member, survey = survey_to_write(request, slug, survey_id)
    form = SheetsForm(request.POST, survey=survey)
    if not form.is_valid():
        return _list_page(request, survey, form)
    limit("sheets.print", str(member.pk), per_hour=60)
    count, batch = form.cleaned_data["count"], form.cleaned_data["batch"]
    made = services.print_sheets(by=member, survey=survey, count=count, batch=batch)
    with translation.override(form.cleaned_data["speaks"] or get_language()):
        return _printed(request, survey, made, form.cleaned_data["size"], form)


@require_GET
def sheet_find(request: HttpRequest, slug: str, survey_id: int) -> HttpResponse:
    _member, survey = survey_to_write(request, slug, survey_id)
    form = SheetNumberForm(request.GET or None)
    if form.is_valid():
        try:
            sheet = services.sheet_of(survey, form.cleaned_data["number"])
        except (services.NoSuchSheet, services.AlreadyTyped) as problem:
            form.add_error("number", why_not(problem, form.cleaned_data["number"]))
        else:
            return redirect("needs:sheet_type", slug, survey.pk, sheet.number)
    return form_page(request, "needs/answering/sheet_find.html", form, **_context(survey))


@require_http_methods(FORM_METHODS)
@in_wanted_language
def sheet_type(request: HttpRequest, slug: str, survey_id: int, number: int) -> HttpResponse:
    """A whole sheet on one page, by keyboard alone; POST keeps it and leads to the next."""
    member, survey = survey_to_write(request, slug, survey_id)
    try:
        sheet = services.sheet_of(survey, number)
    except (services.NoSuchSheet, services.AlreadyTyped) as problem:
        return _no_sheet(request, survey, number, problem)
    form = _form(sheet, posted(request))
    if wants_language(request):
        form = _form(sheet, initial=as_typed(form))
    if not form.is_valid():
        return _sheet_page(request, survey, sheet, form)
    try:
        services.keep_sheet(
            by=member,
            survey=survey,
            number=number,
            answers=form.said(),
            language=get_language(),
        )
    except services.AlreadyTyped as problem:
        return _no_sheet(request, survey, number, problem)
    except services.SurveyClosed:
        form.add_error(None, CLOSED)
        return _sheet_page(request, survey, sheet, form)
    messages.success(request, _("Sheet %(number)s is kept.") % {"number": number})
    following = next_sheet(survey, number)
    if following is None:
        return redirect("needs:sheet_list", slug, survey.pk)
    return redirect("needs:sheet_type", slug, survey.pk, following)


@require_POST
def sheet_check(request: HttpRequest, slug: str, survey_id: int, number: int) -> HttpResponse:
    """What the numbers mean in words. Enter leads here, so that it never keeps half a sheet."""
    _member, survey = survey_to_write(request, slug, survey_id)
    try:
        sheet = services.sheet_of(survey, number)
    except (services.NoSuchSheet, services.AlreadyTyped) as problem:
        return _no_sheet(request, survey, number, problem)
    return _sheet_page(request, survey, sheet, _form(sheet, request.POST))


def why_not(problem: Exception, number: int) -> str:
    if isinstance(problem, services.AlreadyTyped):
        return _(
            "Sheet %(number)s was typed in before. Nothing was kept twice. "
            "Please look at the number on the paper again."
        ) % {"number": number}
    return _("No sheet with the number %(number)s was printed.") % {"number": number}


def _form(sheet: Sheet, data=None, **options) -> AnswerForm:
    """What the sheet asks, in the words that it was printed with."""
    questions = asked_in(sheet.survey, sheet.revision)
    return AnswerForm(data, questions=questions, on_paper=True, whole=True, **options)


def _context(survey: Survey) -> dict:
    return {"survey": survey, "network": survey.network}


def _list_page(request: HttpRequest, survey: Survey, form: SheetsForm) -> HttpResponse:
    told = _context(survey) | {"next": next_sheet(survey, 0)}
    return form_page(request, "needs/answering/sheet_list.html", form, **told)


def _printed(
    request: HttpRequest,
    survey: Survey,
    batch: services.Batch,
    size: str,
    form: SheetsForm | None = None,
) -> HttpResponse:
    context = _context(survey) | printed(survey, *batch) | paper(size)
    context |= {"form": form, "shred_after": survey.network.today() + TYPED_WITHIN}
    if form:
        context["language_form"] = "again"
    return respond(request, "needs/answering/sheets.html", context)


def _sheet_page(
    request: HttpRequest, survey: Survey, sheet: Sheet, form: AnswerForm
) -> HttpResponse:
    checked = form.is_bound and form.is_valid()
    said = form.said() if checked else {}
    context = _context(survey) | {
        "sheet": sheet,
        "fields": [
            {
                "field": form[name],
                "number": number,
                "told": tell(question, said[question]) if checked else [],
            }
            for number, (name, question) in enumerate(
                zip(form.fields, form.questions, strict=True), start=1
            )
        ],
        "checked": checked,
        "language_form": "answer",
    }
    return form_page(request, "needs/answering/sheet_type.html", form, **context)


def _no_sheet(
    request: HttpRequest, survey: Survey, number: int, problem: Exception
) -> HttpResponse:
    """The sheet cannot be typed in. What was typed stays to be seen, under another number."""
    typed = [text for name, text in request.POST.items() if key_in(name) and text]
    find = SheetNumberForm({"number": number})
    find.is_valid()
    find.add_error("number", why_not(problem, number))
    told = _context(survey) | {"typed": typed}
    return form_page(request, "needs/answering/sheet_find.html", find, **told)
