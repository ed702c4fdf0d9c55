"""Members' pages about surveys: the list, one survey, building it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mutualaid.fields import language_name
from mutualaid.forms import Once
from mutualaid.http import FORM_METHODS, form_page, posted, respond
from mutualaid.networks.access import member_or_404
from mutualaid.networks.concerns.things import concern_url
from mutualaid.networks.models import Member
from mutualaid.networks.page import page_texts
from mutualaid.networks.readiness import may_print
from mutualaid.paper import paper
from needs.surveys import services
from needs.surveys.access import may_build, must_be_open, survey_or_404, survey_to_build
from needs.surveys.forms import (
    NewQuestionForm,
    NewSectionForm,
    NewSurveyForm,
    QuestionForm,
    SectionForm,
    SurveyForm,
)
from needs.surveys.kinds import OFFERED
from needs.surveys.models import Question, Section, Survey
from needs.surveys.queries import (
    build_rows,
    missing_words,
    parts_of,
    poster_of,
    preview,
    survey_rows,
    texts_of,
)
from needs.surveys.starter import create_starter_survey


@require_GET
def survey_list(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug)
    rows = survey_rows(member, request.GET)
    context = {"member": member, "network": member.network} | rows
    return respond(request, "needs/survey_list.html", context)


@require_GET
def survey_detail(request: HttpRequest, slug: str, survey_id: int) -> HttpResponse:
    member, survey = survey_or_404(request, slug, survey_id)
    address = request.build_absolute_uri(survey.short_address())
    context = _context(member, survey) | {
        "share_text": f"{survey}\n{address}",
        "asked": survey.questions.asked_now().count(),
        "copy": Once(),
        "mine": survey.by_id == member.pk,
        "not_right": concern_url(survey, by=member),
    }
    return respond(request, "needs/survey_detail.html", context)


@require_http_methods(FORM_METHODS)
def survey_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose how to begin; POST begins with an empty survey of that title."""
    member = member_or_404(request, slug)
    form = NewSurveyForm(
        posted(request),
        languages=member.network.languages,
        initial={"public_results": True},
    )
    if form.is_valid():
        texts = {
            name: form.cleaned_data[name] for name in ("title", "introduction", "readers", "once")
        }
        survey = services.create_survey(by=member, **texts)
        public = form.cleaned_data["public_results"]
        services.change_survey(by=member, survey=survey, public_results=public)
        return _to_build(survey)
    told = {"member": member, "network": member.network, "ready": Once(auto_id=False)}
    return form_page(request, "needs/survey_new.html", form, **told)


@require_POST
def survey_begin_ready(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug)
    form = Once(request.POST)
    if not form.is_valid():
        return redirect("needs:survey_new", slug)
    survey = create_starter_survey(by=member, **form.cleaned_data)
    messages.success(request, _("Here is a ready survey. Change whatever you like, then open it."))
    return _to_build(survey)


@require_POST
def survey_copy(request: HttpRequest, slug: str, survey_id: int) -> HttpResponse:
    member, survey = survey_or_404(request, slug, survey_id)
    form = Once(request.POST)
    if not form.is_valid():
        return redirect("needs:survey_detail", slug, survey_id)
    copy = services.copy_survey(by=member, survey=survey, **form.cleaned_data)
    messages.success(request, _("This is your copy. It has no answers yet."))
    return _to_build(copy)


@require_GET
def survey_build(request: HttpRequest, slug: str, survey_id: int) -> HttpResponse:
    member, survey = survey_to_build(request, slug, survey_id)
    return respond(
        request, "needs/survey_build.html", _context(member, survey) | build_rows(survey)
    )


@require_GET
def survey_preview(request: HttpRequest, slug: str, survey_id: int) -> HttpResponse:
    """As neighbors will be asked, all on one page; nothing is sent."""
    member, survey = survey_or_404(request, slug, survey_id)
    return respond(request, "needs/survey_preview.html", _context(member, survey) | preview(survey))


@require_http_methods(FORM_METHODS)
def survey_texts(request: HttpRequest, slug: str, survey_id: int) -> HttpResponse:
    member, survey = survey_to_build(request, slug, survey_id)
    names = ("title", "introduction", "readers", "public_results")
    form = SurveyForm(
        posted(request),
        languages=survey.network.languages,
        initial={name: getattr(survey, name) for name in names},
    )
    if form.is_valid():
        services.change_survey(by=member, survey=survey, **form.cleaned_data)
        return _saved(request, survey)
    return _form_page(request, member, survey, form, _("Title and introduction"))


@require_GET
def survey_confirm_open(request: HttpRequest, slug: str, survey_id: int) -> HttpResponse:
    """What opening means, before it is done."""
    member, survey = survey_to_build(request, slug, survey_id)
    context = _context(member, survey) | {
        "asked": survey.questions.asked_now().count(),
        "missing": missing_words(survey, parts_of(survey)),
        "says_how_to_ask": bool(str(page_texts(survey.network)["ask"])),
    }
    return respond(request, "needs/survey_confirm_open.html", context)


