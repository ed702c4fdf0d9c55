"""What is forgotten at night."""

from mutualaid.jobs.registry import nightly

from .services import settle


@nightly("networks.settle")
def settle_standing() -> None:
    settle()
