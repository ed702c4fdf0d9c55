"""The rules of a network: what stands there until its members agree on something else.

Each app says which rules it has, in its ``hooks.py``. A rule has a few answers, each in a plain
sentence, one of which holds from the beginning: so nothing needs setting before the first need is
met. What is agreed is an `Agreement` whose kind is the rule's key.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.functional import Promise

from mutualaid import hooks
from mutualaid.networks.models import Network

JOINING = "joining"
KNOWN_BY = "known-by"
CONCUR = "concur"
BREAK_DAYS = "break-days"
TOUCH_DAYS = "touch-days"


class Rule(NamedTuple):
    key: str
    title: Promise
    choices: tuple[Any, ...]
    """Such as JSON can hold."""
    default: Any
    words: Callable[[Any], str]
    """Says one of the choices as a sentence."""
    too_few: Promise
    """What happens where there are too few people for it."""

    def said(self, choice: Any) -> str:
        """One of the choices, with what happens where there are too few: a number alone may not
        hold."""
        return f"{self.words(choice)} {self.too_few}"


def counted(told: Promise) -> Callable[[int], str]:
    """Says a number in words of `ngettext_lazy`, which count by ``count``."""
    return lambda count: told % {"count": count}


def all_rules() -> dict[str, Rule]:
    return {rule.key: rule for rules in hooks.rules.ask() for rule in rules}


def agreed(network: Network, key: str) -> Any:
    """What holds here."""
    newest = network.agreements.newest(key)
    return newest.value["choice"] if newest else all_rules()[key].default


def all_agreed(network: Network) -> dict[str, Any]:
    """What holds here of every rule, by key."""
    rules = all_rules()
    changed = network.agreements.filter(kind__in=rules).order_by("number")
    return {key: rule.default for key, rule in rules.items()} | {
        agreement.kind: agreement.value["choice"] for agreement in changed
    }
