"""What matters most: one formula, the same for every page that orders needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

PARTS = ("named", "urgent", "people", "at_hand")


@dataclass(frozen=True)
class Named:
    """What was said about one kind of need.

    ``named``: how many name it. ``now``, ``soon``: how many of them say so. ``people``: how many
    people need it, those who gave no number counting as one. ``words``: how many of ``named`` said
    it in words of their own. ``at_hand``: how many people can be asked for it; None while nobody
    knows.
    """

    category: str
    named: int
    now: int = 0
    soon: int = 0
    people: int = 0
    words: int = 0
    at_hand: int | None = None

    def urgent(self) -> Fraction:
        """How many say that it is urgent; "soon" counts half."""
        return Fraction(self.now) + Fraction(self.soon) / 2


@dataclass(frozen=True)
class Place:
    need: Named
    place: int
    """From 1; needs that come to the same share a place, and the next ones are left out."""
    total: Fraction
    parts: dict[str, Fraction] = field(default_factory=dict)
    """Each part, 0 to 1, before it is weighed."""


def ranked(needs: list[Named], weights: Mapping[str, int]) -> list[Place]:
    """The needs in the order of what matters most.

    Each part is a share of the largest there is, 0 to 1, without a unit:

        named   = how many name it ÷ the most that name any need
        urgent  = (now + soon ÷ 2) ÷ the most of any need
        people  = people who need it ÷ the most of any need
        at hand = how many can be asked ÷ the most of any need (left out while unknown for all)

        total   = Σ weight × part ÷ Σ weight

    So naming a need once more never lowers its place, and ten times as many answers of the same
    kind change nothing. The four parts are those of step 1.1 of the founding document: unmet,
    urgent, widespread, and within reach. Exact fractions, so that equal needs are equal. Weights
    that are all 0 leave all needs equal, in the order given.
    """
    parts: dict[str, dict[str, Fraction]] = {need.category: {} for need in needs}
    for name in PARTS:
        amounts = {need.category: _amount(need, name) for need in needs}
        if all(amount is None for amount in amounts.values()):
            continue
        most = max(amount or 0 for amount in amounts.values()) or 1
        for category, amount in amounts.items():
            parts[category][name] = Fraction(amount or 0) / most
    totals = {category: _weighed(shares, weights) for category, shares in parts.items()}
    order = sorted(needs, key=lambda need: -totals[need.category])
    values = [totals[need.category] for need in order]
    return [
        Place(need, values.index(total) + 1, total, parts[need.category])
        for need, total in zip(order, values, strict=True)
    ]


def _amount(need: Named, part: str) -> Fraction | int | None:
    return need.urgent() if part == "urgent" else getattr(need, part)


def _weighed(shares: Mapping[str, Fraction], weights: Mapping[str, int]) -> Fraction:
    weight = sum(weights.get(name, 0) for name in shares)
    weighed = sum((weights.get(name, 0) * share for name, share in shares.items()), Fraction())
    return weighed / weight if weight else Fraction()
