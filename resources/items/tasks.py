"""What is done at night about items."""

from mutualaid.jobs.registry import nightly
from mutualaid.networks.nights import InEach

from .services import ask_owners


@nightly("resources.ask_owners", outside=True)
def ask() -> None:
    InEach(ask_owners)()
