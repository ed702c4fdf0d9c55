from resources.purse.models import Purse, PurseEntry, Slip
from resources.stock.models import Goods, Lot, StockEntry, StockNeed, StockNote

__all__ = [
    "Goods",
    "Lot",
    "Purse",
    "PurseEntry",
    "Slip",
    "StockEntry",
    "StockNeed",
    "StockNote",
]
