"""What is asked once answers were sent: what somebody needs now, and may be asked for."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from mutualaid import hooks
from mutualaid.http import respond
from mutualaid.networks.access import current_member
from needs.answering.access import survey_by_code
from needs.answering.http import token_in
from needs.answering.services import just_sent


@require_GET
@never_cache
def answer_afterwards(request: HttpRequest, code: str) -> HttpResponse:
    """With what this device just sent, if it did; else the two questions alone. What is chosen
    here is posted as by anybody else: nothing of the answers goes along but its kind."""
    survey = survey_by_code(code)
    network = survey.network
    ticked = just_sent(survey, token_in(request, survey))
    context = {
        "survey": survey,
        "network": network,
        "member": current_member(request, network),
        "for_someone_else": ticked.for_someone_else,
        "kinds": ticked.kinds,
        "offers": [
            {"title": title, "url": url}
            for key, title in ticked.offers
            for url in hooks.offering.ask(network, key)[:1]
        ],
        "offer_url": next(iter(hooks.offering.ask(network, "")), ""),
    }
    return respond(request, "needs/answering/afterwards.html", context)
