"""What is done at night about needs."""

from mutualaid.jobs.registry import nightly
from mutualaid.networks.tasks import in_each_network

from .services import ask_owners, forget_ended, move_on


@nightly("needs.ask_and_forget", outside=True)
def ask_and_forget() -> None:
    in_each_network(move_on, ask_owners, forget_ended)
