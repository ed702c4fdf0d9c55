"""Whom one names, and what those ask for: for the person whom it is about."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mutualaid.accounts.helpers import services
from mutualaid.accounts.helpers.access import NOBODY, may_help, who_asks
from mutualaid.accounts.helpers.codes import Purpose, code_to_show, helper_who_shows
from mutualaid.accounts.helpers.forms import HelperForm
from mutualaid.accounts.helpers.queries import going_on, helpers_of
from mutualaid.accounts.http import (
    SignedInRequest,
    confirmed,
    may_see_sealed,
    next_path,
    signed_in,
    signed_in_lately,
)
from mutualaid.accounts.limits import limit
from mutualaid.codes import spaced
from mutualaid.http import FORM_METHODS, form_page, respond


@require_safe
@signed_in_lately
def helper_list(request: SignedInRequest) -> HttpResponse:
    return _list_page(request, HelperForm())


@require_POST
@signed_in_lately(back="accounts:helper_list")
def helper_meet(request: SignedInRequest) -> HttpResponse:
    """Who shows this code: asked before they are named."""
    form = HelperForm(request.POST)
    if form.is_valid():
        limit("helpers.code", str(request.user.pk), per_hour=60)
        code = form.cleaned_data["code"]
        helper = helper_who_shows(code)
        if helper and may_help(request.user, helper):
            context = {"name": helper.display_name, "code": code}
            return respond(request, "accounts/helpers/helper_meet.html", context)
        form.add_error("code", NOBODY)
    return _list_page(request, form)


@require_POST
@signed_in_lately(back="accounts:helper_list")
def helper_name(request: SignedInRequest) -> HttpResponse:
    limit("helpers.code", str(request.user.pk), per_hour=60)
    helper = helper_who_shows(request.POST.get("code", ""))
    try:
        if helper is None:
            raise ValidationError(NOBODY)
        services.name_helper(holder=request.user, helper=helper)
        told = _("%(name)s can help you back in now.") % {"name": helper.display_name}
        messages.success(request, told)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("accounts:helper_list")


@require_POST
@signed_in_lately(back="accounts:helper_list")
def helper_end(request: SignedInRequest, helper_id: int) -> HttpResponse:
    helper = get_object_or_404(request.user.helpers, pk=helper_id)
    services.end_helping(helper=helper, by=request.user)
    messages.success(request, _("Taken back. They are not told."))
    return redirect("accounts:helper_list")


def _list_page(request: SignedInRequest, form: Form) -> HttpResponse:
    page, helpers = "accounts/helpers/helper_list.html", helpers_of(request.user)
    return form_page(request, page, form, helpers=helpers, most=services.MOST)


@require_safe
@confirmed
def new_card(request: SignedInRequest) -> HttpResponse:
    """That somebody says that one lost one's card: seen first after coming in."""
    asked = going_on(request.user)
    if asked is None or asked.second is None:
        return redirect(next_path(request) or "accounts:me")
    context = {
        "asked": asked,
        "names": [each.display_name for each in who_asks(asked)],
        "next": next_path(request) or None,
    }
    return respond(request, "accounts/helpers/new_card.html", context)


@require_POST
@confirmed
def new_card_stop(request: SignedInRequest) -> HttpResponse:
    """Not by a card that helpers had made and that nobody confirmed: whoever has it by a lie could
    keep its person out for good."""
    asked_by = services.stop_card(holder=request.user)
    messages.success(request, _("Stopped. No new card is made, and yours still works."))
    if not asked_by:
        return redirect(next_path(request) or "accounts:me")
    one, other = asked_by
    told = _(
        "%(one)s and %(other)s asked for it. Did they lie to you? Under “People who can help me "
        "back in”, on your own page, you can take back that they may."
    )
    messages.warning(request, told % {"one": one.display_name, "other": other.display_name})
    return redirect(next_path(request) or "accounts:helper_list")


@require_http_methods(FORM_METHODS)
@signed_in
def new_card_code(request: SignedInRequest) -> HttpResponse:
    """What one shows to whom one meets, to have a card confirmed; POST shows it."""
    if may_see_sealed(request):
        return redirect("accounts:me")
    context = {}
    if request.method == "POST":
        code = code_to_show(request.user, Purpose.CONFIRM)
        context["code"] = spaced(code)
    return respond(request, "accounts/helpers/new_card_code.html", context)
