"""What a network agrees on about offers from a form."""

SAID_DAYS = "said-days"
