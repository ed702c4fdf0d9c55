"""Asking neighbors whether they could help with a need, and answering."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mutualaid.accounts.http import must_be_confirmed
from mutualaid.accounts.limits import limit
from mutualaid.http import FORM_METHODS, form_page, posted, respond
from mutualaid.networks.agreements.rules import agreed
from needs.posts.queries import told_in_words
from needs.turns.access import turn_or_refused

from . import services
from .access import need_ask_or_404
from .forms import AskAroundForm
from .models import NeedAsk
from .queries import who_could
from .rules import WIDEN_HOURS
from .words import why


@require_http_methods(FORM_METHODS)
@never_cache
def need_ask(request: HttpRequest, slug: str, need_id: int) -> HttpResponse:
    """Whoever looks after it chooses whom to ask."""
    turn = turn_or_refused(request, slug, need_id)
    need, member = turn.need, turn.by
    form = AskAroundForm(posted(request), suggestions=who_could(need, asker=member))
    if form.is_valid():
        limit("resources.ask_around", str(member.pk), per_hour=20)
        count = services.ask_around(turn=turn, whom=form.whom)
        words = ngettext("%(count)s neighbor is asked.", "%(count)s neighbors are asked.", count)
        messages.success(request, words % {"count": count})
        return redirect("needs:need_detail", slug, need_id)
    hours = agreed(need.network, WIDEN_HOURS)
    return form_page(
        request, "resources/need_ask.html", form, network=need.network, need=need, hours=hours
    )


@require_GET
@never_cache
def need_asked(request: HttpRequest, slug: str, need_id: int) -> HttpResponse:
    """Could you help with this?"""
    ask = need_ask_or_404(request, slug, need_id)
    need = ask.need
    context = {
        "network": need.network,
        "need": need,
        "told": told_in_words(need, ask.of),
        "why": why(need, ask.item, mine=True),
        "waits": NeedAsk.objects.waiting().filter(pk=ask.pk).exists(),
    }
    return respond(request, "resources/need_asked.html", context)


@require_POST
def need_asked_no(request: HttpRequest, slug: str, need_id: int) -> HttpResponse:
    ask = need_ask_or_404(request, slug, need_id)
    must_be_confirmed(request)
    if services.say_no(ask=ask):
        messages.success(request, _("Noted. You are not asked about this again."))
    return redirect("needs:need_list", slug)


@require_POST
def need_asked_later(request: HttpRequest, slug: str, need_id: int) -> HttpResponse:
    ask = need_ask_or_404(request, slug, need_id)
    must_be_confirmed(request)
    if services.say_later(ask=ask):
        messages.success(request, _("Noted: not now. If nobody else can, we may ask once more."))
    return redirect("needs:need_list", slug)
