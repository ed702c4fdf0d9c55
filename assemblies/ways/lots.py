"""Drawing lots so that everybody can draw again afterwards, and nobody knows beforehand.

1. At the opening there is a secret, which nobody chooses: it follows from the key of the network
   and from what is decided, as for the panel of a concern, so that a second try draws the same.
   Its SHA-256, the seal, stands on the page from then on: so it cannot be changed any more.
2. Until the close each of those who decide can throw in a word.
3. After the close the secret and the words stand on the page. The ticket of a choice is the SHA-256
   of these lines: the secret, the words in the order of their code points, the choice. They are
   drawn from the lowest ticket on. All of it is text, so any computer's ``sha256sum`` repeats it.

Whoever throws in a word does not know the secret, and whoever knows it does not know the words to
come: so nobody can steer it. The limit: who runs an altered server and throws in the last word
could try some first.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Self

from .outcomes import Outcome, Reason, outcome
from .terms import Terms


class NotThatSeed(ValueError):
    """Another secret stood under the seal at the opening."""


@dataclass(frozen=True)
class Seed:
    secret: str
    words: tuple[str, ...] = ()
    """What was thrown in, by whomever: a line each."""

    @classmethod
    def of(cls, secret: str, words: Iterable[str] = ()) -> Self:
        return cls(secret, tuple(sorted(" ".join(word.split()) for word in words)))

    @property
    def seal(self) -> str:
        return _sha256(self.secret)

    def order(self, choices: Iterable[str], terms: Terms) -> list[str]:
        """As they are drawn. Raises `NotThatSeed`."""
        if self.seal != terms.seal:
            raise NotThatSeed
        return sorted(
            choices, key=lambda choice: _sha256("\n".join([self.secret, *self.words, choice]))
        )


@dataclass(frozen=True, kw_only=True)
class Draw:
    could: int
    choices: Collection[str]
    """Such as the seats of all who would do it."""
    places: int = 1
    seed: Seed


def lot(draw: Draw, terms: Terms) -> Outcome:
    """Who throws in a word takes part."""
    drawn = draw.seed.order(draw.choices, terms)[: draw.places]
    return outcome(
        Reason.LOT if drawn else Reason.NOTHING_DRAWN,
        could=draw.could,
        did=len(draw.seed.words),
        terms=terms,
        counts={},
        chosen=tuple(drawn),
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
