"""What a network may agree on about needs."""

LAPSE_DAYS = "lapse-days"
"""So many days after it was wanted, its owner is asked whether it still is."""
KEPT_DAYS = "kept-days"
"""So many days after its end, what was told about it is forgotten."""
