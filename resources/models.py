from resources.asks.models import Ask, AskLimit
from resources.items.models import Item, ItemVouch, Photo, Window

__all__ = ["Ask", "AskLimit", "Item", "ItemVouch", "Photo", "Window"]
