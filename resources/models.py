from resources.asks.models import Ask, AskLimit
from resources.items.models import Item, ItemVouch, Photo, Window
from resources.loans.models import Loan, LoanNote, Wait

__all__ = ["Ask", "AskLimit", "Item", "ItemVouch", "Loan", "LoanNote", "Photo", "Wait", "Window"]
