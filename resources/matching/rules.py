"""What a network may agree on about asking neighbors to help."""

WIDEN_HOURS = "widen-hours"
"""After so many hours without an offer more neighbors are asked."""
