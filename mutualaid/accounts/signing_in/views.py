"""Signing up, in and out."""

from contextlib import suppress
from http.cookies import CookieError

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mutualaid import hooks
from mutualaid.accounts.http import (
    SignedInRequest,
    come_in,
    leave,
    next_path,
    signed_in,
    with_next,
)
from mutualaid.accounts.identifiers import email_index, indexes
from mutualaid.accounts.limits import allowed, client, limit
from mutualaid.accounts.queries import sign_in_name
from mutualaid.accounts.services import create_user
from mutualaid.http import FORM_METHODS, form_page, posted, respond

from . import services
from .forms import (
    CodeForm,
    PasswordSignInForm,
    SignInForm,
    SignUpForm,
    SignUpWithoutEmailForm,
)

CODE = "accounts.code"
"""In the session: the id of the code that was asked for."""
NEXT = "accounts.next"
"""In the session: where to go once it is typed."""
ASKED_BY = "accounts.asked_by"
"""In the session: the page that asked for it, to ask for another there."""
NEW_NAME = "accounts.new_name"
"""In the session: a sign-in name that its person has not written down yet."""


@require_http_methods(FORM_METHODS)
def sign_up(request: HttpRequest) -> HttpResponse:
    return ask_for_code(request, SignUpForm, "sign_up", without="accounts:sign_up_without_email")


@require_http_methods(FORM_METHODS)
def sign_in(request: HttpRequest) -> HttpResponse:
    return ask_for_code(request, SignInForm, "sign_in", without="accounts:sign_in_with_password")


def ask_for_code(request: HttpRequest, kind: type, page: str, *, without: str) -> HttpResponse:
    """A page that takes an address and mails a code; ``without`` mail it leads to that page."""
    there = next_path(request)
    if not settings.MAILERS:
        return redirect(with_next(without, there))
    form = kind(posted(request))
    if form.is_valid():
        limit("codes", client(request), per_hour=100)
        who = email_index(form.cleaned_data["email"])
        # The narrow limit stops one stranger; the wide one leaves room for whom they try to stop.
        limit("code", f"{who} {client(request)}", per_hour=6)
        limit("code", who, per_hour=60)
        code = services.request_code(**form.cleaned_data, language=get_language())
        request.session[CODE], request.session[NEXT] = code.pk, there
        request.session[ASKED_BY] = f"accounts:{page}"
        return redirect("accounts:check_code")
    return form_page(request, f"accounts/{page}.html", form, next=there or None)


@require_http_methods(FORM_METHODS)
def check_code(request: HttpRequest) -> HttpResponse:
    if CODE not in request.session:
        return redirect("accounts:me" if request.user.is_authenticated else "accounts:sign_in")
    # Before it is looked at, since a code that is not of digits is none from a mail.
    hooks.typed_secrets.ask(request.POST.get("code", ""))
    form = CodeForm(posted(request))
    if form.is_valid():
        typed, shared = form.cleaned_data["code"], form.cleaned_data["shared"]
        if redeemed := services.redeem_code(code_id=request.session[CODE], typed=typed):
            user, new = redeemed
            del request.session[CODE]
            there = request.session.pop(NEXT, "")
            return come_in(request, user, there=there, shared=shared, new=new)
        form.add_error(
            "code",
            _("This code is not right, or its time is over. After 5 tries please ask for another."),
        )
    another = with_next(
        request.session.get(ASKED_BY, "accounts:sign_in"), request.session.get(NEXT, "")
    )
    return form_page(
        request, "accounts/check_code.html", form, folder=settings.MAIL_FOLDER, another=another
    )


@sensitive_post_parameters()
@require_http_methods(FORM_METHODS)
def sign_up_without_email(request: HttpRequest) -> HttpResponse:
    there = next_path(request)
    # From the page that asks for an address too comes only a name.
    form = SignUpWithoutEmailForm(
        request.POST if "password" in request.POST else None,
        initial={"display_name": request.POST.get("display_name", "")},
    )
    if form.is_valid():
        limit("sign-up", client(request), per_hour=60)
        user = create_user(
            display_name=form.cleaned_data["display_name"],
            password=form.cleaned_data["password"],
            language=get_language(),
        )
        there, shared = with_next("accounts:write_down", there), form.cleaned_data["shared"]
        response = come_in(request, user, there=there, shared=shared, new=True)
        request.session[NEW_NAME] = sign_in_name(user)
        return response
    return form_page(request, "accounts/sign_up_without_email.html", form, next=there or None)


@require_http_methods(FORM_METHODS)
@signed_in
def write_down(request: SignedInRequest) -> HttpResponse:
    """The new sign-in name, until POST says that it stands on paper."""
    there = next_path(request)
    if request.method == "POST":
        request.session.pop(NEW_NAME, None)
    if NEW_NAME not in request.session:
        return redirect(there or "accounts:me")
    context = {"code": request.session[NEW_NAME], "next": there or None}
    return respond(request, "accounts/write_down.html", context)


@sensitive_post_parameters()
@require_http_methods(FORM_METHODS)
def sign_in_with_password(request: HttpRequest) -> HttpResponse:
    there = next_path(request)
    form = PasswordSignInForm(posted(request))
    if form.is_valid():
        known_as, password = form.cleaned_data["known_as"], form.cleaned_data["password"]
        hooks.typed_secrets.ask(password)
        if not may_try_password(request, known_as):
            form.add_error(
                None,
                _("There were many wrong passwords. Please use a code, or try again in an hour.")
                if settings.MAILERS
                else _("There were many wrong passwords. Please try again in an hour."),
            )
        elif user := services.check_password(known_as=known_as, password=password):
            return come_in(request, user, there=there, shared=form.cleaned_data["shared"])
        else:
            form.add_error(
                None,
                _("This is not right. Look at both fields again, or use a code instead.")
                if settings.MAILERS
                else _("This is not right. Look at both fields again."),
            )
    page, mail = "accounts/sign_in_with_password.html", bool(settings.MAILERS)
    return form_page(request, page, form, next=there or None, mail=mail)


def may_try_password(request: HttpRequest, known_as: str) -> bool:
    """Count a try: of one account from one place, of one account, and from one place.

    Counted under what the account is found by, or each spelling would have tries of its own.
    """
    here = client(request)
    return allowed("passwords", here, per_hour=100) and all(
        allowed("password", f"{who} {here}", per_hour=10) and allowed("password", who, per_hour=100)
        for who in indexes(known_as)
    )


@require_http_methods(FORM_METHODS)
def sign_in_with_link(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button: mail scanners follow links, but press nothing."""
    if request.method == "POST" and (user := services.redeem_link(token=token)):
        return come_in(request, user, there=next_path(request))
    link = services.open_link(token)
    return respond(request, "accounts/sign_in_with_link.html", {"name": link and link.user})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    return leave(request)


@require_GET
def signed_out(request: HttpRequest) -> HttpResponse:
    return respond(request, "accounts/signed_out.html", {"erased": "erased" in request.GET})


@require_GET
def quick_exit(request: HttpRequest) -> HttpResponse:
    """Away at once, to a page that anybody may have open: signed out, and with no cookie left by
    which this browser would show what was done here. By GET, so that it works as a plain link."""
    logout(request)
    response = redirect("accounts:bread")
    for name in request.COOKIES:
        with suppress(CookieError):  # another's, under a name that we could not set
            response.delete_cookie(name, samesite="Lax")
    response["Clear-Site-Data"] = '"cache"'
    return response


@require_GET
def bread(request: HttpRequest) -> HttpResponse:
    """How to bake bread: nothing here says what this site is."""
    return respond(request, "accounts/bread.html")
