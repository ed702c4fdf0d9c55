"""The jobs of all rooms."""

from needs.answering import tasks as answering
from needs.board import tasks as board
from needs.posts import tasks as posts
from needs.results import tasks as results

__all__ = ["answering", "board", "posts", "results"]
