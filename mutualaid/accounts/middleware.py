"""Answers 429 where something was tried too often."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mutualaid.errors import what_was_typed

from .limits import TooMany, next_hour


class LimitMiddleware:
    """Offers to send once more what was typed, but for passwords."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, TooMany):
            return None
        wait = next_hour()
        context = what_was_typed(request) | {"minutes": wait.seconds // 60 + 1}
        response = render(request, "429.html", context, status=429)
        response["Retry-After"] = wait.seconds
        return response
