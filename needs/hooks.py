"""What needs add to the pages of others, and to the demo."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mutualaid import hooks
from mutualaid.accounts.models import User
from mutualaid.networks.concerns.things import Hideable, apart, shown
from mutualaid.networks.models import Member, Network
from mutualaid.sealed.services import unseal
from needs import demo
from needs.answering.services import FORGOTTEN_AFTER, forget_old_drafts, has_answered
from needs.board import hooks as of_board  # noqa: F401
from needs.demo_needs import ask_neighbors
from needs.demo_practices import list_practices
from needs.imports.models import Upload
from needs.imports.services import forget_old_uploads
from needs.own_categories import hooks as of_own_categories  # noqa: F401
from needs.pledges import hooks as of_pledges  # noqa: F401
from needs.posts import hooks as of_posts  # noqa: F401
from needs.practices import hooks as of_practices  # noqa: F401
from needs.results.queries import foremost, people, words_address, words_for, words_in
from needs.surveys.models import ImportRun, Response, Survey
from needs.surveys.queries import words_of
from needs.turns import hooks as of_turns  # noqa: F401


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
            for survey in _open(network) or _newest(network.surveys.all())[:1]
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
    newest = list(_newest(surveys)[:3])
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
    list_practices(network)  # and a kind of its own, of which somebody asks for something
    ask_neighbors(network, members)


@hooks.my_data.register(position=30)
def my_surveys(user: User) -> list[dict]:
    members = list(Member.objects.filter(user=user))
    rows: list[tuple[str, object]] = [
        (_("You began a survey"), str(survey)) for survey in Survey.objects.filter(by__in=members)
    ]
    unlocked = Member.objects.filter(user=user).unlocked()
    for member in unlocked:
        for survey in member.network.surveys.select_related("key__under"):
            if has_answered(survey, member):
                rows.append((_("You answered, and nobody can tell what"), str(survey)))
    imports = ImportRun.objects.filter(by__in=members).select_related("survey")
    rows += [(_("You brought in a file"), f"{each.survey} · {each.made_on}") for each in imports]
    waiting = Upload.objects.filter(by__in=unlocked).select_related("key").order_by("kept_on", "pk")
    for number, each in enumerate(waiting, start=1):
        content = unseal(each, "content", key=each.key).encode()
        rows.append(
            (_("Files on their way in"), hooks.HeldFile(f"on-its-way-{number}.json", content))
        )
    return [{"title": _("Surveys"), "rows": rows}]


@hooks.hideable.register()
def hideable() -> dict[str, Hideable]:
    return {
        "needs.Survey": Hideable(
            by="by",
            title=lambda survey: _("The survey “%(title)s”") % {"title": apart(survey)},
            told=words_of,
            found=lambda member: member.network.surveys.select_related("by", "network"),
            url=lambda survey: reverse(
                "needs:survey_detail", args=[survey.network.slug, survey.pk]
            ),
        ),
        "needs.Answer": Hideable(
            by="",
            title=lambda answer: (
                _("What somebody wrote in “%(title)s”") % {"title": apart(answer.question.survey)}
            ),
            told=lambda answer: [(str(answer.question), words_in(answer))],
            found=words_for,
            url=lambda answer: words_address(answer.question),
        ),
    }


@hooks.left_out_of_hiding.register()
def left_out_of_hiding() -> dict[str, str]:
    with_survey = "it is hidden with its survey"
    own_eyes = "only who wrote it reads it"
    return {
        "needs.Section": with_survey,
        "needs.Question": with_survey,
        "needs.Tally": with_survey,
        "needs.ImportRun": with_survey,
        "needs.Draft": own_eyes,
        "needs.Upload": own_eyes,
    }


@hooks.destroying.register()
def remove_surveys(network: Network) -> None:
    """Answers first: a question does not go while there are answers to it."""
    Response.objects.filter(survey__network=network).delete()
    network.surveys.all().delete()


@hooks.in_clear.register(position=30)
def in_clear() -> list[tuple[str, set[str]]]:
    return [
        (
            _("Which surveys you began, and on which day you brought in a file"),
            {
                *(f"needs.Survey.{name}" for name in ("code", "state", "title", "introduction")),
                *("needs.Survey.readers", "needs.Survey.public_results", "needs.Survey.revision"),
                *("needs.Survey.created_on", "needs.Upload.kept_on"),
                *(f"needs.ImportRun.{name}" for name in ("made_on", "made_survey", "summary")),
            },
        ),
    ]


@hooks.kept.register(position=30)
def kept() -> list[hooks.Kept]:
    return [
        hooks.Kept(_("Answers to a survey, without a name"), _("as long as the survey")),
        hooks.Kept(
            _("Answers that were not sent"),
            _("%(count)s days after you last wrote") % {"count": FORGOTTEN_AFTER.days},
            forget_old_drafts,
        ),
        hooks.Kept(_("That a member has answered, not what"), _("as long as the survey")),
        hooks.Kept(
            _("Files on their way in"),
            _("until they are imported, at most two nights"),
            forget_old_uploads,
        ),
    ]


def _open(network: Network) -> list[Survey]:
    """The few newest that are open: a network asks one or two at a time."""
    return list(_newest(network.surveys.filter(state=Survey.State.OPEN))[:3])


def _newest(surveys: QuerySet[Survey]) -> QuerySet[Survey]:
    return shown(surveys).order_by("-created_on", "-pk")
