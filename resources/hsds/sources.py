"""What of this network anybody may read of: things of a circle, shared with everyone.

A person's own thing is never told of here, nor what a household has: its room is somebody's home.
"""

from mutualaid import hooks
from mutualaid.networks.models import Circle, Network
from resources.items.models import Item
from resources.items.queries import MOST_TOLD, kind_in_words, shared_with

OF_CIRCLES = (Circle.Kind.ASSEMBLY, Circle.Kind.WORKING_GROUP)


@hooks.public_services.register(position=10)
def things_of_circles(network: Network) -> list[hooks.PublicService]:
    items = shared_with(network, None).filter(
        circle__kind__in=OF_CIRCLES, audience=Item.Audience.EVERYONE
    )
    return [
        hooks.PublicService(
            key=f"item {item.pk}",
            name=item.name,
            description=kind_in_words(item),
            category=item.category,
            circle=item.circle,
            languages=item.languages,
            sure_on=item.sure_on,
        )
        for item in items.select_related("circle").order_by("-pk")[:MOST_TOLD]
    ]
