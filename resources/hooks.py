"""What resources add to the pages of others."""

from resources.purse import hooks as of_purse  # noqa: F401
from resources.stock import hooks as of_stock  # noqa: F401
