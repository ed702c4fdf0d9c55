"""What is forgotten at night."""

from mutualaid.jobs.registry import nightly

from .lockdown import tasks as lockdown
from .models import Network
from .services import settle

__all__ = ["lockdown"]


@nightly("networks.settle")
def settle_standing() -> None:
    for network in Network.objects.all():
        settle(network=network)
