"""What is done at night about asks."""

from mutualaid.jobs.registry import nightly
from mutualaid.networks.nights import InEach

from .services import lapse


@nightly("resources.lapse_asks", outside=True)
def end_unanswered() -> None:
    InEach(lapse)()
