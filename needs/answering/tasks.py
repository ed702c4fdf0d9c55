from mutualaid.db import rewrite_in_random_order
from mutualaid.jobs.registry import nightly
from needs.surveys.models import Answer, Draft, Mark, Response, Sheet


# Outside: it orders tables anew in transactions of its own.
@nightly("needs.forget_order", outside=True)
def forget_order() -> None:
    """Nobody can tell in which order answers came in, or what was sent together."""
    rewrite_in_random_order([Response, Answer, Mark, Draft, Sheet])
