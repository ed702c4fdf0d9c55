"""What holds for every page: sign-in, htmx, and nothing kept by the browser for the next person."""

from collections.abc import Callable
from urllib.parse import urldefrag

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from mutualaid.errors import what_was_typed
from mutualaid.http import SignInNeeded, htmx_of, page_asked

Handler = Callable[[HttpRequest], HttpResponse]


class PlainWordsMiddleware:
    """A visitor who needs to sign in is led there and back; no page is left blank."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # An address that only takes forms: someone came to it by Back, or typed it.
        if response.status_code == 405 and not response.content:
            response.content = render_to_string("405.html", request=request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, SignInNeeded):
            return None
        typed = what_was_typed(request) if request.method == "POST" else {}
        if typed.get("typed"):
            return render(request, "typed_signed_out.html", typed, status=403)
        return redirect_to_login(page_asked(request))


class HtmxResponseMiddleware:
    """Redirects, messages and ``Vary`` for htmx."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        if not htmx_of(request):
            return response
        if response.status_code in (301, 302, 303, 307):
            return self.redirect(request, response)
        self.append_messages(request, response)
        return response

    def redirect(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Let the browser go there, so that address, title and messages are the new page's."""
        there = response.headers["Location"]
        del response.headers["Location"]
        response.status_code = 200
        response.content = b""
        # Going to another place on the same page would load nothing anew.
        here = htmx_of(request).current_url_abs_path
        if here and urldefrag(there).url == urldefrag(here).url:
            response.headers["HX-Refresh"] = "true"
        else:
            response.headers["HX-Redirect"] = there
        return response

    def append_messages(self, request: HttpRequest, response: HttpResponse) -> None:
        if response.streaming or not response.headers.get("Content-Type", "").startswith(
            "text/html"
        ):
            return
        if messages := list(get_messages(request)):
            response.content += render_to_string(
                "components/messages.html", {"messages": messages, "out_of_band": True}
            ).encode()


class NoStoreMiddleware:
    """Pages of someone signed in are not kept: the next person at this device may press Back."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # The cookie alone decides, since asking for the user would cost a query on every page.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and "Cache-Control" not in response:
            add_never_cache_headers(response)
        return response
