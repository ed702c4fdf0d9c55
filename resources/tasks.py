"""The jobs of all rooms."""

from resources.asks import tasks as asks
from resources.items import tasks as items
from resources.loans import tasks as loans
from resources.matching import tasks as matching

__all__ = ["asks", "items", "loans", "matching"]
