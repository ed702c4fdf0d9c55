"""What resources add to the pages of others, and to the demo."""

from mutualaid import hooks
from mutualaid.networks.models import Member, Network
from resources.asks import hooks as of_asks  # noqa: F401
from resources.demo_items import share_things
from resources.items import hooks as of_items  # noqa: F401
from resources.items.demo import fill_items
from resources.matching import hooks as of_matching  # noqa: F401
from resources.matching.demo import ask_around_in


@hooks.demo.register(position=30)
def share_in_the_demo(network: Network, members: dict[str, Member]) -> None:
    share_things(network, members)
    ask_around_in(members)


@hooks.fill.register()
def fill(network: Network, wanted: dict[str, int]) -> dict[str, int] | None:
    count = wanted["resources"]
    return {"resources": fill_items(network, count)} if count else None
