"""The jobs of all rooms."""

from resources.asks import tasks as asks
from resources.items import tasks as items
from resources.matching import tasks as matching

__all__ = ["asks", "items", "matching"]
