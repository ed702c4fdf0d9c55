"""What each kind of question is built on."""

from abc import ABC, abstractmethod
from typing import Any, NamedTuple

from mutualaid.fields import Texts
from needs.surveys.models import Question

OTHER = "other"
SHORT, LONG = 200, 4000
"""Most characters in a few words, and in a long text."""

type Parts = dict[str, str | list[str]]


class Said(NamedTuple):
    """An answer: ``value`` as in `models.Answer`, None where nothing was said."""

    value: Any
    words: str = ""


UNSAID = Said(None)


class Choice(NamedTuple):
    key: str
    text: str


class Kind(ABC):
    """A kind of question; this one asks for words.

    ``several`` says that the main part is a list. ``whole`` says that the inputs are a group, so
    that the question is their legend.
    """

    screen = "needs/kinds/short.html"
    paper = "needs/kinds/paper/lines.html"
    how_to_type: Any = ""
    """How a sheet's answer is typed in, where that is not plain to see."""
    several = False
    whole = True

    def __init__(self, question: Question):
        self.question = question

    def choices(self) -> list[Choice]:
        """What can be picked, in the order and with the numbers of the printed form."""
        return [Choice(choice["key"], in_words(choice)) for choice in self.question.choices]

    def rows(self) -> list[Choice]:
        """What each of the choices is asked for; only a grid has any."""
        return []

    def unit(self) -> str:
        """What a number counts, in words; empty where nothing is counted."""
        return ""

    def names(self) -> list[str]:
        """The names of the parts."""
        return [""]

    @abstractmethod
    def read(self, parts: Parts) -> Said:
        """The answer that stands in the inputs, or `UNSAID`. Raises ValidationError."""

    @abstractmethod
    def parts(self, said: Said) -> Parts:
        """What stood in the inputs for this answer: the reverse of `read`."""

    def typed(self, text: str) -> Parts:
        """The inputs from one line typed off a paper form. Raises ValidationError."""
        return {"": text}

    def legend(self) -> list[str]:
        """What the numbers to type stand for."""
        return [f"{number} {choice.text}" for number, choice in enumerate(self.choices(), 1)]

    @abstractmethod
    def tell(self, said: Said) -> list[str]:
        """The answer in words, a line each; empty where nothing was said."""

    def keys(self, said: Said) -> set[str]:  # noqa: ARG002
        """The choices that an answer names, for ``ask_if`` and for filtering."""
        return set()


def in_words(choice: dict, fallback: Any = "") -> str:
    """``choice["text"]`` in the reader's language, else the fallback, else its key."""
    return str(Texts(choice.get("text") or {})) or str(fallback) or choice.get("key", "")
