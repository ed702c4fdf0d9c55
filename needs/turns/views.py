"""Looking after a need for some hours."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mutualaid.accounts.http import must_be_confirmed
from mutualaid.accounts.limits import limit
from mutualaid.http import respond
from mutualaid.networks.access import known_or_refused
from mutualaid.sealed.services import reveal
from needs.posts.calling import call_to, language_of
from needs.posts.queries import listed, to_ask

from . import services
from .access import known_and_need, turn_or_refused


@require_GET
def need_to_ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Needs whose owner did not answer and cannot be written to."""
    member = known_or_refused(request, slug)
    found = listed(member.network, to_ask(member), request.GET)
    return respond(request, "needs/need_to_ask.html", {"network": member.network} | found._asdict())


@require_POST
def need_take(request: HttpRequest, slug: str, need_id: int) -> HttpResponse:
    """Say: I am looking after this one."""
    member, need = known_and_need(request, slug, need_id)
    limit("needs.turn", str(member.pk), per_hour=20)
    services.take_turn(need=need, by=member)
    messages.success(request, _("It is your turn now. You can read what they wrote."))
    return redirect("needs:need_detail", slug, need_id)


@require_POST
def need_hand_back(request: HttpRequest, slug: str, need_id: int) -> HttpResponse:
    services.hand_back(turn=turn_or_refused(request, slug, need_id))
    messages.success(request, _("Handed back. Somebody else can take it."))
    return redirect("needs:need_detail", slug, need_id)


@require_POST
@never_cache
def need_text(request: HttpRequest, slug: str, need_id: int) -> HttpResponse:
    """What its owner wrote and how to call them, for whoever looks after it; never the address."""
    turn = turn_or_refused(request, slug, need_id)
    must_be_confirmed(request)
    need = turn.need
    words, contact = (
        reveal(need, column, to=turn.by, reason="need-turn") if need.key else ""
        for column in ("words", "contact")
    )
    with override(language_of(need)):
        ready = _("Hello, this is %(network)s. You asked for something. Is it still needed?")
    ready %= {"network": need.network}
    context = {"network": need.network, "need": need, "words": words, "contact": contact}
    context["call"] = call_to(contact, ready)
    return respond(request, "needs/need_text.html", context)


@require_POST
def need_spoke(request: HttpRequest, slug: str, need_id: int) -> HttpResponse:
    services.spoke(turn=turn_or_refused(request, slug, need_id))
    messages.success(request, _("Noted: it is still needed."))
    return redirect("needs:need_detail", slug, need_id)


@require_POST
def need_not_needed(request: HttpRequest, slug: str, need_id: int) -> HttpResponse:
    services.not_needed(turn=turn_or_refused(request, slug, need_id))
    messages.success(request, _("Noted: it is not needed any more."))
    return redirect("needs:need_list", slug)
