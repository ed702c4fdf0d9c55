"""Asking somebody for what they can do, and what the two do next."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mutualaid.accounts.http import must_be_confirmed
from mutualaid.accounts.limits import limit
from mutualaid.http import FORM_METHODS, form_page, posted, refuse, respond
from mutualaid.networks.access import member_or_404
from mutualaid.paging import page_of
from mutualaid.sealed.services import reveal
from resources.items.access import item_or_404

from . import services
from .access import (
    NOT_ASKED_BY_YOU,
    NOT_FOR_YOU,
    OVER,
    SeenAsk,
    ask_or_404,
    must_be_free_to_ask,
    must_know_each_other,
)
from .forms import AskForm, LimitForm, YesForm
from .models import Ask
from .queries import asks_of, limit_of, rows_of


@require_http_methods(FORM_METHODS)
def item_ask(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    """Ask whoever has it, without being shown how to reach them."""
    member = member_or_404(request, slug)
    item = item_or_404(request, slug, item_id).item
    if not item.asks.waiting().filter(by=member).exists():
        must_be_free_to_ask(member, item)
    form = AskForm(posted(request), network=item.network)
    if form.is_valid():
        limit("resources.ask", str(member.pk), per_hour=20)
        made = services.ask(item=item, by=member, **form.cleaned_data)
        messages.success(request, _("Asked. You are told when they answer."))
        return redirect("resources:ask_detail", slug, made.pk)
    most = limit_of(item.by) if item.by else None
    return form_page(
        request, "resources/item_ask.html", form, network=item.network, item=item, most=most
    )


@require_GET
def ask_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What a member asked, and was asked."""
    member = member_or_404(request, slug)
    page = page_of(asks_of(member), request.GET, "-asked_on")
    context = {
        "network": member.network,
        "rows": rows_of(member, page.rows),
        "older": page.older,
        "most": limit_of(member),
    }
    return respond(request, "resources/ask_list.html", context)


@require_http_methods(FORM_METHODS)
def ask_limit(request: HttpRequest, slug: str) -> HttpResponse:
    """How often may we ask you?"""
    member = member_or_404(request, slug)
    most = limit_of(member)
    form = LimitForm(posted(request), initial={"a_month": "" if most is None else most})
    if form.is_valid():
        services.limit_asks(member=member, **form.cleaned_data)
        messages.success(request, _("Noted. It shows before somebody asks you."))
        return redirect("resources:ask_list", slug)
    return form_page(request, "resources/ask_limit.html", form, network=member.network)


@require_GET
@never_cache
def ask_detail(request: HttpRequest, slug: str, ask_id: int) -> HttpResponse:
    seen = ask_or_404(request, slug, ask_id)
    ask = seen.ask
    context = _context(seen) | {
        "state": ask.state_told,
        "other": _other(seen),
        "known": ask.by.is_known,
        "open": ask.is_open(timezone.now()),
        "over": ask.ended_on is not None,
    }
    return respond(request, "resources/ask_detail.html", context)


@require_POST
@never_cache
def ask_words(request: HttpRequest, slug: str, ask_id: int) -> HttpResponse:
    """What was written, for the one who has to answer; not how to reach who wrote it."""
    seen = _as_asked(request, slug, ask_id)
    if seen.ask.state != Ask.State.ASKED:
        refuse(OVER)
    words = reveal(seen.ask, "words", to=seen.member, reason="asked")
    return respond(request, "resources/ask_words.html", _context(seen) | {"words": words})


@require_http_methods(FORM_METHODS)
@never_cache
def ask_yes(request: HttpRequest, slug: str, ask_id: int) -> HttpResponse:
    seen = _as_asked(request, slug, ask_id)
    form = YesForm(posted(request))
    if seen.ask.state not in {Ask.State.ASKED, Ask.State.YES}:
        refuse(OVER)
    if form.is_valid():
        services.say_yes(ask=seen.ask, **form.cleaned_data)
        messages.success(request, _("Thank you. They are told, and see how to reach you."))
        return redirect("resources:ask_detail", slug, ask_id)
    return form_page(request, "resources/ask_yes.html", form, **_context(seen))


@require_POST
def ask_no(request: HttpRequest, slug: str, ask_id: int) -> HttpResponse:
    seen = _as_asked(request, slug, ask_id)
    if services.say_no(ask=seen.ask):
        messages.success(request, _("They are told “not this time”, without a reason."))
    return redirect("resources:ask_detail", slug, ask_id)


@require_POST
def ask_take_back(request: HttpRequest, slug: str, ask_id: int) -> HttpResponse:
    seen = ask_or_404(request, slug, ask_id)
    if seen.answers:
        refuse(NOT_ASKED_BY_YOU)
    must_be_confirmed(request)
    if services.take_back(ask=seen.ask):
        messages.success(request, _("Taken back. They are told."))
    return redirect("resources:ask_detail", slug, ask_id)


@require_POST
def ask_done(request: HttpRequest, slug: str, ask_id: int) -> HttpResponse:
    """Either of the two says that it is over."""
    seen = ask_or_404(request, slug, ask_id)
    must_be_confirmed(request)
    if services.done(ask=seen.ask):
        messages.success(request, _("Noted. Thank you both."))
    return redirect("resources:ask_detail", slug, ask_id)


@require_POST
@never_cache
def ask_contact(request: HttpRequest, slug: str, ask_id: int) -> HttpResponse:
    """How the other side can be reached; that it was shown is noted for them."""
    seen = ask_or_404(request, slug, ask_id)
    must_be_confirmed(request)
    must_know_each_other(seen.ask)
    columns = ("words", "contact") if seen.answers else ("answer", "answer_contact")
    key = seen.ask.key if seen.answers else seen.ask.of_key
    words, contact = (
        reveal(seen.ask, column, to=seen.member, reason="ask", key=key) for column in columns
    )
    context = _context(seen) | {"words": words, "contact": contact}
    return respond(request, "resources/ask_contact.html", context)


def _as_asked(request: HttpRequest, slug: str, ask_id: int) -> SeenAsk:
    seen = ask_or_404(request, slug, ask_id)
    if not seen.answers:
        refuse(NOT_FOR_YOU)
    must_be_confirmed(request)
    return seen


def _context(seen: SeenAsk) -> dict[str, object]:
    network = seen.member.network
    return {"network": network, "ask": seen.ask, "item": seen.ask.item, "answers": seen.answers}


def _other(seen: SeenAsk) -> str:
    """The name of the other side: of who asks, and of who said yes."""
    if seen.answers:
        return str(seen.ask.by)
    return str(seen.ask.of) if seen.member.is_known or seen.ask.state == Ask.State.YES else ""
