"""What others hear about items."""

from django.dispatch import Signal

item_changed = Signal()
"""``item``: it was corrected, paused, taken out or shared again, or is looked after by nobody now;
sent in the same transaction, as is the other."""

item_forgotten = Signal()
"""``item``: it is about to be deleted."""
