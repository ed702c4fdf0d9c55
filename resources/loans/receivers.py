"""What loans hear about items."""

from django.dispatch import receiver

from resources.items.models import Item
from resources.items.signals import item_changed, item_forgotten

from .services.parting import follow_item, forget_item_loans


@receiver(item_changed)
def follow(sender: type[Item], item: Item, **_: object) -> None:  # noqa: ARG001
    follow_item(item=item)


@receiver(item_forgotten)
def forget(sender: type[Item], item: Item, **_: object) -> None:  # noqa: ARG001
    forget_item_loans(item=item)
