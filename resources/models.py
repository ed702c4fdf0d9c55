from resources.asks.models import Ask, AskLimit
from resources.hsds.models import OutsideService
from resources.imports.models import ImportedItem, ResourceImport, Said, SaidOffer, Upload
from resources.items.models import Item, ItemVouch, Photo, Window

__all__ = [
    "Ask",
    "AskLimit",
    "ImportedItem",
    "Item",
    "ItemVouch",
    "OutsideService",
    "Photo",
    "ResourceImport",
    "Said",
    "SaidOffer",
    "Upload",
    "Window",
]
