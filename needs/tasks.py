"""The jobs of all rooms."""

from needs.answering import tasks as answering
from needs.imports import tasks as imports
from needs.results import tasks as results

__all__ = ["answering", "imports", "results"]
