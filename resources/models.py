from resources.asks.models import Ask, AskLimit
from resources.items.models import Item, ItemVouch, Photo, Window
from resources.purse.models import Purse, PurseEntry, Slip
from resources.stock.models import Goods, Lot, StockEntry, StockNeed, StockNote

__all__ = [
    "Ask",
    "AskLimit",
    "Goods",
    "Item",
    "ItemVouch",
    "Lot",
    "Photo",
    "Purse",
    "PurseEntry",
    "Slip",
    "StockEntry",
    "StockNeed",
    "StockNote",
    "Window",
]