@require_POST
def survey_open(request: HttpRequest, slug: str, survey_id: int) -> HttpResponse:
    member, survey = survey_to_build(request, slug, survey_id)
    done = _("The survey is open. Share its address, or print a poster.")
    return _move(request, member, survey, Survey.State.OPEN, done)


@require_POST
def survey_close(request: HttpRequest, slug: str, survey_id: int) -> HttpResponse:
    member, survey = survey_to_build(request, slug, survey_id)
    done = _("The survey is closed. You can open it again.")
    return _move(request, member, survey, Survey.State.CLOSED, done)


@require_GET
def survey_poster(request: HttpRequest, slug: str, survey_id: int) -> HttpResponse:
    """One sheet for a wall: scan or type, and answer."""
    member, survey = survey_or_404(request, slug, survey_id)
    must_be_open(survey)
    if not may_print():
        return respond(request, "networks/poster_waits.html", {"network": member.network})
    context = _context(member, survey) | poster_of(survey) | paper(request.GET.get("paper"))
    return respond(request, "needs/survey_poster.html", context)


@require_http_methods(FORM_METHODS)
def survey_remove(request: HttpRequest, slug: str, survey_id: int) -> HttpResponse:
    """Ask first; POST removes the draft."""
    member, survey = survey_to_build(request, slug, survey_id)
    if request.method == "POST" and _try(request, services.remove_survey, by=member, survey=survey):
        messages.success(request, _("The survey is removed."))
        return redirect("needs:survey_list", slug)
    return respond(request, "needs/survey_remove.html", _context(member, survey))


@require_http_methods(FORM_METHODS)
def section_add(request: HttpRequest, slug: str, survey_id: int) -> HttpResponse:
    member, survey = survey_to_build(request, slug, survey_id)
    form = NewSectionForm(posted(request), languages=survey.network.languages)
    if form.is_valid():
        services.add_section(by=member, survey=survey, **form.cleaned_data)
        return _saved(request, survey)
    return _form_page(request, member, survey, form, _("A new part"))


@require_http_methods(FORM_METHODS)
def section_edit(request: HttpRequest, slug: str, survey_id: int, section_id: int) -> HttpResponse:
    member, survey, section = _section(request, slug, survey_id, section_id)
    names = ("title", "introduction", "together")
    form = SectionForm(
        posted(request),
        languages=survey.network.languages,
        initial={name: getattr(section, name) for name in names},
    )
    if form.is_valid():
        services.change_section(by=member, section=section, **form.cleaned_data)
        return _saved(request, survey)
    return _form_page(request, member, survey, form, _("Change this part"))


@require_POST
def section_up(request: HttpRequest, slug: str, survey_id: int, section_id: int) -> HttpResponse:
    member, survey, section = _section(request, slug, survey_id, section_id)
    _try(request, services.move_section, by=member, section=section, up=True)
    return _to_build(survey)


@require_POST
def section_down(request: HttpRequest, slug: str, survey_id: int, section_id: int) -> HttpResponse:
    member, survey, section = _section(request, slug, survey_id, section_id)
    _try(request, services.move_section, by=member, section=section, up=False)
    return _to_build(survey)


@require_POST
def section_remove(
    request: HttpRequest, slug: str, survey_id: int, section_id: int
) -> HttpResponse:
    member, survey, section = _section(request, slug, survey_id, section_id)
    _try(request, services.remove_section, by=member, section=section)
    return _to_build(survey)


@require_GET
def question_kinds(
    request: HttpRequest, slug: str, survey_id: int, section_id: int
) -> HttpResponse:
    """What kind of question to add."""
    member, survey, section = _section(request, slug, survey_id, section_id)
    kinds = [{"kind": kind, "name": name, "what": what} for kind, (name, what) in OFFERED.items()]
    context = _context(member, survey) | {"section": section, "kinds": kinds}
    return respond(request, "needs/question_kinds.html", context)


@require_http_methods(FORM_METHODS)
def question_add(
    request: HttpRequest, slug: str, survey_id: int, section_id: int, kind: str
) -> HttpResponse:
    member, survey, section = _section(request, slug, survey_id, section_id)
    if kind not in OFFERED:
        raise Http404
    before = survey.questions.asked_now().filter(section__position__lte=section.position)
    form = NewQuestionForm(posted(request), survey=survey, kind=kind, before=list(before))
    if form.is_valid():
        services.add_question(by=member, survey=survey, section=section, kind=kind, **form.values())
        return _saved(request, survey)
    return _form_page(request, member, survey, form, _("A new question"))


