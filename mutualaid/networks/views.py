"""The front page, and the pages of a network."""

import secrets

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mutualaid import hooks
from mutualaid.accounts.cards.queries import printed_card
from mutualaid.accounts.cards.services import InUse
from mutualaid.accounts.http import SignedInRequest, confirmed, signed_in
from mutualaid.accounts.limits import client, heed, limit
from mutualaid.codes import spaced
from mutualaid.forms import Once
from mutualaid.http import SignInNeeded, posted, respond, status_of
from mutualaid.paper import paper
from mutualaid.qr import qr_svg

from . import services
from .access import current_member, known_or_refused, member_or_404, network_or_404
from .agreements.rules import JOINING, agreed
from .agreements.services import change_facts, change_page
from .agreements.views import told
from .concerns.things import concern_url
from .forms import (
    CODE_REFUSED,
    CodeForm,
    FactsForm,
    HandForm,
    JoinForm,
    MeetForm,
    PageForm,
    PosterForm,
    StartForm,
)
from .hiding.queries import hidden_from, hiding_from, is_hidden
from .models import Invitation, Knock, Member
from .page import beginnings, in_language, page_texts, page_written, texts_of
from .pictures.queries import picture_of, portraits
from .posters import sheet_of
from .queries import circles_of, memberships_of, open_invitations_by
from .readiness import checks, may_print, reachable

WRONG_CODES = 300
"""How many one address may try in an hour: a whole street may come in by one."""

LINK = "networks.link"
"""In the session: the last link made, as ``[invitation id, code]``. Kept nowhere else."""


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    memberships = memberships_of(request.user) if request.user.is_authenticated else []
    context = {"memberships": memberships, "form": CodeForm()}
    return respond(request, "networks/front.html", context)


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    if request.method == "GET" and not request.user.is_authenticated:
        return respond(request, "networks/start.html")
    return _start(request)


@signed_in
def _start(request: SignedInRequest) -> HttpResponse:
    first = {"languages": [get_language()], "member_name": request.user.display_name}
    form = StartForm(posted(request), initial=first)
    if form.is_valid():
        limit("networks.start", str(request.user.pk), per_hour=10)
        network = services.create_network(by=request.user, **form.cleaned_data)
        messages.success(request, _("Your network is there. Now take the first steps."))
        return redirect("networks:home", network.slug)
    return _form_page(request, "networks/start.html", form)


