"""Pages for when something went wrong. They give back what was typed."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

NOT_GIVEN_BACK = re.compile("password|csrfmiddlewaretoken")


def what_was_typed(request: HttpRequest) -> dict:
    """Context of ``components/typed.html``: all that came by POST, but for passwords."""
    try:
        typed = [
            (name, value)
            for name, values in request.POST.lists()
            if not NOT_GIVEN_BACK.search(name)
            for value in values
        ]
        files = bool(request.FILES)
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        typed, files = [], False
    return {
        "typed": typed,
        "texts": [value for _name, value in typed if len(value.split()) > 1],
        "files": files,
        "address": request.get_full_path(),
    }


def sent_from_here(request: HttpRequest) -> bool:
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(source).netloc == request.get_host()


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The form was open for too long. Another site's form is not offered for sending again."""
    context = what_was_typed(request) if sent_from_here(request) else {}
    return render(request, "403_csrf.html", context, status=403)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, which may be what failed."""
    context = {"here": request.get_full_path(), "csrf_token": get_token(request)}
    if request.method == "POST":
        context |= what_was_typed(request)
    return HttpResponse(render_to_string("500.html", context), status=500)
