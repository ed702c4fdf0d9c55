"""What a locked network shows: the same on every page, and to everybody."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language

from mutualaid.networks.models import Network
from mutualaid.networks.page import emergency_words, in_language
from mutualaid.sealed.keys import Locked


class LockdownMiddleware:
    """Answers `Locked` with a page that says neither whose it is nor why, and keeps nothing of
    what was sent. What members wrote for an emergency, and let
    stand, is on it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Locked):
            return None
        resting = Network.objects.filter(key=exception.key.pk).first()
        texts = {"emergency": emergency_words(resting)} if resting else {}
        context = {"resting": resting, "words": list(in_language(texts, get_language()))}
        response = render(request, "networks/lockdown/resting.html", context, status=503)
        response["Clear-Site-Data"] = '"cache"'
        add_never_cache_headers(response)
        return response
