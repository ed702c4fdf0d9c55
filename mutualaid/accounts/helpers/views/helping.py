"""Helping somebody back in who lost their card: for those whom they named."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mutualaid.accounts.cards.queries import printed_card
from mutualaid.accounts.cards.services import InUse
from mutualaid.accounts.helpers import services
from mutualaid.accounts.helpers.access import helped_or_404
from mutualaid.accounts.helpers.codes import Purpose, code_to_show
from mutualaid.accounts.helpers.forms import ConfirmForm
from mutualaid.accounts.helpers.queries import helped_by
from mutualaid.accounts.http import SignedInRequest, confirmed, signed_in_lately
from mutualaid.accounts.limits import allowed_today, limit
from mutualaid.accounts.models import Helper
from mutualaid.codes import spaced
from mutualaid.forms import Batch
from mutualaid.http import FORM_METHODS, form_page, posted, respond

ASKED_A_DAY = 5
"""How often one helper may say that somebody lost their card, whoever it is."""


@require_safe
@confirmed
def helping(request: SignedInRequest) -> HttpResponse:
    return _page(request)


@require_POST
@confirmed
def helping_code(request: SignedInRequest) -> HttpResponse:
    """Shows one's code to whoever wants to name one; whoever shows it has said yes."""
    code = code_to_show(request.user, Purpose.HELP)
    return _page(request, code=spaced(code))


def _page(request: SignedInRequest, **context: str) -> HttpResponse:
    found = helped_by(request.user, request.GET)
    return respond(request, "accounts/helpers/helping.html", found | context)


@require_http_methods(FORM_METHODS)
@confirmed
def card_ask(request: SignedInRequest, helper_id: int) -> HttpResponse:
    """One helper alone can begin, and nothing more."""
    helper = helped_or_404(request.user, helper_id)
    if request.method == "POST":
        if allowed_today("card.ask", str(request.user.pk), per_day=ASKED_A_DAY):
            asked = services.ask_for_card(helper=helper)
            if asked.first_id != request.user.pk:
                return redirect("accounts:card_second", helper_id)
            messages.success(request, _("Now another person whom they named must say so too."))
        else:
            messages.error(request, _("You asked for cards often today. Please wait a day."))
        return redirect("accounts:helping")
    text = _(
        "Say so only if they told you themselves, face to face. A second person whom they "
        "named must say so too. Three days later you can print a new card together."
    )
    return _lost_page(request, helper, text)


@require_http_methods(FORM_METHODS)
@signed_in_lately(back="accounts:helping")
def card_second(request: SignedInRequest, helper_id: int) -> HttpResponse:
    helper = helped_or_404(request.user, helper_id)
    if request.method == "POST":
        services.second_card(helper=helper)
        messages.success(request, _("In three days you can print the new card together."))
        return redirect("accounts:helping")
    text = _(
        "Somebody says so. Say so too only if %(name)s told you themselves, face to face. We "
        "tell them in every way we have, and they can stop it."
    )
    return _lost_page(request, helper, text % {"name": helper.holder.display_name})


def _lost_page(request: SignedInRequest, helper: Helper, text: str) -> HttpResponse:
    context = {
        "title": _("Did %(name)s lose their card?") % {"name": helper.holder.display_name},
        "text": text,
        "action": _("Yes, they lost it"),
        "back": reverse("accounts:helping"),
    }
    return respond(request, "components/confirm.html", context)


@require_POST
@confirmed
def card_take_back(request: SignedInRequest, helper_id: int) -> HttpResponse:
    services.take_card_back(helper=helped_or_404(request.user, helper_id))
    messages.success(request, _("Taken back. No new card is made."))
    return redirect("accounts:helping")


@require_http_methods(FORM_METHODS)
@signed_in_lately(back="accounts:helping")
def card_hand_over(request: SignedInRequest, helper_id: int) -> HttpResponse:
    """The new card, whose codes stand on this page only."""
    helper = helped_or_404(request.user, helper_id)
    form = Batch(posted(request))
    if not form.is_valid():
        name = helper.holder.display_name
        return form_page(request, "accounts/helpers/card_hand_over.html", form, name=name)
    limit("card.print", str(request.user.pk), per_hour=20)
    try:
        codes = services.print_card(helper=helper, batch=form.cleaned_data["batch"])
    except InUse:
        messages.error(request, _("There is no card to print now. It may be printed already."))
        return redirect("accounts:helping")
    holder, done = helper.holder, reverse("accounts:helping")
    context = printed_card(holder.display_name, codes, language=holder.language, done=done)
    return respond(request, "accounts/card.html", context)


@require_http_methods(FORM_METHODS)
@signed_in_lately(back="accounts:helping")
def card_confirm(request: SignedInRequest, helper_id: int) -> HttpResponse:
    helper = helped_or_404(request.user, helper_id)
    form = ConfirmForm(posted(request))
    if form.is_valid():
        limit("helpers.code", str(request.user.pk), per_hour=60)
        try:
            if services.confirm_card(helper=helper, code=form.cleaned_data["code"]):
                messages.success(request, _("Confirmed. Thank you for looking after each other."))
                return redirect("accounts:helping")
        except services.NothingWaits:
            told = _("There is no card to confirm now. It may be confirmed already.")
            messages.info(request, told)
            return redirect("accounts:helping")
        form.add_error("code", _("They do not show this code today. Please look at it again."))
    name = helper.holder.display_name
    return form_page(request, "accounts/helpers/card_confirm.html", form, name=name)


@require_POST
@confirmed
def helping_end(request: SignedInRequest, helper_id: int) -> HttpResponse:
    services.end_helping(helper=helped_or_404(request.user, helper_id), by=request.user)
    told = _(
        "You help them back in no more. They are not told so. If two of you asked for a new card, "
        "they hear that it is not made."
    )
    messages.success(request, told)
    return redirect("accounts:helping")
