"""What was heard in a conversation or a meeting: one screen, consent, no name."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from mutualaid.accounts.limits import limit
from mutualaid.codes import spaced
from mutualaid.http import FORM_METHODS, form_page, respond
from needs.answering import services
from needs.answering.access import survey_to_write
from needs.answering.forms import HeardForm
from needs.answering.http import CLOSED, as_typed, in_wanted_language, wants_language
from needs.surveys.models import Survey


@require_http_methods(FORM_METHODS)
@in_wanted_language
def survey_heard(request: HttpRequest, slug: str, survey_id: int) -> HttpResponse:
    member, survey = survey_to_write(request, slug, survey_id)
    if request.method == "GET":
        token = secrets.token_urlsafe(32)
        return _page(request, survey, HeardForm(survey=survey, initial={"token": token}))
    form = HeardForm(request.POST, survey=survey)
    if wants_language(request):
        form = HeardForm(survey=survey, revision=form.revision, initial=as_typed(form))
    if not form.is_valid():
        return _page(request, survey, form)
    limit("answers.heard", str(member.pk), per_hour=240)
    try:
        code = services.keep_response(
            services.fill_in(
                survey=survey,
                token=f"heard:{member.pk}:{form.cleaned_data['token']}",
                answers=form.said(),
                language=get_language(),
                way=form.cleaned_data["way"],
                for_someone_else=True,
                consent=form.cleaned_data["consent"],
                revision=form.revision,
            )
        )
    except services.SurveyClosed:
        form.add_error(None, CLOSED)
        return _page(request, survey, form)
    context = {"survey": survey, "network": survey.network, "spaced": spaced(code)}
    return respond(request, "needs/answering/heard_kept.html", context)


def _page(request: HttpRequest, survey: Survey, form: HeardForm) -> HttpResponse:
    told = {"survey": survey, "network": survey.network, "language_form": "answer"}
    return form_page(request, "needs/answering/heard.html", form, **told)
