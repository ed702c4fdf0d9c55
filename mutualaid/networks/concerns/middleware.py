"""What those see who take a break: what is open to them meanwhile."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from mutualaid.http import respond
from mutualaid.networks.access import OnBreak

from .access import breaks_of


class BreakMiddleware:
    """Answers `OnBreak`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OnBreak):
            return None
        member = exception.member
        context = {"network": member.network, "member": member, "breaks": breaks_of(member)}
        return respond(request, "networks/on_break.html", context, status=403)
