"""The jobs of all rooms."""

from needs.answering import tasks as answering
from needs.posts import tasks as posts
from needs.results import tasks as results

__all__ = ["answering", "posts", "results"]
