"""The jobs of all rooms."""

from resources.asks import tasks as asks
from resources.items import tasks as items

__all__ = ["asks", "items"]
