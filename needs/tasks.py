"""The jobs of all rooms."""

from needs.answering import tasks as answering
from needs.imports import tasks as imports
from needs.posts import tasks as posts
from needs.results import tasks as results
from needs.turns import tasks as turns

__all__ = ["answering", "imports", "posts", "results", "turns"]
