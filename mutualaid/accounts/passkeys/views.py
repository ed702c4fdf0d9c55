"""Passkeys: adding and removing them, and coming in with one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mutualaid.accounts.http import (
    SignedInRequest,
    come_in,
    next_path,
    signed_in_lately,
    with_next,
)
from mutualaid.accounts.limits import client, limit
from mutualaid.http import form_page

from . import services, webauthn
from .forms import PasskeyForm

PASSKEY = "accounts.passkey"
"""In the session: what a passkey is being asked."""


@require_POST
def sign_in_begin(request: HttpRequest) -> HttpResponse:
    limit("passkey", client(request), per_hour=600)
    options, request.session[PASSKEY] = webauthn.options_to_sign_in()
    return JsonResponse(options)


@require_POST
def sign_in_with_passkey(request: HttpRequest) -> HttpResponse:
    there = next_path(request)
    state = request.session.pop(PASSKEY, None)
    try:
        user = webauthn.whose(state or {}, request.POST.get("answer", ""))
    except webauthn.Refused:
        messages.error(request, _("We do not know this passkey. Please sign in another way."))
        return redirect(with_next("accounts:sign_in", there))
    return come_in(request, user, there=there, shared=request.POST.get("shared") == "on")


@require_GET
@signed_in_lately
def passkey_list(request: SignedInRequest) -> HttpResponse:
    return _passkey_page(request, PasskeyForm())


@require_POST
@signed_in_lately(back="accounts:passkey_list")
def passkey_begin(request: SignedInRequest) -> HttpResponse:
    options, request.session[PASSKEY] = webauthn.options_to_add(request.user)
    return JsonResponse(options)


@require_POST
@signed_in_lately(back="accounts:passkey_list")
def passkey_add(request: SignedInRequest) -> HttpResponse:
    form, state = PasskeyForm(request.POST), request.session.pop(PASSKEY, None)
    if form.is_valid():
        try:
            credential = webauthn.made(state or {}, form.cleaned_data["answer"])
        except webauthn.Refused:
            form.add_error(None, _("That did not work. Please try it once more."))
        else:
            name = form.cleaned_data["name"]
            services.add_passkey(user=request.user, name=name, credential=credential)
            messages.success(request, _("From now on you can sign in with this device."))
            return redirect("accounts:passkey_list")
    return _passkey_page(request, form)


@require_POST
@signed_in_lately(back="accounts:passkey_list")
def passkey_remove(request: SignedInRequest, passkey_id: int) -> HttpResponse:
    passkey = get_object_or_404(request.user.passkeys, pk=passkey_id)
    try:
        services.remove_passkey(passkey=passkey)
        messages.success(request, _("That device signs in no more."))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("accounts:passkey_list")


def _passkey_page(request: SignedInRequest, form: PasskeyForm) -> HttpResponse:
    passkeys = request.user.passkeys.order_by("made_on", "pk")
    return form_page(request, "accounts/passkeys.html", form, passkeys=passkeys)