@require_http_methods(["GET", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(posted(request))
    if form.is_valid():
        code = form.cleaned_data["code"]
        hooks.typed_secrets.ask(code)
        heed("networks.code", client(request), per_hour=WRONG_CODES)
        others = hooks.short_codes.ask(code)
        return redirect(*others[:1] or ("networks:join", code))
    return _form_page(request, "networks/enter_code.html", form)


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """A page for whoever has the code; only its POST lets them in, and uses the code up."""
    heed("networks.code", client(request), per_hour=WRONG_CODES)
    form = JoinForm(posted(request), initial={"name": getattr(request.user, "display_name", "")})
    try:
        invitation = services.open_invitation(code)
        network, waits = invitation.network, services.must_be_known_first(invitation)
        if form.is_valid():
            if not request.user.is_authenticated:
                raise SignInNeeded
            if waits:
                services.knock(user=request.user, network=network, **form.cleaned_data)
                return redirect("networks:join_here", network.slug)
            services.join(user=request.user, code=code, name=form.cleaned_data["name"])
            messages.success(request, _("Welcome! You are in."))
            return redirect("networks:home", network.slug)
    except services.CodeRefused:
        limit("networks.code", client(request), per_hour=WRONG_CODES)
        return _code_refused(request, code)
    member = current_member(request, network)
    context = {"network": network, "member": member, "waits": waits}
    return _form_page(request, "networks/join.html", form, **context)


@require_http_methods(["GET", "POST"])
def join_here(request: HttpRequest, slug: str) -> HttpResponse:
    """The way in without a code, as far as the network agreed on one."""
    network = network_or_404(slug)
    if current_member(request, network):
        return redirect("networks:home", slug)
    joining = agreed(network, JOINING)
    form = JoinForm(posted(request), initial={"name": getattr(request.user, "display_name", "")})
    if joining == "invitation":
        return respond(request, "networks/enter_code.html", {"form": CodeForm()})
    if form.is_valid():
        if not request.user.is_authenticated:
            raise SignInNeeded
        limit("networks.join-here", str(request.user.pk), per_hour=20)
        come_in = services.knock if joining == "vouches" else services.join_openly
        come_in(user=request.user, network=network, **form.cleaned_data)
        return redirect("networks:join_here", slug)
    if request.user.is_authenticated and (waiting := network.knocks.filter(user=request.user)):
        code = spaced(services.knock_code(waiting[0]))
        return respond(request, "networks/knock.html", {"network": network, "code": code})
    context = {"network": network, "member": None, "waits": joining == "vouches"}
    return _form_page(request, "networks/join.html", form, **context)


@require_POST
def knock_no_more(request: HttpRequest, slug: str) -> HttpResponse:
    if not request.user.is_authenticated:
        raise SignInNeeded
    network_or_404(slug).knocks.filter(user=request.user).delete()
    return redirect("networks:page", slug)


def _code_refused(request: HttpRequest, code: str) -> HttpResponse:
    """The same words whether it is unknown, used up or ended."""
    form = CodeForm({"code": code})
    if form.is_valid():
        form.add_error("code", CODE_REFUSED)
    return respond(request, "networks/enter_code.html", {"form": form}, status=404)


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    network = network_or_404(slug)
    written = page_written(network)
    texts = texts_of(written)
    member = current_member(request, network)
    context = {
        "network": network,
        "not_right": concern_url(written, by=member),
        "member": member,
        "words": list(in_language(texts, get_language())),
        "says_how_to_ask": bool(str(texts["ask"])),
        "joining": agreed(network, JOINING),
        "panels": hooks.public_panels.ask(request, network),
        "share_text": f"{network.name}\n{request.build_absolute_uri(request.path)}",
    }
    return respond(request, "networks/page.html", context)


@require_safe
def home(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug)
    steps = hooks.first_steps.ask(member)
    context = {
        "member": member,
        "network": member.network,
        "steps": steps if any(not step["done"] for step in steps) else [],
        "next_step": next((step for step in steps if not step["done"]), None),
        "panels": hooks.panels.ask(request, member),
        "members": _count_for(member),
    }
    return respond(request, "networks/home.html", context)


def _count_for(member: Member) -> int:
    return member.network.members.present().exclude(pk__in=hiding_from(member)).count()


@require_safe
def ready(request: HttpRequest, slug: str) -> HttpResponse:
    network = member_or_404(request, slug).network
    context = {"network": network, "checks": checks(), "demo": settings.DEMO}
    return respond(request, "networks/ready.html", context)


@require_safe
def circles(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug)
    context = {"network": member.network, "circles": circles_of(member)}
    return respond(request, "networks/circles.html", context)


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug, paused=True)
    network = member.network
    if request.method == "POST":
        services.leave(member=member)
        messages.success(request, _("You have left. Your name here is forgotten."))
        return redirect("networks:page", network.slug)
    others = network.members.present().exclude(pk=member.pk).exists()
    return respond(request, "networks/leave.html", {"network": network, "others": others})


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
        form.add_error("code", _("Nobody here shows this code today. Please look at it again."))
    return _known_page(request, member, form)


@require_POST
@confirmed
def vouch(request: HttpRequest, slug: str) -> HttpResponse:
    member = known_or_refused(request, slug)
    limit("networks.meet", str(member.pk), per_hour=60)
    about = _met(member, request.POST.get("code", ""))
    if isinstance(about, Knock):
        services.let_in(by=member, knock=about)
        messages.success(request, _("Thank you. %(name)s takes part now.") % {"name": about})
    elif about:
        services.vouch(by=member, about=about)
        thanks = _("Thank you. %(name)s is a little better known now.")
        messages.success(request, thanks % {"name": about})
    return redirect("networks:known", slug)


@require_POST
def take_back(request: HttpRequest, slug: str, vouch_id: int) -> HttpResponse:
    member = member_or_404(request, slug)
    vouch = get_object_or_404(member.vouches_given, pk=vouch_id)
    services.take_back(by=member, vouch=vouch)
    messages.success(request, _("Taken back. They are not told by whom."))
    return redirect("networks:known", slug)


def _met(member: Member, code: str) -> Member | Knock | None:
    """As `services.met`, of whom the member may know."""
    about = services.met(by=member, code=code)
    hidden = about is None or is_hidden(member, about.name)
    if isinstance(about, Member):
        hidden = about.pk in hidden_from(member)
    return None if hidden else about


def _known_page(request: HttpRequest, member: Member, form: Form) -> HttpResponse:
    vouches = member.vouches_given.exclude(about__in=hidden_from(member)).select_related("about")
    context = {
        "network": member.network,
        "form": form,
        "vouches": [
            (vouch, concern_url(getattr(vouch.about, "picture", None), by=member))
            for vouch in vouches.prefetch_related(portraits("about")).order_by("made_on", "pk")
        ],
    }
    return respond(request, "networks/known.html", context, status=status_of(form))


@require_safe
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug)
    invitations = list(open_invitations_by(member))
    context = {
        "network": member.network,
        "invitations": invitations,
        "form": Once(),
        **_link_shown(request, invitations),
    }
    return respond(request, "networks/invite.html", context)


