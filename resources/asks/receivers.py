"""What asks hear about items."""

from django.dispatch import receiver

from resources.items.models import Item
from resources.items.signals import item_changed, item_forgotten

from .services import end_asks, forget_asks


@receiver(item_changed)
def follow(sender: type[Item], item: Item, **_: object) -> None:  # noqa: ARG001
    if item.state == Item.State.GONE or item.by_id is None:
        end_asks(item=item)


@receiver(item_forgotten)
def forget(sender: type[Item], item: Item, **_: object) -> None:  # noqa: ARG001
    forget_asks(item.asks.all())
