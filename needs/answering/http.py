"""What the views share: the cookie that holds a token, and the language that was asked for."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from mutualaid.http import remember_language
from needs.answering.services import FORGOTTEN_AFTER
from needs.surveys.models import Survey

CLOSED = _("This survey was just closed. Nothing was kept; what you typed still stands here.")
SOON = 3600
"""Seconds for which a device still knows the receipt of what it has sent."""


def cookie_name(survey: Survey) -> str:
    return f"{settings.PREFIX}answers-{survey.code}"


def token_in(request: HttpRequest, survey: Survey) -> str:
    return request.COOKIES.get(cookie_name(survey), "")


def hold_token(
    response: HttpResponse,
    survey: Survey,
    token: str,
    seconds: float = FORGOTTEN_AFTER.total_seconds(),
) -> HttpResponse:
    response.set_cookie(
        cookie_name(survey),
        token,
        max_age=int(seconds),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def drop_token(response: HttpResponse, survey: Survey) -> HttpResponse:
    response.delete_cookie(cookie_name(survey), samesite="Lax")
    return response


def wants_language(request: HttpRequest) -> bool:
    """Whether a form was sent by the language switch: what stands in it is kept, not checked."""
    return "language" in request.POST


def same_page(request: HttpRequest) -> HttpResponse:
    """This page again, in the language asked for."""
    response = HttpResponseRedirect(request.get_full_path())
    remember_language(request, response, request.POST["language"])
    return response


def in_wanted_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For pages that are shown by POST: the language switch sends their form again."""

    @wraps(view)
    def show(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = request.POST.get("language", "")
        if wanted not in dict(settings.LANGUAGES):
            return view(request, *args, **kwargs)
        with translation.override(wanted):
            request.LANGUAGE_CODE = wanted
            response = view(request, *args, **kwargs)
        remember_language(request, response, wanted)
        return response

    return show


def as_typed(form: Form) -> dict[str, Any]:
    """What stands in the inputs of a sent form, to show it again without judging it."""
    return {name: form[name].data for name in form.fields}
