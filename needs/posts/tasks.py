"""What is done at night about needs."""

from mutualaid.jobs.registry import nightly
from mutualaid.networks.nights import InEach

from .services import ask_owners, move_on


@nightly("needs.ask_owners", outside=True)
def ask() -> None:
    InEach(move_on)()
    InEach(ask_owners)()
