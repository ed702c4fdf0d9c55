"""The ways in which each says what they think of one proposal."""

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Self

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .outcomes import Outcome, Reason, Seat, known, outcome
from .terms import Terms


class Stance(TextChoices):
    AGREE = "agree", _("Agree")
    RESERVATION = "reservation", _("Agree, with a reservation")
    STAND_ASIDE = "stand-aside", _("Stand aside")
    BLOCK = "block", _("Block")


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What was said, counted: who said what is not in it, so it cannot matter."""

    could: int
    counts: Mapping[Stance, int]
    unanswered: int = 0
    """How many of the blocks nobody has answered. An answer does not end a block: that does only
    whoever blocks, by taking another stance."""
    silent: int = 0
    """How many were in the room and said nothing. Where there is no room, nobody was."""

    def __post_init__(self) -> None:
        if not 0 <= self.unanswered <= self[Stance.BLOCK]:
            raise ValueError("Only a block is answered.")
        if self.silent < 0 or self.present > self.could:
            raise ValueError("More were there than could decide.")

    @classmethod
    def of(
        cls,
        could: Set[Seat],
        stances: Mapping[Seat, Stance],
        *,
        answered: Set[Seat] = frozenset(),
        silent: int = 0,
    ) -> Self:
        """``answered``: whose blocks were."""
        known(stances.keys(), could)
        blocking = {seat for seat, stance in stances.items() if stance == Stance.BLOCK}
        return cls(
            could=len(could),
            counts=Counter(stances.values()),
            unanswered=len(blocking - answered),
            silent=silent,
        )

    def __getitem__(self, stance: Stance) -> int:
        return self.counts.get(stance, 0)

    @property
    def did(self) -> int:
        return sum(self.counts.values())

    @property
    def present(self) -> int:
        return self.did + self.silent

    @property
    def yes(self) -> int:
        return self[Stance.AGREE] + self[Stance.RESERVATION]


def consensus(heard: Heard, terms: Terms) -> Outcome:
    """Nobody blocks, few stand aside, and somebody says yes."""
    few = heard[Stance.STAND_ASIDE] < terms.asides * heard.did
    return _came_to(_against(heard) or (Reason.CONSENSUS if few else Reason.ASIDES), heard, terms)


def consent(heard: Heard, terms: Terms) -> Outcome:
    """Nobody has a reason against it, and somebody says yes. Whoever blocks has said why."""
    return _came_to(_against(heard) or Reason.CONSENT, heard, terms)


def majority(heard: Heard, terms: Terms) -> Outcome:
    """More than half of all present say yes. So who stands aside, or sits there and says nothing,
    is no yes; whoever was not there counts for the quorum alone."""
    if heard.unanswered:
        reason = Reason.UNANSWERED
    else:
        reason = Reason.MAJORITY if heard.yes * 2 > heard.present else Reason.NO_MAJORITY
    return _came_to(reason, heard, terms)


def _against(heard: Heard) -> Reason | None:
    if heard.unanswered:
        return Reason.UNANSWERED
    if heard[Stance.BLOCK]:
        return Reason.BLOCKED
    return None if heard.yes else Reason.NO_YES


def _came_to(reason: Reason, heard: Heard, terms: Terms) -> Outcome:
    counts = {stance.value: heard[stance] for stance in Stance} | {"silent": heard.silent}
    return outcome(reason, could=heard.could, did=heard.did, terms=terms, counts=counts)
