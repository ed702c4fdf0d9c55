from resources.asks.models import Ask, AskLimit
from resources.items.models import Item, ItemVouch, Photo, Window
from resources.matching.models import NeedAsk

__all__ = ["Ask", "AskLimit", "Item", "ItemVouch", "NeedAsk", "Photo", "Window"]
