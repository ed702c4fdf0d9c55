"""What needs add to the pages of others, and to the demo."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mutualaid import hooks
from mutualaid.networks.models import Member, Network
from needs import demo
from needs.answering.services import has_answered
from needs.results.queries import foremost, people
from needs.surveys.models import Survey


@hooks.panels.register(position=20)
def surveys_panel(request: HttpRequest, member: Member) -> dict:
    network = member.network
    return {
        "title": _("Surveys"),
        "template": "needs/panels/surveys.html",
        "slug": network.slug,
        "surveys": [
            {
                "title": str(survey),
                "state": survey.state,
                "url": reverse("needs:survey_detail", args=[network.slug, survey.pk]),
                "answer_url": survey.short_address(),
                "answered": has_answered(survey, member),
                "people": people(survey),
                "results_url": reverse("needs:result_pages", args=[network.slug, survey.pk]),
            }
            for survey in _open(network) or network.surveys.order_by("-created_on", "-pk")[:1]
        ],
    }


@hooks.panels.register(position=30)
def what_matters_most(request: HttpRequest, member: Member) -> dict | None:
    found = foremost(member.network)
    if found is None:
        return None
    survey, needs = found
    return {
        "title": _("What matters most"),
        "template": "needs/panels/what_matters_most.html",
        "needs": needs,
        "url": reverse("needs:ranking", args=[member.network.slug, survey.pk]),
        "survey": str(survey),
    }


@hooks.short_codes.register()
def survey_of_poster(code: str) -> str | None:
    survey = Survey.objects.exclude(state=Survey.State.DRAFT).filter(code=code).first()
    return survey.short_address() if survey else None


@hooks.public_panels.register(position=20)
def open_surveys(request: HttpRequest, network: Network) -> dict | None:
    surveys = _open(network)
    if not surveys:
        return None
    return {
        "title": _("We are asking our neighbors"),
        "template": "needs/panels/open_surveys.html",
        "surveys": [{"title": str(each), "url": each.short_address()} for each in surveys],
    }


@hooks.public_panels.register(position=30)
def public_totals(request: HttpRequest, network: Network) -> dict | None:
    surveys = network.surveys.exclude(state=Survey.State.DRAFT).filter(public_results=True)
    newest = list(surveys.order_by("-created_on", "-pk")[:3])
    if not newest:
        return None
    return {
        "title": _("What the neighbors answered"),
        "template": "needs/panels/public_totals.html",
        "surveys": newest,
    }


@hooks.first_steps.register(position=30)
def ask_your_neighbors(member: Member) -> dict:
    return {
        "title": _("Ask your neighbors what is missing"),
        "text": _("A ready survey of nine questions, five minutes."),
        "url": reverse("needs:survey_new", args=[member.network.slug]),
        "done": member.network.surveys.exists(),
    }


@hooks.demo.register(position=20)
def ask_the_demo(network: Network, members: dict[str, Member]) -> None:
    demo.ask(network, members)


def _open(network: Network) -> list[Survey]:
    """The few newest that are open: a network asks one or two at a time."""
    return list(network.surveys.filter(state=Survey.State.OPEN).order_by("-created_on", "-pk")[:3])
