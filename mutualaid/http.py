"""What views share: who is asked to sign in, who is refused, page or partial, which language."""

from typing import NoReturn

from django.conf import settings
from django.core.exceptions import DisallowedHost, PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails


class SignInNeeded(Exception):
    """A visitor asked for a member's page: the middleware leads to sign-in and back."""


def refuse(message: str | Promise) -> NoReturn:
    """Answer 403. ``message`` says how to gain the right, and stands on the page."""
    raise PermissionDenied(message)


def respond(
    request: HttpRequest, template: str, context: dict | None = None, *, status: int = 200
) -> HttpResponse:
    """A page; for htmx, the partial of it that bears the name of the target's id, if any."""
    return render(request, page_or_partial(request, template), context, status=status)


def form_page(
    request: HttpRequest, template: str, form: BaseForm | None, **context: object
) -> HttpResponse:
    """A page with a form, which answers 422 where something is wrong in it."""
    wrong = form is not None and form.errors
    return respond(request, template, {"form": form, **context}, status=422 if wrong else 200)


FORM_METHODS = ["GET", "HEAD", "POST"]
"""Of a page with a form."""


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: None on GET, so that an empty POST is looked at too."""
    return request.POST if request.method == "POST" else None


def htmx_of(request: HttpRequest) -> HtmxDetails:
    """What htmx says of its request; false if another asked, or a middleware refused so early."""
    return getattr(request, "htmx", None) or HtmxDetails(request)


def page_or_partial(request: HttpRequest, template: str) -> str:
    htmx = htmx_of(request)
    if not htmx or not htmx.target or htmx.boosted or htmx.history_restore_request:
        return template
    partial = f"{template}#{htmx.target}"
    try:
        get_template(partial)
    except TemplateDoesNotExist:
        return template
    return partial


def page_asked(request: HttpRequest) -> str:
    """Address of the page from which the request was made, or that it asks for."""
    if htmx := htmx_of(request):
        return htmx.current_url_abs_path or "/"
    if request.method == "GET":
        return request.get_full_path()
    referer = request.headers.get("Referer", "")
    # An address may take nothing but the form, so that nobody can return to it.
    return f"/{referer.split('/', 3)[-1]}" if is_ours(request, referer) else request.path


def is_ours(request: HttpRequest, url: str) -> bool:
    try:
        host = request.get_host()
    except DisallowedHost:  # and the page that says so asks where it was sent from
        return False
    return url_has_allowed_host_and_scheme(
        url, allowed_hosts={host}, require_https=request.is_secure()
    )


def remember_language(request: HttpRequest, response: HttpResponse, language: str) -> None:
    """Speak ``language`` from now on: on this device, and to whoever is signed in.

    One that we do not speak is passed over.
    """
    if language not in dict(settings.LANGUAGES):
        return
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=31_536_000,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    if request.user.is_authenticated and request.user.language != language:
        request.user.language = language
        request.user.save(update_fields=["language"])
