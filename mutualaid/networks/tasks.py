"""What is forgotten at night."""

from mutualaid.jobs.registry import nightly

from .agreements.services import forget_suggestions
from .company.services import forget_turns
from .concerns.services import forget_concerns
from .lockdown import tasks as of_lockdown  # noqa: F401
from .models import Network
from .services import forget_knocks, settle


@nightly("networks.settle")
def settle_standing() -> None:
    for network in Network.objects.all():
        settle(network=network)


@nightly("networks.forget_what_waited")
def forget_what_waited() -> None:
    for network in Network.objects.all():
        forget_suggestions(network=network)
        forget_knocks(network=network)
        forget_concerns(network=network)
        forget_turns(network=network)
