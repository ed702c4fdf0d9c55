"""Where one types the code of somebody new, and sees whom one vouches for."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mutualaid.accounts.http import confirmed
from mutualaid.accounts.limits import limit
from mutualaid.http import form_page, respond
from mutualaid.networks.access import known_or_refused, member_or_404
from mutualaid.networks.concerns.things import concern_url
from mutualaid.networks.hiding.queries import hidden_from, is_hidden
from mutualaid.networks.joining.services import let_in
from mutualaid.networks.models import Knock, Member
from mutualaid.networks.pictures.queries import picture_of, portraits

from . import services
from .forms import MeetForm


@require_safe
def known(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom one vouches for, and where one types the code of somebody new."""
    return _known_page(request, known_or_refused(request, slug), MeetForm())


@require_POST
def meet(request: HttpRequest, slug: str) -> HttpResponse:
    """Who shows this code: asked before it is said that one knows them."""
    member = known_or_refused(request, slug)
    form = MeetForm(request.POST)
    if form.is_valid():
        limit("networks.meet", str(member.pk), per_hour=60)
        if about := _met(member, form.cleaned_data["code"]):
            picture = picture_of(about)
            context = {
                "network": member.network,
                "about": about,
                "code": request.POST["code"],
                "picture": picture,
                "not_right": concern_url(picture, by=member),
            }
            return respond(request, "networks/meet.html", context)
        form.add_error("code", _nobody_shows_it())
    return _known_page(request, member, form)


@require_POST
@confirmed
def vouch(request: HttpRequest, slug: str) -> HttpResponse:
    member = known_or_refused(request, slug)
    limit("networks.meet", str(member.pk), per_hour=60)
    about = _met(member, request.POST.get("code", ""))
    if isinstance(about, Knock):
        let_in(by=member, knock=about)
        messages.success(request, _("Thank you. %(name)s takes part now.") % {"name": about})
    elif about:
        known = services.vouch(by=member, about=about)
        messages.success(request, services.thanks(about, known=known))
    else:  # such as after midnight
        messages.error(request, _nobody_shows_it())
    return redirect("networks:known", slug)


@require_POST
def take_back(request: HttpRequest, slug: str, vouch_id: int) -> HttpResponse:
    member = member_or_404(request, slug)
    vouch = get_object_or_404(member.vouches_given, pk=vouch_id)
    services.take_back(by=member, vouch=vouch)
    messages.success(request, _("Taken back. They are not told by whom."))
    return redirect("networks:known", slug)


def _nobody_shows_it() -> str:
    return _("Nobody here shows this code today. Please look at it again.")


def _met(member: Member, code: str) -> Member | Knock | None:
    """As `services.met`, of whom the member may know."""
    about = services.met(by=member, code=code)
    hidden = about is None or is_hidden(member, about.name)
    if isinstance(about, Member):
        hidden = about.pk in hidden_from(member)
    return None if hidden else about


def _known_page(request: HttpRequest, member: Member, form: Form) -> HttpResponse:
    here = member.vouches_given.filter(about__left_on=None)
    vouches = here.exclude(about__in=hidden_from(member)).select_related("about")
    context = {
        "network": member.network,
        "vouches": [
            (vouch, concern_url(getattr(vouch.about, "picture", None), by=member))
            for vouch in vouches.prefetch_related(portraits("about")).order_by("made_on", "pk")
        ],
    }
    return form_page(request, "networks/known.html", form, **context)
