"""The jobs of all rooms."""

from resources.asks import tasks as asks
from resources.items import tasks as items
from resources.loans import tasks as loans

__all__ = ["asks", "items", "loans"]
