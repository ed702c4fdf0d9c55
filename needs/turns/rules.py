"""What a network may agree on about looking after needs."""

TURN_HOURS = "turn-hours"
"""How long one looks after a need, and at most; then one may take it again."""
