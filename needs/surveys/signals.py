"""What is told about answers: that one came, never whose."""

from django.dispatch import Signal

response_kept = Signal()
"""``survey_id``: an answer came in, inside the transaction that keeps it."""
