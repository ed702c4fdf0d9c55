"""What a network may agree on about loans, and what no one can."""

from datetime import timedelta

LOAN_KEPT_DAYS = "loan-kept-days"
"""So many days after its end, nobody can tell any more who borrowed what."""

AHEAD = timedelta(days=183)
"""So far ahead one can ask."""
LONGEST_DAYS, LONGEST_HOURS = timedelta(days=28), timedelta(hours=72)
"""So long one can have a thing that is lent by the day, or by the hour."""
AT_ONCE = 10
"""So many loans one member has, or waits for."""
DAYS_TO_ANSWER = timedelta(days=3)
"""An ask that nobody answers so long keeps the item from others no more."""
TURN = timedelta(hours=24)
"""So long who waited first may ask before the next is told."""
OPEN_AFTER = timedelta(hours=24)
"""How long after it came back both still know how to reach each other."""
GRACE = timedelta(days=1)
"""Who should have brought it back may still bring it today: nobody else gets it for then."""
