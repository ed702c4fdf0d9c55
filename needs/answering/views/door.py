"""From door to door, also without reception."""

import json
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from mutualaid.accounts.limits import client, limit
from mutualaid.codes import spaced
from mutualaid.http import respond
from needs.answering import services
from needs.answering.access import survey_by_code
from needs.answering.forms import DoorForm
from needs.answering.http import in_wanted_language
from needs.answering.walk import field_name
from needs.surveys.models import Response


@require_GET
@cache_control(no_cache=True)
def answer_door(request: HttpRequest, code: str) -> HttpResponse:
    """The whole form on one page, which the phone keeps: so it shows nobody's name."""
    request.user = AnonymousUser()
    survey = survey_by_code(code)
    context: dict[str, Any] = {"survey": survey, "network": survey.network}
    if survey.hidden:
        return respond(request, "needs/answering/closed.html", context, status=409)
    form = DoorForm(survey=survey)
    context |= {"form": form, "fields": _fields(form)}
    # Also of a closed survey, since answers may wait on the phone.
    status = 200 if survey.takes_answers else 409
    return respond(request, "needs/answering/door.html", context, status=status)


# Exempt, since it heeds no cookie: it takes from this page what it takes from anyone, and the
# phone may send it days after the page's token was made.
@csrf_exempt
@require_POST
@in_wanted_language
def answer_door_send(request: HttpRequest, code: str) -> HttpResponse:
    """``{"receipt"}``; or, with 422 and 409, ``{"problems": {field: text}}``."""
    request.user = AnonymousUser()
    survey = survey_by_code(code)
    limit("answers.door", client(request), per_hour=600)
    form = DoorForm(request.POST, survey=survey)
    if not form.is_valid():
        problems = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
        return JsonResponse({"problems": problems}, status=422)
    try:
        receipt = services.keep_response(
            services.fill_in(
                survey=survey,
                token=f"door:{form.cleaned_data['token']}",
                answers=form.said(),
                language=get_language(),
                way=Response.Way.OFFLINE,
                for_someone_else=True,
                consent=form.cleaned_data["consent"],
                revision=form.revision,
            )
        )
    except services.SurveyClosed:
        text = _("This survey takes no answers now. They stay on this phone.")
        return JsonResponse({"problems": {"": text}}, status=409)
    return JsonResponse({"receipt": spaced(receipt)})


@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """At the root, since a service worker sees only what lies beneath it."""
    script = Path(str(finders.find("js/sw.js"))).read_bytes()
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


def _fields(form: DoorForm) -> list[dict]:
    """The questions with their ``section`` where one begins, and ``after`` which answer (``any``,
    as JSON) each is asked."""
    names = {question.key: field_name(question) for question in form.questions}
    rows, section = [], None
    for question in form.questions:
        rule = question.ask_if or {}
        rows.append(
            {
                "field": form[field_name(question)],
                "section": question.section.title if question.section_id != section else "",
                "after": names.get(rule.get("question", ""), ""),
                "any": json.dumps(rule.get("any", [])),
            }
        )
        section = question.section_id
    return rows
