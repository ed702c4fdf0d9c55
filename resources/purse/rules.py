"""What a network may agree on about its common purse."""

TWO_MAY_SPEND = "purse-two-may-spend"
"""Up to so much, two members are enough; above it the assembly decides."""
PAPERS_DAYS = "purse-papers-days"
"""For so many days it stands beside an entry whose it is, what for, and its receipt."""
