"""What members agree on besides rules, facts and the words of their page: things of which a network
has several, each an agreement of its own.

Each app says in its ``hooks.py`` which it has (`hooks.agreed_kinds`), under the beginning of their
kinds: ``category`` stands for all whose kind is ``category:…``.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from mutualaid import hooks


class AgreedKind(NamedTuple):
    title: Callable[[Any], str]
    """What an agreement, or a suggestion, is about; without words that somebody wrote."""
    lines: Callable[[Any], Iterable[tuple[str, str]]]
    """What it says, as names and texts; of a suggestion, which may hold only what it changes, what
    it holds."""


def agreed_kind(kind: str) -> AgreedKind | None:
    beginning, colon, _rest = kind.partition(":")
    found: AgreedKind | None = hooks.agreed_kinds.merged().get(beginning) if colon else None
    return found
