"""Answering in a browser: page by page, without an account, with or without JavaScript."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mutualaid.accounts.limits import client, limit
from mutualaid.codes import spaced
from mutualaid.http import FORM_METHODS, form_page, respond
from mutualaid.networks.access import current_member
from mutualaid.networks.concerns.things import concern_url
from needs.answering import drafts, services
from needs.answering.access import survey_by_code
from needs.answering.drafts import Kept
from needs.answering.forms import AnswerForm, BeginForm, ReceiptForm, WithdrawForm
from needs.answering.http import (
    SOON,
    as_typed,
    drop_token,
    hold_token,
    in_wanted_language,
    same_page,
    token_in,
    wants_language,
)
from needs.answering.queries import beginning, receipt_of
from needs.answering.walk import Page, Walk, field_name
from needs.surveys.models import Question, Survey


@require_GET
@never_cache
def answer_start(request: HttpRequest, code: str) -> HttpResponse:
    survey = survey_by_code(code)
    if survey.hidden:
        return _closed(request, survey)
    return _start_page(request, survey, BeginForm())


@require_POST
@in_wanted_language
def answer_begin(request: HttpRequest, code: str) -> HttpResponse:
    survey = survey_by_code(code)
    if not survey.takes_answers:
        return _closed(request, survey)
    member = current_member(request, survey.network)
    form = BeginForm(request.POST, has_answered=services.has_answered(survey, member))
    if wants_language(request):
        return _start_page(request, survey, BeginForm(initial=as_typed(form)))
    if not form.is_valid():
        return _start_page(request, survey, form)
    limit("answers.begin", client(request), per_hour=240)
    token = services.begin(survey=survey, **form.cleaned_data)
    first = Walk(survey, Kept(survey.revision)).first
    return hold_token(_lead_on(survey, first, review=False), survey, token)


@require_http_methods(FORM_METHODS)
@never_cache
def answer_question(request: HttpRequest, code: str, question_id: int) -> HttpResponse:
    """One page of questions; POST keeps it and leads on."""
    survey = survey_by_code(code)
    token = token_in(request, survey)
    if request.method == "POST":
        return _keep(request, survey, token, question_id)
    if not survey.takes_answers:
        return _closed(request, survey)
    walk = _walk(survey, token)
    if walk is None:
        return _to_start(survey)
    page = walk.page(question_id)
    if page is None:
        return _lead_on(survey, walk.unanswered())
    form = AnswerForm(questions=page.questions, initial=walk.initial(page))
    return _question_page(request, walk, page, form)


@require_POST
def answer_typed(request: HttpRequest, code: str, question_id: int) -> HttpResponse:
    """Keep what is being typed, before Continue."""
    limit("answers.typed", client(request), per_hour=10_000)  # a hall of people on one line
    _keep_typed(request, survey_by_code(code), question_id)
    return HttpResponse(status=204)


@require_POST
def answer_skip(request: HttpRequest, code: str, question_id: int) -> HttpResponse:
    """ "I'd rather not say": to all questions of the page."""
    survey = survey_by_code(code)
    if not survey.takes_answers:
        return _closed(request, survey)
    token = token_in(request, survey)
    walk = _walk(survey, token)
    if walk is None:
        return _to_start(survey)
    page = walk.page(question_id)
    if page and not page.required:
        services.keep_page(
            survey=survey, token=token, answers={str(q.pk): {} for q in page.questions}
        )
    return _after(request, survey, token, question_id)


@require_POST
def answer_back(request: HttpRequest, code: str, question_id: int) -> HttpResponse:
    """To the page before, keeping what stands on this one."""
    survey = survey_by_code(code)
    _keep_typed(request, survey, question_id)
    walk = _walk(survey, token_in(request, survey))
    if _from_review(request):
        return redirect("needs:answer_review", survey.code)
    page = walk.page(question_id) if walk else None
    before = walk.before(page) if walk and page else None
    return _to_page(survey, before) if before else _to_start(survey)


@require_GET
@never_cache
def answer_review(request: HttpRequest, code: str) -> HttpResponse:
    survey = survey_by_code(code)
    walk = _walk(survey, token_in(request, survey))
    if walk is None:
        return _to_start(survey)
    if not survey.takes_answers:
        return _closed(request, survey)
    said = request.GET.get("said")
    context = _context(survey) | {
        "rows": walk.told(),
        "changed": walk.changed or said == "changed",
        "alone": said == "alone" and not walk.kept.replaces,
        "nothing": said == "nothing" and not walk.says_something,
        "last": walk.last,
        "kept": walk.kept,
    }
    return respond(request, "needs/answering/review.html", context)


@require_POST
def answer_send(request: HttpRequest, code: str) -> HttpResponse:
    survey = survey_by_code(code)
    token = token_in(request, survey)
    limit("answers.send", client(request), per_hour=240)
    try:
        sent = services.send(
            survey=survey,
            token=token,
            language=get_language(),
            member=current_member(request, survey.network),
        )
    except services.SurveyClosed:
        return _closed(request, survey)
    except services.AlreadyAnswered:
        return _to_start(survey)
    except services.SurveyChanged:
        services.keep_page(survey=survey, token=token, answers={})
        return _to_review(survey, "changed")
    except services.NoSuchReceipt:
        services.let_stand_alone(survey=survey, token=token)
        return _to_review(survey, "alone")
    except services.NothingSaid:
        return _to_review(survey, "nothing")
    if sent.page:
        return _to_page(survey, sent.page, review=True)
    if not sent.code:
        return _to_start(survey)
    return hold_token(_to_receipt(survey, "again" if sent.again else "now"), survey, token, SOON)


@require_GET
@never_cache
def answer_receipt(request: HttpRequest, code: str) -> HttpResponse:
    """With ``sent``, the receipt of what this device just sent; else where one enters a code."""
    survey = survey_by_code(code)
    return _receipt_page(request, survey, ReceiptForm())


@require_POST
@never_cache
@in_wanted_language
def answer_look(request: HttpRequest, code: str) -> HttpResponse:
    """What was sent with a receipt. By POST, so that the code is in no address and no history."""
    survey = survey_by_code(code)
    limit("answers.look", client(request), per_hour=120)
    form = ReceiptForm(request.POST)
    if not form.is_valid():
        return _receipt_page(request, survey, form)
    return _answers_page(request, survey, form, WithdrawForm())


@require_POST
def answer_change(request: HttpRequest, code: str) -> HttpResponse:
    survey = survey_by_code(code)
    limit("answers.look", client(request), per_hour=120)
    if not survey.takes_answers:
        return _closed(request, survey)
    form = ReceiptForm(request.POST)
    if not form.is_valid():
        return _receipt_page(request, survey, form)
    try:
        token = services.begin_change(survey=survey, code=form.cleaned_data["code"])
    except services.NoSuchReceipt:
        return _unknown_receipt(request, survey, form)
    return hold_token(redirect("needs:answer_review", survey.code), survey, token)


@require_POST
def answer_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    survey = survey_by_code(code)
    limit("answers.look", client(request), per_hour=120)
    receipt, form = ReceiptForm(request.POST), WithdrawForm(request.POST)
    if not receipt.is_valid():
        return _receipt_page(request, survey, receipt)
    if not form.is_valid():
        return _answers_page(request, survey, receipt, form)
    try:
        services.withdraw(
            survey=survey,
            code=receipt.cleaned_data["code"],
            member=current_member(request, survey.network),
        )
    except services.NoSuchReceipt:
        return _unknown_receipt(request, survey, receipt)
    return drop_token(_to_start(survey, "withdrawn"), survey)


@require_POST
def answer_forget(request: HttpRequest, code: str) -> HttpResponse:
    """Leave nothing on this device, nor of what was on the way."""
    survey = survey_by_code(code)
    services.forget(survey=survey, token=token_in(request, survey))
    return drop_token(_to_start(survey, "forgotten"), survey)


def _keep(request: HttpRequest, survey: Survey, token: str, question_id: int) -> HttpResponse:
    if wants_language(request):
        _keep_typed(request, survey, question_id)
        return same_page(request)
    if not survey.takes_answers:
        _keep_typed(request, survey, question_id)
        return _closed(request, survey)
    walk = _walk(survey, token)
    if walk is None:
        return _without_draft(request, survey, question_id)
    page = walk.page(question_id)
    form = AnswerForm(request.POST, questions=page.questions if page else [])
    if page is None or form.changed():
        # A question was changed while somebody answered it: what they typed stands in the new one.
        _keep_typed(request, survey, question_id, ask_again=True)
        walk = _walk(survey, token)
        return _lead_on(survey, walk.unanswered()) if walk else _to_start(survey)
    if not form.is_valid():
        services.keep_typed(survey=survey, token=token, typed=form.typed())
        return _question_page(request, walk, page, form)
    services.keep_page(survey=survey, token=token, answers=form.typed())
    return _after(request, survey, token, question_id)


def _without_draft(request: HttpRequest, survey: Survey, question_id: int) -> HttpResponse:
    """Continue was pressed after sending, or after the cookie was lost."""
    token = token_in(request, survey)
    if receipt_of(survey, token):
        return _to_receipt(survey, "now")
    token = services.begin(survey=survey)
    _keep_typed(request, survey, question_id, token)
    first = Walk(survey, Kept(survey.revision)).first
    return hold_token(_lead_on(survey, first, review=False, said="lost"), survey, token)


def _keep_typed(
    request: HttpRequest,
    survey: Survey,
    question_id: int,
    token: str | None = None,
    *,
    ask_again: bool = False,
) -> None:
    """Keep what stands in the inputs, also of a question that is no longer asked."""
    token = token or token_in(request, survey)
    sent = {name.partition(":")[0] for name in request.POST}
    questions = [
        question
        for question in survey.questions.all()
        if question.pk == question_id or field_name(question) in sent
    ]
    form = AnswerForm(request.POST, questions=questions)
    services.keep_typed(survey=survey, token=token, typed=form.typed(), ask_again=ask_again)


def _after(request: HttpRequest, survey: Survey, token: str, question_id: int) -> HttpResponse:
    """Where Continue leads: on; from the review, back to it."""
    walk = _walk(survey, token)
    if walk is None:
        return _to_start(survey)
    page = walk.page(question_id)
    if _from_review(request) or page is None:
        return _lead_on(survey, walk.unanswered())
    return _lead_on(survey, walk.after(page), review=False)


def _lead_on(
    survey: Survey, page: Page | None, *, review: bool = True, said: str = ""
) -> HttpResponse:
    if page is None:
        return redirect("needs:answer_review", survey.code)
    return _to_page(survey, page, review=review, said=said)


def _to_page(survey: Survey, page: Page, *, review: bool = False, said: str = "") -> HttpResponse:
    query = QueryDict(mutable=True)
    query.update(
        {
            name: value
            for name, value in (("review", "1" if review else ""), ("said", said))
            if value
        }
    )
    address = reverse("needs:answer_question", args=[survey.code, page.id])
    return redirect(f"{address}?{query.urlencode()}" if query else address)


def _to_review(survey: Survey, said: str) -> HttpResponse:
    return redirect(f"{reverse('needs:answer_review', args=[survey.code])}?said={said}")


def _to_receipt(survey: Survey, sent: str) -> HttpResponse:
    return redirect(f"{reverse('needs:answer_receipt', args=[survey.code])}?sent={sent}")


def _to_start(survey: Survey, said: str = "") -> HttpResponse:
    address = reverse("needs:answer_start", args=[survey.code])
    return redirect(f"{address}?said={said}" if said else address)


def _from_review(request: HttpRequest) -> bool:
    return "review" in request.GET


def _walk(survey: Survey, token: str) -> Walk | None:
    kept = drafts.peek(survey, token) if token else None
    return Walk(survey, kept) if kept else None


def _context(survey: Survey) -> dict[str, Any]:
    return {"survey": survey, "network": survey.network}


def _start_page(request: HttpRequest, survey: Survey, form: BeginForm) -> HttpResponse:
    token = token_in(request, survey)
    walk = _walk(survey, token)
    member = current_member(request, survey.network)
    context = (
        _context(survey)
        | beginning(survey)
        | {
            "going_on": walk,
            "receipt": receipt_of(survey, token),
            "has_answered": services.has_answered(survey, member),
            "not_right": concern_url(survey, by=member),
            "said": request.GET.get("said", ""),
        }
    )
    if walk:
        context["next"] = walk.unanswered()
    elif survey.takes_answers:
        context["language_form"] = "begin"
    return form_page(request, "needs/answering/start.html", form, **context)


def _question_page(request: HttpRequest, walk: Walk, page: Page, form: AnswerForm) -> HttpResponse:
    survey = walk.survey
    context = _context(survey) | {
        "page": page,
        "count": len(walk.asked),
        "section": page.section if page.section != _section_before(walk, page) else None,
        "asks_needs": any(q.kind == Question.Kind.NEEDS for q in page.questions),
        "reasons": [str(q.required_reason) for q in page.questions if q.required],
        "query": "?review=1" if _from_review(request) else "",
        "changed": walk.changed,
        "said": request.GET.get("said", ""),
        "language_form": "answer",
    }
    return form_page(request, "needs/answering/question.html", form, **context)


def _section_before(walk: Walk, page: Page) -> Any:
    before = walk.before(page)
    return before and before.section


def _receipt_page(request: HttpRequest, survey: Survey, form: ReceiptForm) -> HttpResponse:
    sent = request.GET.get("sent", "")
    code = receipt_of(survey, token_in(request, survey)) if sent else ""
    context = _context(survey) | {
        "code": code,
        "spaced": spaced(code),
        "again": sent == "again",
    }
    return form_page(request, "needs/answering/receipt.html", form, **context)


def _answers_page(
    request: HttpRequest, survey: Survey, receipt: ReceiptForm, form: WithdrawForm
) -> HttpResponse:
    code = receipt.cleaned_data["code"]
    try:
        response = services.response_of(survey, code)
    except services.NoSuchReceipt:
        return _unknown_receipt(request, survey, receipt)
    context = _context(survey) | {
        "rows": services.told(response),
        "code": code,
        "spaced": spaced(code),
        "language_form": "again",
    }
    return form_page(request, "needs/answering/answers.html", form, **context)


def _unknown_receipt(request: HttpRequest, survey: Survey, form: ReceiptForm) -> HttpResponse:
    form.add_error("code", _("We know no answers with this code. Please look at it again."))
    return _receipt_page(request, survey, form)


def _closed(request: HttpRequest, survey: Survey) -> HttpResponse:
    """The survey takes no answers: said plainly, and what was kept stays kept."""
    context = _context(survey) | {"kept": _walk(survey, token_in(request, survey))}
    return respond(request, "needs/answering/closed.html", context, status=409)
