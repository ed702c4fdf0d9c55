"""What resources add to the pages of others, and to the demo."""

from mutualaid import hooks
from mutualaid.networks.models import Member, Network
from resources.asks import hooks as of_asks  # noqa: F401
from resources.capacity import hooks as of_capacity  # noqa: F401
from resources.demo_items import share_things
from resources.demo_loans import lend_things
from resources.hsds import hooks as of_hsds  # noqa: F401
from resources.imports import hooks as of_imports  # noqa: F401
from resources.items import hooks as of_items  # noqa: F401
from resources.items.demo import fill_items
from resources.loans import hooks as of_loans  # noqa: F401
from resources.matching import hooks as of_matching  # noqa: F401
from resources.matching.demo import ask_around_in
from resources.purse import hooks as of_purse  # noqa: F401
from resources.stock import hooks as of_stock  # noqa: F401


@hooks.demo.register(position=30)
def share_in_the_demo(network: Network, members: dict[str, Member]) -> None:
    share_things(network, members)
    lend_things(network, members)
    ask_around_in(members)


@hooks.fill.register()
def fill(network: Network, wanted: dict[str, int]) -> dict[str, int] | None:
    count = wanted["resources"]
    return {"resources": fill_items(network, count)} if count else None
