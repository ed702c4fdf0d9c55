"""Signing up, in and out, and one's own page."""

import secrets
from contextlib import suppress
from http.cookies import CookieError

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mutualaid import hooks
from mutualaid.codes import clean_code, spaced
from mutualaid.http import posted, remember_language, respond, status_of
from mutualaid.paper import paper
from mutualaid.sealed.services import reveal

from . import cards, passkeys, services
from .archive import archive
from .forms import (
    CardCodeForm,
    CodeForm,
    EraseForm,
    NamesForm,
    PasskeyForm,
    PasswordForm,
    PasswordSignInForm,
    PrintForm,
    SignInForm,
    SignUpForm,
    SignUpWithoutEmailForm,
)
from .http import (
    SignedInRequest,
    come_in,
    next_path,
    signed_in,
    signed_in_lately,
    with_next,
)
from .identifiers import email_index, indexes
from .limits import allowed, client, heed, limit
from .models import User
from .queries import held, printed_card, readings

WRONG_CARDS = 100
"""How many wrong codes of cards one address may try in an hour."""
CODE = "accounts.code"
"""In the session: the id of the code that was asked for."""
NEXT = "accounts.next"
"""In the session: where to go once it is typed."""
ASKED_BY = "accounts.asked_by"
"""In the session: the page that asked for it, to ask for another there."""
PASSKEY = "accounts.passkey"
"""In the session: what a passkey is being asked."""
NEW_NAME = "accounts.new_name"
"""In the session: a sign-in name that its person has not written down yet."""


@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    return ask_for_code(request, SignUpForm, "sign_up", without="accounts:sign_up_without_email")


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    return ask_for_code(request, SignInForm, "sign_in", without="accounts:sign_in_with_password")


def ask_for_code(request: HttpRequest, kind: type, page: str, *, without: str) -> HttpResponse:
    """A page that takes an address and mails a code; ``without`` mail it leads to that page."""
    there = next_path(request)
    if not settings.MAILERS:
        return redirect(with_next(without, there))
    form = kind(request.POST or None)
    if form.is_valid():
        who = email_index(form.cleaned_data["email"])
        # The narrow limit stops one stranger; the wide one leaves room for whom they try to stop.
        limit("code", f"{who} {client(request)}", per_hour=6)
        limit("code", who, per_hour=60)
        code = services.request_code(**form.cleaned_data, language=get_language())
        request.session[CODE], request.session[NEXT] = code.pk, there
        request.session[ASKED_BY] = f"accounts:{page}"
        return redirect("accounts:check_code")
    return respond(
        request,
        f"accounts/{page}.html",
        {"form": form, "next": there or None},
        status=status_of(form),
    )


