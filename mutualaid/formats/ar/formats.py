"""An hour after the day as Django writes it: else it would be the English way."""

DATETIME_FORMAT = "j F، Y، g:i A"
