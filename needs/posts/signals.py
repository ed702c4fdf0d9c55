"""What others hear about needs."""

from django.dispatch import Signal

need_changed = Signal()
"""``need``: it was corrected, ended or opened again; sent in the same transaction, as are these."""

need_reopened = Signal()
"""``need``: it had ended, and is about to be open again."""

need_skipped = Signal()
"""``need``: it comes round, and is not wanted the next time."""

need_forgotten = Signal()
"""``need``: what was told about it is forgotten."""