def _link_shown(request: HttpRequest, invitations: list[Invitation]) -> dict:
    """The link that this browser has just made, until someone came in by it."""
    made, code = request.session.get(LINK, (None, ""))
    if made not in {invitation.pk for invitation in invitations}:
        return {}
    link = request.build_absolute_uri(reverse("networks:join", args=[code]))
    return {
        "code": spaced(code),
        "share_text": f"{_('Come and join us:')}\n{link}",
        "qr": qr_svg(link, title=_("A square code that opens the link")),
    }


@require_POST
def make_link(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug)
    form = Once(request.POST)
    if not form.is_valid():
        return redirect("networks:invite", slug)
    limit("networks.invite", str(member.pk), per_hour=60)
    invitation, code = services.make_link(by=member, **form.cleaned_data)
    if code:
        request.session[LINK] = [invitation.pk, code]
    return redirect("networks:invite", slug)


@require_http_methods(["GET", "POST"])
def take_by_hand(request: HttpRequest, slug: str) -> HttpResponse:
    """An account for a neighbor without e-mail and phone; POST shows their card, once."""
    member = member_or_404(request, slug)
    first = {"batch": secrets.token_urlsafe(32), "speaks": get_language()}
    form = HandForm(posted(request), initial=first)
    if not form.is_valid():
        return _form_page(request, "networks/take_by_hand.html", form, network=member.network)
    limit("networks.by-hand", str(member.pk), per_hour=20)
    typed = form.cleaned_data
    name, speaks = typed["name"], typed["speaks"]
    try:
        codes = services.take_by_hand(
            by=member,
            name=name,
            language=speaks,
            batch=typed["batch"],
            in_touch=typed["in_touch"],
            helps=typed["helps"],
        )
    except InUse:
        messages.error(request, _("They have come in with this card. It is printed no more."))
        return redirect("networks:invite", slug)
    with override(speaks):
        return respond(request, "accounts/card.html", printed_card(name, codes))


@require_http_methods(["GET", "POST"])
def make_poster(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug)
    form = PosterForm(posted(request))
    if form.is_valid():
        limit("networks.invite", str(member.pk), per_hour=60)
        invitation = services.make_poster(by=member, **form.cleaned_data)
        return redirect("networks:poster", slug, invitation.pk)
    return _form_page(request, "networks/make_poster.html", form, network=member.network)


@require_POST
def end_invitation(request: HttpRequest, slug: str, invitation_id: int) -> HttpResponse:
    member = member_or_404(request, slug)
    ended = get_object_or_404(member.network.invitations.select_related("by"), pk=invitation_id)
    services.end_invitation(by=member, invitation=ended)
    messages.success(request, _("It has ended. Nobody else can join with it."))
    return redirect("networks:invite", slug)


@require_safe
def poster(request: HttpRequest, slug: str, invitation_id: int) -> HttpResponse:
    network = member_or_404(request, slug).network
    printed = get_object_or_404(
        network.invitations.open(network.today()), pk=invitation_id, kind=Invitation.Kind.POSTER
    )
    printed.network = network
    if not may_print():
        return respond(request, "networks/poster_waits.html", {"network": network})
    context = paper(request.GET.get("paper")) | {
        "network": network,
        "demo": not reachable(settings.ORIGIN),
        "sheet": sheet_of(printed),
    }
    return respond(request, "networks/poster.html", context)


@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, slug: str) -> HttpResponse:
    member = known_or_refused(request, slug)
    network = member.network
    written = page_texts(network)
    if not any(written.values()):
        written = beginnings(network.languages)
    form = PageForm(posted(request), initial=written, languages=network.languages)
    if form.is_valid():
        change_page(by=member, texts=form.cleaned_data)
        messages.success(request, _("Kept. Everyone can read it now."))
        return redirect("networks:page", slug)
    return _form_page(request, "networks/words.html", form, network=network)


@require_http_methods(["GET", "POST"])
def facts(request: HttpRequest, slug: str) -> HttpResponse:
    member = known_or_refused(request, slug)
    form = FactsForm.of(member.network, data=posted(request))
    if form.is_valid():
        return told(request, slug, change_facts(by=member, **form.cleaned_data))
    return _form_page(request, "networks/facts.html", form, network=member.network)


def _form_page(request: HttpRequest, template: str, form: Form, **context: object) -> HttpResponse:
    return respond(request, template, {"form": form, **context}, status=status_of(form))
