"""The jobs of all rooms."""

from needs.answering import tasks as answering
from needs.results import tasks as results

__all__ = ["answering", "results"]
