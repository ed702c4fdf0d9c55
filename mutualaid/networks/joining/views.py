"""Coming in, and inviting others."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mutualaid import hooks
from mutualaid.accounts.cards.queries import printed_card
from mutualaid.accounts.cards.services import InUse
from mutualaid.accounts.limits import client, heed, limit
from mutualaid.codes import spaced
from mutualaid.forms import Once
from mutualaid.http import FORM_METHODS, SignInNeeded, form_page, posted, respond
from mutualaid.networks.access import current_member, member_or_404, network_or_404
from mutualaid.networks.agreements.rules import JOINING, agreed
from mutualaid.networks.models import Invitation, Member
from mutualaid.networks.readiness import may_print, reachable
from mutualaid.networks.standing.services import meeting_code
from mutualaid.paper import paper
from mutualaid.qr import qr_svg

from . import services
from .forms import CODE_REFUSED, CodeForm, HandForm, JoinForm, PosterForm
from .posters import sheet_of
from .queries import open_invitations_by

WRONG_CODES = 300
"""How many one address may try in an hour: a whole street may come in by one."""

LINK = "networks.link"
"""In the session: the last link made, as ``[invitation id, code]``. Kept nowhere else."""


@require_http_methods(FORM_METHODS)
def enter_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(posted(request))
    if form.is_valid():
        code = form.cleaned_data["code"]
        hooks.typed_secrets.ask(code)
        heed("networks.code", client(request), per_hour=WRONG_CODES)
        others = hooks.short_codes.ask(code)
        return redirect(*others[:1] or ("networks:join", code))
    return form_page(request, "networks/enter_code.html", form)


@require_http_methods(FORM_METHODS)
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
            came = services.join(user=request.user, code=code, name=form.cleaned_data["name"])
            if not came.on_break:  # who left during one comes back to it
                messages.success(request, _("Welcome! You are in."))
            return redirect("networks:home", network.slug)
    except services.CodeRefused:
        limit("networks.code", client(request), per_hour=WRONG_CODES)
        return _code_refused(request, code)
    member = current_member(request, network)
    context = {"network": network, "member": member, "waits": waits}
    return form_page(request, "networks/join.html", form, **context)


@require_http_methods(FORM_METHODS)
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
        code = spaced(meeting_code(waiting[0]))
        return respond(request, "networks/knock.html", {"network": network, "code": code})
    context = {"network": network, "member": None, "waits": joining == "vouches"}
    return form_page(request, "networks/join.html", form, **context)


@require_POST
def knock_no_more(request: HttpRequest, slug: str) -> HttpResponse:
    if not request.user.is_authenticated:
        raise SignInNeeded
    network_or_404(slug).knocks.filter(user=request.user).delete()
    messages.success(request, _("Taken back. You no longer ask to join."))
    return redirect("networks:page", slug)


def _code_refused(request: HttpRequest, code: str) -> HttpResponse:
    """The same words whether it is unknown, used up or ended."""
    form = CodeForm({"code": code})
    if form.is_valid():
        form.add_error("code", CODE_REFUSED)
    return respond(request, "networks/enter_code.html", {"form": form}, status=404)


@require_safe
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug)
    invitations = list(open_invitations_by(member))
    context = {
        "network": member.network,
        "invitations": invitations,
        "by_vouches": agreed(member.network, JOINING) == "vouches",
        "known": member.is_known,
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
        "link": link,
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


@require_http_methods(FORM_METHODS)
def take_by_hand(request: HttpRequest, slug: str) -> HttpResponse:
    """An account for a neighbor without e-mail and phone; POST shows their card, once."""
    member = member_or_404(request, slug)
    form = HandForm(posted(request), initial={"speaks": get_language()})
    if not form.is_valid():
        return _hand_page(request, member, form)
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
    except ValidationError:
        hides = _("You hide from whoever bears this name, so you cannot help them back in.")
        form.add_error("helps", hides)
        return _hand_page(request, member, form)
    done = reverse("networks:invite", args=[slug])
    context = printed_card(name, codes, language=speaks, done=done)
    return respond(request, "accounts/card.html", context)


def _hand_page(request: HttpRequest, member: Member, form: HandForm) -> HttpResponse:
    vouches = agreed(member.network, JOINING) == "vouches"
    context = {"network": member.network, "by_vouches": vouches}
    return form_page(request, "networks/take_by_hand.html", form, **context)


@require_http_methods(FORM_METHODS)
def make_poster(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug)
    form = PosterForm(posted(request))
    if form.is_valid():
        limit("networks.invite", str(member.pk), per_hour=60)
        invitation = services.make_poster(by=member, **form.cleaned_data)
        return redirect("networks:poster", slug, invitation.pk)
    return form_page(request, "networks/make_poster.html", form, network=member.network)


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
