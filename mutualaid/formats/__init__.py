"""How days and hours are written, where Django does not know."""
