"""What a network may agree on about its stock."""

NAMES_DAYS = "stock-names-days"
"""For so many days names and projects stand beside the entries of its book."""
