"""Printed cards: making one, ending one, and coming in with one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mutualaid import hooks
from mutualaid.accounts.http import (
    SignedInRequest,
    come_in,
    next_path,
    signed_in,
    signed_in_lately,
)
from mutualaid.accounts.limits import client, heed, limit
from mutualaid.codes import clean_code, spaced
from mutualaid.forms import Batch
from mutualaid.http import FORM_METHODS, form_page, posted, respond

from . import services
from .forms import CardCodeForm
from .queries import printed_card

WRONG_CARDS = 100
"""How many wrong codes of cards one address may try in an hour."""


@require_http_methods(FORM_METHODS)
def sign_in_with_card(request: HttpRequest) -> HttpResponse:
    return _card_page(request, CardCodeForm(posted(request)))


@require_GET
def card_scanned(request: HttpRequest, code: str) -> HttpResponse:
    """Where the square on a card leads: a button, since looking must not use the code up."""
    return _card_page(request, CardCodeForm(initial={"code": spaced(clean_code(code))}))


def _card_page(request: HttpRequest, form: CardCodeForm) -> HttpResponse:
    there = next_path(request)
    if form.is_valid():
        hooks.typed_secrets.ask(form.cleaned_data["code"])
        heed("card", client(request), per_hour=WRONG_CARDS)
        if opened := services.redeem(form.cleaned_data["code"]):
            shared = form.cleaned_data["shared"]
            card = opened.card
            response = come_in(request, card.user, there=there, shared=shared, card=card)
            with override(card.user.language):  # of the page that comes next
                left = ngettext(
                    "You are in. Cross that code out: %(left)s is left.",
                    "You are in. Cross that code out: %(left)s are left.",
                    opened.left,
                )
            messages.success(request, left % {"left": opened.left})
            return response
        limit("card", client(request), per_hour=WRONG_CARDS)
        form.add_error("code", _("This code opens nothing. It may be mistyped, or used already."))
    return form_page(request, "accounts/sign_in_with_card.html", form, next=there or None)


@require_GET
@signed_in
def card_list(request: SignedInRequest) -> HttpResponse:
    left = Count("codes", filter=Q(codes__used_on=None))
    rows = request.user.cards.filter(ended_on=None).annotate(left=left).order_by("made_on", "pk")
    form = Batch()
    return respond(request, "accounts/cards.html", {"cards": rows, "form": form})


@require_POST
@signed_in_lately(back="accounts:card_list")
def card_print(request: SignedInRequest) -> HttpResponse:
    """A new card, whose codes are told on this page only. Sent again: the same card."""
    form = Batch(request.POST)
    if not form.is_valid():
        return redirect("accounts:card_list")
    limit("card.print", str(request.user.pk), per_hour=20)
    try:
        codes = services.make_card(user=request.user, batch=form.cleaned_data["batch"])
    except services.InUse:
        messages.error(request, _("That card was printed before. Here you can make another."))
        return redirect("accounts:card_list")
    user, done = request.user, reverse("accounts:card_list")
    context = printed_card(user.display_name, codes, language=user.language, done=done)
    return respond(request, "accounts/card.html", context)


@require_POST
@signed_in_lately(back="accounts:card_list")
def card_end(request: SignedInRequest, card_id: int) -> HttpResponse:
    card = get_object_or_404(request.user.cards.filter(ended_on=None), pk=card_id)
    try:
        services.end_card(card=card)
        messages.success(request, _("That card opens nothing any more."))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("accounts:card_list")
