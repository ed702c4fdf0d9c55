from resources.asks.models import Ask, AskLimit
from resources.hsds.models import OutsideService
from resources.imports.models import ImportedItem, ResourceImport, Said, SaidOffer, Upload
from resources.items.models import Item, ItemVouch, Photo, Window
from resources.loans.models import Loan, LoanNote, Wait
from resources.matching.models import NeedAsk
from resources.purse.models import Purse, PurseEntry, Slip
from resources.stock.models import Goods, Lot, StockEntry, StockNeed, StockNote

__all__ = [
    "Ask",
    "AskLimit",
    "Goods",
    "ImportedItem",
    "Item",
    "ItemVouch",
    "Loan",
    "LoanNote",
    "Lot",
    "NeedAsk",
    "OutsideService",
    "Photo",
    "Purse",
    "PurseEntry",
    "ResourceImport",
    "Said",
    "SaidOffer",
    "Slip",
    "StockEntry",
    "StockNeed",
    "StockNote",
    "Upload",
    "Wait",
    "Window",
]