@require_http_methods(["GET", "POST"])
def check_code(request: HttpRequest) -> HttpResponse:
    if CODE not in request.session:
        return redirect("accounts:me" if request.user.is_authenticated else "accounts:sign_in")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        user = services.redeem_code(code_id=request.session[CODE], typed=form.cleaned_data["code"])
        if user:
            del request.session[CODE]
            there = request.session.pop(NEXT, "")
            return come_in(request, user, there=there, shared=form.cleaned_data["shared"])
        form.add_error(
            "code",
            _("This code is not right, or its time is over. After 5 tries please ask for another."),
        )
    context = {
        "form": form,
        "folder": settings.MAIL_FOLDER,
        "another": with_next(
            request.session.get(ASKED_BY, "accounts:sign_in"), request.session.get(NEXT, "")
        ),
    }
    return respond(request, "accounts/check_code.html", context, status=status_of(form))


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sign_up_without_email(request: HttpRequest) -> HttpResponse:
    there = next_path(request)
    # From the page that asks for an address too comes only a name.
    form = SignUpWithoutEmailForm(
        request.POST if "password" in request.POST else None,
        initial={"display_name": request.POST.get("display_name", "")},
    )
    if form.is_valid():
        limit("sign-up", client(request), per_hour=60)
        user = services.create_user(
            display_name=form.cleaned_data["display_name"],
            password=form.cleaned_data["password"],
            language=get_language(),
        )
        response = come_in(request, user, there=with_next("accounts:write_down", there))
        request.session[NEW_NAME] = sign_in_name(user)
        return response
    context = {"form": form, "next": there or None}
    return respond(request, "accounts/sign_up_without_email.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
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
@require_http_methods(["GET", "POST"])
def sign_in_with_password(request: HttpRequest) -> HttpResponse:
    there = next_path(request)
    form = PasswordSignInForm(request.POST or None)
    if form.is_valid():
        known_as, password = form.cleaned_data["known_as"], form.cleaned_data["password"]
        if not may_try_password(request, known_as):
            form.add_error(
                None,
                _("There were many wrong passwords. Please use a code, or try again in an hour."),
            )
        elif user := services.check_password(known_as=known_as, password=password):
            return come_in(request, user, there=there, shared=form.cleaned_data["shared"])
        else:
            form.add_error(
                None, _("This is not right. Look at both fields again, or use a code instead.")
            )
    context = {"form": form, "next": there or None}
    return respond(request, "accounts/sign_in_with_password.html", context, status=status_of(form))


def may_try_password(request: HttpRequest, known_as: str) -> bool:
    """Count a try: of one account from one place, of one account, and from one place.

    Counted under what the account is found by, or each spelling would have tries of its own.
    """
    here = client(request)
    return allowed("passwords", here, per_hour=100) and all(
        allowed("password", f"{who} {here}", per_hour=10) and allowed("password", who, per_hour=100)
        for who in indexes(known_as)
    )


@require_http_methods(["GET", "POST"])
def sign_in_with_link(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button: mail scanners follow links, but press nothing."""
    if request.method == "POST" and (user := services.redeem_link(token=token)):
        return come_in(request, user, there=next_path(request))
    link = services.open_link(token)
    return respond(request, "accounts/sign_in_with_link.html", {"name": link and link.user})


@require_http_methods(["GET", "POST"])
def sign_in_with_card(request: HttpRequest) -> HttpResponse:
    return _card_page(request, CardCodeForm(posted(request)))


@require_GET
def card_scanned(request: HttpRequest, code: str) -> HttpResponse:
    """Where the square on a card leads: a button, since looking must not use the code up."""
    return _card_page(request, CardCodeForm(initial={"code": spaced(clean_code(code))}))


def _card_page(request: HttpRequest, form: CardCodeForm) -> HttpResponse:
    there = next_path(request)
    if form.is_valid():
        heed("card", client(request), per_hour=WRONG_CARDS)
        if opened := cards.redeem(form.cleaned_data["code"]):
            shared = form.cleaned_data["shared"]
            response = come_in(request, opened.user, there=there, shared=shared)
            left = ngettext(
                "This code is used up now. %(left)s is left on your card.",
                "This code is used up now. %(left)s are left on your card.",
                opened.left,
            ) % {"left": opened.left}
            messages.success(request, left)
            return response
        limit("card", client(request), per_hour=WRONG_CARDS)
        form.add_error("code", _("This code opens nothing. It may be mistyped, or used already."))
    context = {"form": form, "next": there or None}
    return respond(request, "accounts/sign_in_with_card.html", context, status=status_of(form))


@require_POST
def sign_in_begin(request: HttpRequest) -> HttpResponse:
    limit("passkey", client(request), per_hour=600)
    options, request.session[PASSKEY] = passkeys.options_to_sign_in()
    return JsonResponse(options)


@require_POST
def sign_in_with_passkey(request: HttpRequest) -> HttpResponse:
    there = next_path(request)
    state = request.session.pop(PASSKEY, None)
    try:
        user = passkeys.whose(state or {}, request.POST.get("answer", ""))
    except passkeys.Refused:
        messages.error(request, _("We do not know this passkey. Please sign in another way."))
        return redirect(with_next("accounts:sign_in", there))
    return come_in(request, user, there=there, shared=request.POST.get("shared") == "on")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return leave()


def leave() -> HttpResponse:
    response = redirect("accounts:signed_out")
    # Not "storage": answers kept on this phone until it is online again lie there.
    response["Clear-Site-Data"] = '"cache"'
    return response


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


@require_GET
@signed_in
def me(request: SignedInRequest) -> HttpResponse:
    return respond(request, "accounts/me.html", {"panels": hooks.me_panels.ask(request)})


@require_POST
@signed_in
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


def sign_in_name(user: User) -> str:
    """For one's own eyes."""
    return spaced(reveal(user, "sign_in_name", to=user, reason="own-page"))


@require_http_methods(["GET", "POST"])
@signed_in
def change_names(request: SignedInRequest) -> HttpResponse:
    user = request.user
    form = NamesForm(
        request.POST or None,
        initial={"display_name": user.display_name, "language": user.language},
    )
    if form.is_valid():
        services.change_names(user=user, **form.cleaned_data)
        messages.success(request, _("Changed."))
        response = redirect("accounts:me")
        remember_language(request, response, user.language)
        return response
    return respond(request, "accounts/change_names.html", {"form": form}, status=status_of(form))


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@signed_in_lately
def change_password(request: SignedInRequest) -> HttpResponse:
    form = PasswordForm(request.POST or None, user=request.user)
    if form.is_valid():
        services.set_password(user=request.user, password=form.cleaned_data["password"])
        request.session.flush()
        response = come_in(request, request.user, there="")
        messages.success(request, _("Your password is set. Other devices are signed out."))
        return response
    return respond(request, "accounts/change_password.html", {"form": form}, status=status_of(form))


@require_GET
@signed_in
def card_list(request: SignedInRequest) -> HttpResponse:
    left = Count("codes", filter=Q(codes__used_on=None))
    rows = request.user.cards.filter(ended_on=None).annotate(left=left).order_by("made_on", "pk")
    form = PrintForm(initial={"batch": secrets.token_urlsafe(32)})
    return respond(request, "accounts/cards.html", {"cards": rows, "form": form})


@require_POST
@signed_in_lately(back="accounts:card_list")
def card_print(request: SignedInRequest) -> HttpResponse:
    """A new card, whose codes are told on this page only. Sent again: the same card."""
    form = PrintForm(request.POST)
    if not form.is_valid():
        return redirect("accounts:card_list")
    limit("card.print", str(request.user.pk), per_hour=20)
    try:
        codes = cards.make_card(user=request.user, batch=form.cleaned_data["batch"])
    except cards.InUse:
        messages.error(request, _("That card was printed before. Here you can make another."))
        return redirect("accounts:card_list")
    context = printed_card(request.user.display_name, codes)
    return respond(request, "accounts/card.html", context)


@require_POST
@signed_in_lately(back="accounts:card_list")
def card_end(request: SignedInRequest, card_id: int) -> HttpResponse:
    card = get_object_or_404(request.user.cards.filter(ended_on=None), pk=card_id)
    try:
        cards.end_card(card=card)
        messages.success(request, _("That card opens nothing any more."))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("accounts:card_list")


@require_GET
@signed_in_lately
def passkey_list(request: SignedInRequest) -> HttpResponse:
    return _passkey_page(request, PasskeyForm())


@require_POST
@signed_in_lately(back="accounts:passkey_list")
def passkey_begin(request: SignedInRequest) -> HttpResponse:
    options, request.session[PASSKEY] = passkeys.options_to_add(request.user)
    return JsonResponse(options)


@require_POST
@signed_in_lately(back="accounts:passkey_list")
def passkey_add(request: SignedInRequest) -> HttpResponse:
    form, state = PasskeyForm(request.POST), request.session.pop(PASSKEY, None)
    if form.is_valid():
        try:
            credential = passkeys.made(state or {}, form.cleaned_data["answer"])
        except passkeys.Refused:
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
    context = {"form": form, "passkeys": request.user.passkeys.order_by("made_on", "pk")}
    return respond(request, "accounts/passkeys.html", context, status=status_of(form))


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
        return sign_out(request)
    services.end_session(session=session)
    messages.success(request, _("That device is signed out."))
    return redirect("accounts:sessions")


@require_POST
@signed_in
def end_all_sessions(request: SignedInRequest) -> HttpResponse:
    services.end_all_sessions(user=request.user)
    logout(request)
    return leave()


@require_GET
@signed_in
def my_data(request: SignedInRequest) -> HttpResponse:
    return respond(request, "accounts/my_data.html")


@require_POST
@signed_in
def show_my_data(request: SignedInRequest) -> HttpResponse:
    """By POST, since it opens what is sealed."""
    return respond(request, "accounts/my_data.html", {"sections": held(request.user)})


@require_POST
@signed_in_lately(back="accounts:my_data")
def export_my_data(request: SignedInRequest) -> HttpResponse:
    """The same as a file that a person can read, and one that a program can."""
    response = HttpResponse(archive(held(request.user)), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    return response


@require_GET
@signed_in
def my_readings(request: SignedInRequest) -> HttpResponse:
    context = readings(request.user, request.GET.get("before", ""))
    return respond(request, "accounts/my_readings.html", context)


@require_http_methods(["GET", "POST"])
@signed_in_lately
def erase_me(request: SignedInRequest) -> HttpResponse:
    form = EraseForm(posted(request))
    if form.is_valid():
        services.erase_user(user=request.user)
        logout(request)
        response = leave()
        response["Location"] += "?erased=1"
        return response
    return respond(request, "accounts/erase_me.html", {"form": form}, status=status_of(form))


@require_GET
def kept(request: HttpRequest) -> HttpResponse:
    """What is kept about people and for how long: for everyone to read."""
    context = {
        "rows": [row for rows in hooks.kept.ask() for row in rows],
        "in_clear": [words for rows in hooks.in_clear.ask() for words, _fields in rows],
        "locked": bool(settings.LOCKED_KEYS_FILE),
        "key_file": bool(settings.INSTANCE_KEY_FILE),
    }
    return respond(request, "accounts/kept.html", context)


@require_GET
def asked(request: HttpRequest) -> HttpResponse:
    """A sheet for the wall beside the door: what to do when somebody asks for data."""
    kept = settings.ORIGIN.partition("//")[2] + reverse("accounts:kept")
    context = paper(request.GET.get("paper")) | {"kept": kept}
    return respond(request, "accounts/asked.html", context)
