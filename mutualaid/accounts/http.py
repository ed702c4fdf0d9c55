"""Who comes in, and where they go next."""

import time
from collections.abc import Callable
from functools import partial, wraps

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _

from mutualaid.http import SignInNeeded, refuse, remember_language

from .models import Card, NewCard, User
from .sessions import CARD, NEW_ON, SessionStore, today

LATELY = 15 * 60
"""For how many seconds after signing in one may change how one signs in."""
CONFIRM_FIRST = _(
    "You came in with a new card that nobody has confirmed yet. Until then this stays closed. Meet "
    "somebody who can help you back in, but none of the two who asked for the card: on your page, "
    "choose “Have my card confirmed”, and let them type the code that stands there. If you named "
    "only those two, the one who did not print it can confirm it after seven days."
)


class SignedInRequest(HttpRequest):
    """What views behind `signed_in` get."""

    user: User  # type: ignore[assignment]
    session: SessionStore  # type: ignore[assignment]


def next_path(request: HttpRequest) -> str:
    """Where the person was going: a path on this server, or empty."""
    there = request.POST.get("next") or request.GET.get("next") or ""
    safe = len(there) <= 2000 and url_has_allowed_host_and_scheme(there, allowed_hosts=None)
    return there if safe and there.startswith("/") else ""


def with_next(name: str, there: str) -> str:
    return reverse(name) + (f"?{urlencode({'next': there})}" if there else "")


def come_in(
    request: HttpRequest,
    user: User,
    *,
    there: str,
    shared: bool = False,
    card: Card | None = None,
    new: bool = False,
) -> HttpResponse:
    """Sign in, and go where the person was going. On a shared device it ends with the browser.

    If somebody asks for a new ``card`` of theirs, they see that first.
    """
    login(request, user)
    request.session["signed_in_at"] = int(time.time())
    request.session.pop(CARD, None)
    if new:
        request.session[NEW_ON] = today().isoformat()
    if card and not card.confirmed:
        request.session[CARD] = card.pk
    if shared:
        request.session.set_expiry(0)
    if may_see_sealed(request) and NewCard.objects.running().filter(holder=user).exists():
        there = with_next("accounts:new_card", there)
    response = redirect(there or settings.LOGIN_REDIRECT_URL)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        remember_language(request, response, user.language)
    return response


def leave(request: HttpRequest) -> HttpResponse:
    """Sign out, and have the browser clear what it kept."""
    logout(request)
    response = redirect("accounts:signed_out")
    # Not "storage": answers kept on this phone until it is online again lie there.
    response["Clear-Site-Data"] = '"cache"'
    return response


def signed_in(view: Callable) -> Callable:
    """Visitors are led to sign in, and back."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments, **named) -> HttpResponse:
        if not request.user.is_authenticated:
            raise SignInNeeded
        return view(request, *arguments, **named)

    return guarded


def may_see_sealed(request: HttpRequest) -> bool:
    """Whether sealed data, readings and ways in are open to who came in: not by a new card that
    nobody has confirmed."""
    return not request.session.card_to_confirm  # type: ignore[attr-defined]


def must_be_confirmed(request: HttpRequest) -> None:
    """Raises `PermissionDenied` for who came in by such a card."""
    if not may_see_sealed(request):
        refuse(CONFIRM_FIRST)


def confirmed(view: Callable) -> Callable:
    """As `signed_in`, and closed as long as one's card is not confirmed."""

    @wraps(view)
    @signed_in
    def guarded(request: HttpRequest, *arguments, **named) -> HttpResponse:
        must_be_confirmed(request)
        return view(request, *arguments, **named)

    return guarded


def signed_in_lately(view: Callable | None = None, *, back: str = "") -> Callable:
    """As `confirmed`; and whoever finds a phone lying open cannot take over the account.

    After signing in again one comes to the page itself, or ``back`` to the one that has its button.
    """
    if view is None:
        return partial(signed_in_lately, back=back)

    @wraps(view)
    @confirmed
    def guarded(request: HttpRequest, *arguments, **named) -> HttpResponse:
        if time.time() - request.session.get("signed_in_at", 0) > LATELY:
            there = reverse(back) if back else request.path
            return redirect(with_next("accounts:sign_in", there))
        return view(request, *arguments, **named)

    return guarded
