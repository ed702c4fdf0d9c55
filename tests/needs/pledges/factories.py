"""Help that was offered and accepted, and what is pressed."""

from django.urls import reverse

from needs.pledges import services
from needs.pledges.models import Pledge


def offered(need, by, quantity=1):
    return services.pledge(
        need=need, by=by, quantity=quantity, words="After six.", contact="555 0199"
    )


def accepted(need, by, quantity=1):
    pledge = offered(need, by, quantity)
    services.accept(pledge=pledge)
    pledge.refresh_from_db()
    need.refresh_from_db()
    return pledge


def go(client, verb, pledge):
    address = reverse(f"needs:pledge_{verb}", args=["millbrook", pledge.need_id, pledge.pk])
    seen = Pledge.objects.get(pk=pledge.pk).stamp
    return client.post(address, {"seen": seen} if verb == "accept" else {})
