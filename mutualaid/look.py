"""The language switch."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from mutualaid.http import remember_language


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language, on the page where one is."""
    there = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        there, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        there = "/"
    response = HttpResponseRedirect(there)
    remember_language(response, request.POST.get("language", ""))
    return response
