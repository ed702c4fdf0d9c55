"""Benchmarks, run by hand with ``bin/bench [name]``.

Each module here has ``goals() -> Iterator[Goal]``, and yields a goal as soon as it is measured.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """A measured ratio and the limit that it must keep."""

    name: str
    """What was measured, on what: engine, rows, clients, numerator ÷ denominator."""
    ratio: float
    limit: float
    at_least: bool = False
    """Whether the limit is the least that holds, rather than the most."""
    enough: bool = True
    """False if the input was smaller than the goal states: then it falls short."""

    @property
    def holds(self) -> bool:
        kept = self.ratio >= self.limit if self.at_least else self.ratio <= self.limit
        return kept and self.enough

    def __str__(self) -> str:
        bound = f"at {'least' if self.at_least else 'most'} {self.limit:g}"
        verdict = "holds" if self.holds else "falls short"
        return f"{self.name} · {self.ratio:.2f} ({bound}) · {verdict}"
