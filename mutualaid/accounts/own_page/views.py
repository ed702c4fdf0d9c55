"""One's own page: names, password, and where one is signed in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mutualaid import hooks
from mutualaid.accounts import services
from mutualaid.accounts.forms import PasswordForm
from mutualaid.accounts.http import (
    SignedInRequest,
    come_in,
    confirmed,
    leave,
    signed_in,
    signed_in_lately,
)
from mutualaid.accounts.queries import sign_in_name
from mutualaid.http import FORM_METHODS, form_page, posted, remember_language, respond
from mutualaid.sealed.services import reveal

from .forms import NamesForm


@require_GET
@signed_in
def me(request: SignedInRequest) -> HttpResponse:
    return respond(request, "accounts/me.html", {"panels": hooks.me_panels.ask(request)})


@require_POST
@confirmed
def show_identity(request: SignedInRequest) -> HttpResponse:
    """What one signs in with, for one's own eyes."""
    user = request.user
    if user.email_sealed:
        shown = reveal(user, "email", to=user, reason="own-page")
    else:
        shown = _(
            "Your sign-in name is %s. Please write it down: you sign in with it."
        ) % sign_in_name(user)
    return respond(
        request, "accounts/me.html", {"shown": shown, "panels": hooks.me_panels.ask(request)}
    )


@require_http_methods(FORM_METHODS)
@signed_in
def change_names(request: SignedInRequest) -> HttpResponse:
    user = request.user
    form = NamesForm(
        posted(request), initial={"display_name": user.display_name, "language": user.language}
    )
    if form.is_valid():
        services.change_names(user=user, **form.cleaned_data)
        messages.success(request, _("Changed."))
        response = redirect("accounts:me")
        remember_language(request, response, user.language)
        return response
    return form_page(request, "accounts/change_names.html", form)


@sensitive_post_parameters()
@require_http_methods(FORM_METHODS)
@signed_in_lately
def change_password(request: SignedInRequest) -> HttpResponse:
    form = PasswordForm(posted(request), user=request.user)
    if form.is_valid():
        shared = request.session.get_expire_at_browser_close()
        services.set_password(user=request.user, password=form.cleaned_data["password"])
        request.session.flush()
        response = come_in(request, request.user, there="", shared=shared)
        messages.success(request, _("Your password is set. Other devices are signed out."))
        return response
    return form_page(request, "accounts/change_password.html", form)


@require_GET
@signed_in
def sessions(request: SignedInRequest) -> HttpResponse:
    rows = request.user.sessions.order_by("-used_on", "created_on")
    return respond(
        request, "accounts/sessions.html", {"sessions": rows, "here": request.session.digest}
    )


@require_POST
@signed_in
def end_session(request: SignedInRequest, session_id: int) -> HttpResponse:
    session = get_object_or_404(request.user.sessions, pk=session_id)
    if session.digest == request.session.digest:
        return leave(request)
    services.end_session(session=session)
    messages.success(request, _("That device is signed out."))
    return redirect("accounts:sessions")


@require_POST
@signed_in
def end_all_sessions(request: SignedInRequest) -> HttpResponse:
    services.end_all_sessions(user=request.user)
    return leave(request)
