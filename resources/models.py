from resources.asks.models import Ask, AskLimit
from resources.items.models import Item, ItemVouch, Photo, Window
from resources.loans.models import Loan, LoanNote, Wait
from resources.purse.models import Purse, PurseEntry, Slip
from resources.stock.models import Goods, Lot, StockEntry, StockNeed, StockNote

__all__ = [
    "Ask",
    "AskLimit",
    "Goods",
    "Item",
    "ItemVouch",
    "Loan",
    "LoanNote",
    "Lot",
    "Photo",
    "Purse",
    "PurseEntry",
    "Slip",
    "StockEntry",
    "StockNeed",
    "StockNote",
    "Wait",
    "Window",
]
