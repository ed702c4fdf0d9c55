from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from mutualaid.http import form_page, respond
from mutualaid.networks.models import Member, Network
from needs.results.access import names_needs, public_survey_or_404, words_or_404
from needs.results.export import FORMATS, exported
from needs.results.forms import TagForm, WeightsForm
from needs.results.queries import ranking_page, result_page, sources, words_address, words_page
from needs.results.reach import at_hand
from needs.results.services import tag_words, untag_words
from needs.surveys.access import survey_or_404
from needs.surveys.models import Question, Survey


@require_GET
def result_pages(request: HttpRequest, slug: str, survey_id: int) -> HttpResponse:
    member, survey = survey_or_404(request, slug, survey_id)
    page = result_page(survey, request.GET, request.path, public=False)
    return respond(request, "needs/results/results.html", page | {"network": member.network})


@require_GET
def public_results(request: HttpRequest, code: str) -> HttpResponse:
    survey = public_survey_or_404(code)
    page = result_page(survey, request.GET, request.path, public=True)
    return respond(
        request, "needs/results/results.html", page | {"network": survey.network, "public": True}
    )


@require_GET
def ranking(request: HttpRequest, slug: str, survey_id: int) -> HttpResponse:
    member, survey = survey_or_404(request, slug, survey_id)
    return _ranking(request, survey, member.network, member)


@require_GET
def public_ranking(request: HttpRequest, code: str) -> HttpResponse:
    survey = public_survey_or_404(code)
    return _ranking(request, survey, survey.network, None)


def _ranking(
    request: HttpRequest, survey: Survey, network: Network, member: Member | None
) -> HttpResponse:
    public, hands = member is None, at_hand(network, member)
    weights = WeightsForm(request.GET, known_at_hand=bool(hands)).weights()
    page = ranking_page(survey, weights, public=public, hands=hands)
    shown = WeightsForm(initial=weights, known_at_hand=bool(hands))
    context = page | {"network": network, "public": public, "weights": shown}
    context["sources"] = list(sources(survey, public=public))
    return respond(request, "needs/results/ranking.html", context)


@require_GET
def words(request: HttpRequest, slug: str, survey_id: int, question_id: int) -> HttpResponse:
    member, question = words_or_404(request, slug, survey_id, question_id)
    page = words_page(question, request.GET, to=member)
    form = TagForm(network=member.network, texts=[])
    return _words(request, member.network, question, page, form)


@require_POST
def tag(request: HttpRequest, slug: str, survey_id: int, question_id: int) -> HttpResponse:
    member, question = words_or_404(request, slug, survey_id, question_id)
    page = words_page(question, request.GET, to=member)
    form = TagForm(request.POST, network=member.network, texts=[row["id"] for row in page["rows"]])
    if not form.is_valid():
        return _words(request, member.network, question, page, form)
    count = tag_words(
        by=member,
        question=question,
        answers=form.cleaned_data["texts"],
        category=form.cleaned_data["category"],
    )
    said = ngettext(
        "%(count)s text is marked. To undo that, press Remove beside it.",
        "%(count)s texts are marked. To undo that, press Remove beside them.",
        count,
    )
    messages.success(request, said % {"count": count})
    return _back(request, question)


@require_POST
def untag(request: HttpRequest, slug: str, survey_id: int, question_id: int) -> HttpResponse:
    member, question = words_or_404(request, slug, survey_id, question_id)
    tag_id = request.POST.get("tag", "")
    if tag_id.isdecimal() and len(tag_id) < 20:
        untag_words(by=member, question=question, tag_id=int(tag_id))
        messages.success(request, _("The mark is removed."))
    return _back(request, question)


def _back(request: HttpRequest, question: Question) -> HttpResponse:
    """To the same page of them."""
    return redirect(f"{words_address(question)}?{request.GET.urlencode()}".removesuffix("?"))


def _words(
    request: HttpRequest,
    network: Network,
    question: Question,
    page: dict,
    form: TagForm,
) -> HttpResponse:
    ticked = set(request.POST.getlist("texts"))
    for row in page["rows"]:
        row["ticked"] = str(row["id"]) in ticked
    context = page | {
        "network": network,
        "survey": question.survey,
        "question": question,
        "names_needs": names_needs(question),
        "older_url": page["older"] and words_address(question) + page["older"],
    }
    return form_page(request, "needs/results/words.html", form, **context)


@require_GET
def export(request: HttpRequest, slug: str, survey_id: int, extension: str) -> HttpResponse:
    _member, survey = survey_or_404(request, slug, survey_id)
    if extension not in FORMATS:
        raise Http404
    response = HttpResponse(exported(survey, extension), content_type=FORMATS[extension])
    response["Content-Disposition"] = f'attachment; filename="results.{extension}"'
    return response
