"""What is forgotten at night."""

from collections.abc import Callable

import structlog
from django.db import transaction

from mutualaid.jobs.registry import nightly

from .agreements.services import forget_suggestions
from .company.services import forget_turns
from .concerns.forgetting import forget_concerns
from .joining.services import forget_knocks
from .lockdown import tasks as of_lockdown  # noqa: F401
from .models import Network
from .standing.services import settle
from .wiping import tasks as of_wiping  # noqa: F401

log = structlog.get_logger()


# Outside: what one network forgot stays forgotten, whatever is wrong with another.
@nightly("networks.settle", outside=True)
def settle_standing() -> None:
    in_each_network(settle)


@nightly("networks.forget_what_waited", outside=True)
def forget_what_waited() -> None:
    in_each_network(forget_suggestions, forget_knocks, forget_concerns, forget_turns)


def in_each_network(*work: Callable[..., None]) -> None:
    """Do it in all of them; raises at the end what went wrong, so that it is tried again."""
    problems = []
    for network in Network.objects.all():
        try:
            with transaction.atomic():
                for each in work:
                    each(network=network)
        except Exception as problem:
            log.error("network passed over", error=type(problem).__name__)
            problems.append(problem)
    if problems:
        raise problems[0]
