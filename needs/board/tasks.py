"""What is done at night about the board."""

from mutualaid.jobs.registry import nightly
from mutualaid.networks.nights import InEach

from .services import tell_of_new


@nightly("needs.tell_of_new", outside=True)
def tell() -> None:
    InEach(tell_of_new)()
