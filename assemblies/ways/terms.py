"""What holds for a decision before anybody answers: agreed on for its kind of matter."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil


@dataclass(frozen=True, kw_only=True)
class Terms:
    quorum: Fraction | int
    """How many have to answer: a share of those who could decide, or a number of them. Where the
    circle has fewer, all of them have to."""
    asides: Fraction = Fraction(1)
    """Consensus: of those who answer, fewer than this share may stand aside."""
    top: int = 5
    """Score vote: the most points that one can give; the least is 0."""
    seal: str = ""
    """Where the lot may decide: `lots.Seed.seal`, which stood on the page from the opening on."""

    def __post_init__(self) -> None:
        if self.quorum < 0 or (isinstance(self.quorum, Fraction) and self.quorum > 1):
            raise ValueError("A quorum is a share from 0 to 1, or a number from 0 on.")
        if not 0 < self.asides <= 1:
            raise ValueError("Not even nobody is fewer than none.")
        if self.top < 1:
            raise ValueError("Somebody must be able to give a point.")

    def needed(self, could: int) -> int:
        """How many of those who could decide have to answer."""
        if isinstance(self.quorum, Fraction):
            return ceil(self.quorum * could)
        return min(self.quorum, could)
