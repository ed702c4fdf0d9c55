"""What is forgotten at night."""

from mutualaid.jobs.registry import nightly

from .models import Network
from .services import settle


@nightly("networks.settle")
def settle_standing() -> None:
    for network in Network.objects.all():
        settle(network=network)