@require_http_methods(FORM_METHODS)
def question_edit(request: HttpRequest, slug: str, survey_id: int, key: str) -> HttpResponse:
    member, survey, question = _question(request, slug, survey_id, key)
    asked = list(survey.questions.asked_now())
    form = QuestionForm(
        posted(request),
        survey=survey,
        kind=question.kind,
        before=asked[: asked.index(question)],
        question=question,
    )
    if form.is_valid():
        try:
            changed = services.change_question(by=member, question=question, **form.values())
            _warn_of_old_words(request, question, changed)
            return _saved(request, survey, question)
        except ValidationError as refused:
            form.add_error(None, refused)
    note = ""
    if question.answers.exists():
        note = _(
            "People have answered this question. If you change what it asks, their answers stay "
            "with the old words, and the new words are a question of their own."
        )
    return _form_page(
        request, member, survey, form, _("Change this question"), note=note, question=question
    )


@require_POST
def question_up(request: HttpRequest, slug: str, survey_id: int, key: str) -> HttpResponse:
    member, survey, question = _question(request, slug, survey_id, key)
    _try(request, services.move_question, by=member, question=question, up=True)
    return _to_build(survey, question)


@require_POST
def question_down(request: HttpRequest, slug: str, survey_id: int, key: str) -> HttpResponse:
    member, survey, question = _question(request, slug, survey_id, key)
    _try(request, services.move_question, by=member, question=question, up=False)
    return _to_build(survey, question)


@require_http_methods(FORM_METHODS)
def question_remove(request: HttpRequest, slug: str, survey_id: int, key: str) -> HttpResponse:
    """Ask first; POST removes it, and keeps answers that were given."""
    member, survey, question = _question(request, slug, survey_id, key)
    if request.method == "POST":
        if _try(request, services.remove_question, by=member, question=question):
            messages.success(request, _("The question is removed."))
        return _to_build(survey)
    context = _context(member, survey) | {
        "question": question,
        "answered": question.answers.exists(),
    }
    return respond(request, "needs/question_remove.html", context)


def _section(
    request: HttpRequest, slug: str, survey_id: int, section_id: int
) -> tuple[Member, Survey, Section]:
    member, survey = survey_to_build(request, slug, survey_id)
    section = get_object_or_404(Section, pk=section_id, survey=survey)
    section.survey = survey
    return member, survey, section


def _question(
    request: HttpRequest, slug: str, survey_id: int, key: str
) -> tuple[Member, Survey, Question]:
    """A question asked now; one of the past is frozen and cannot be changed."""
    member, survey = survey_to_build(request, slug, survey_id)
    question = get_object_or_404(survey.questions.asked_now().select_related("section"), key=key)
    question.survey = question.section.survey = survey
    return member, survey, question


def _context(member: Member, survey: Survey) -> dict[str, Any]:
    return {
        "member": member,
        "network": survey.network,
        "survey": survey,
        "may_build": may_build(member, survey),
    }


def _form_page(
    request: HttpRequest,
    member: Member,
    survey: Survey,
    form: Any,
    heading: str,
    **more: Any,
) -> HttpResponse:
    """A form with its ``heading``; perhaps a ``note``, and the ``question`` to remove instead."""
    told = _context(member, survey) | {"heading": heading} | more
    return form_page(request, "needs/survey_form.html", form, **told)


def _move(request: HttpRequest, member: Member, survey: Survey, to: str, done: str) -> HttpResponse:
    if _try(request, services.move_survey, by=member, survey=survey, to=to):
        messages.success(request, done)
    return redirect("needs:survey_detail", survey.network.slug, survey.pk)


def _try(request: HttpRequest, service: Callable, **arguments: Any) -> bool:
    """Whether the service did it; what it says against it becomes a message."""
    try:
        service(**arguments)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return False
    return True


def _warn_of_old_words(request: HttpRequest, old: Question, new: Question) -> None:
    """Where words were changed in one language only, the others may say something else now."""
    words = {
        language: [[text.get(language) for text in texts_of(each) if text] for each in (old, new)]
        for language in old.text
    }
    written = [language for language, both in words.items() if all(map(any, both))]
    same = [language for language in written if words[language][0] == words[language][1]]
    if same and same != written:
        names = ", ".join(map(language_name, same))
        text = _("You did not change the question in %(languages)s. Does it still say the same?")
        messages.warning(request, text % {"languages": names})


def _saved(request: HttpRequest, survey: Survey, question: Question | None = None) -> HttpResponse:
    messages.success(request, _("Saved."))
    return _to_build(survey, question)


def _to_build(survey: Survey, question: Question | None = None) -> HttpResponse:
    response = redirect("needs:survey_build", survey.network.slug, survey.pk)
    if question:
        response["Location"] += f"#q-{quote(question.key)}"
    return response
