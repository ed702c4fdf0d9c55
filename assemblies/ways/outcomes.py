"""What a decision came to, and why."""

from collections.abc import Hashable, Mapping, Set
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .terms import Terms

type Seat = Hashable
"""Whatever tells one seat from another: whether a member sits there makes no difference."""


def known(answered: Set[Seat], could: Set[Seat]) -> None:
    """Raises `ValueError` for an answer of somebody who cannot decide."""
    if not answered <= could:
        raise ValueError("Somebody answered who cannot decide.")


class Result(TextChoices):
    ADOPTED = "adopted", _("Adopted")
    NOT_ADOPTED = "not-adopted", _("Not adopted")
    NOT_VALID = "not-valid", _("Not valid")


class Reason(TextChoices):
    TOO_FEW = "too-few", _("%(did)s of %(could)s answered, and it takes %(needed)s.")
    UNANSWERED = "unanswered", _("A block has not been answered yet.")

    BLOCKED = "blocked", _("Somebody blocks it, and has said why.")
    NO_YES = "no-yes", _("Nobody said yes to it.")
    ASIDES = "asides", _("Too many stand aside: %(aside)s of %(did)s.")
    NO_MAJORITY = "no-majority", _("%(yes)s of %(present)s said yes. It takes more than half.")
    NO_POINTS = "no-points", _("Nobody gave a point to anything.")
    NOTHING_DRAWN = "nothing-drawn", _("There was nothing to draw from.")
    NOTHING_FITS = "nothing-fits", _("Nothing that somebody wants fits into the hours.")

    CONSENSUS = "consensus", _("Nobody blocks it. %(yes)s said yes, %(aside)s stand aside.")
    CONSENT = "consent", _("Nobody has a reason against it. %(yes)s said yes.")
    MAJORITY = "majority", _("%(yes)s of %(present)s said yes: more than half.")
    MOST_POINTS = "most-points", _("It has the most points.")
    TIED = "tied", _("Several have the most points alike. The lot decided between them.")
    LOT = "lot", _("The lot fell so. Whoever draws it again gets the same.")
    SHARES = "shares", _("All had the same part of the hours, and this is what it was enough for.")


NOT_VALID = {Reason.TOO_FEW, Reason.UNANSWERED}
ADOPTED = {
    Reason.CONSENSUS,
    Reason.CONSENT,
    Reason.MAJORITY,
    Reason.MOST_POINTS,
    Reason.TIED,
    Reason.LOT,
    Reason.SHARES,
}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Nothing but numbers and the names of choices, so that it can be kept where the answers are
    not."""

    reason: Reason
    could: int
    """How many could decide, as drawn at the opening."""
    did: int
    """How many of them answered."""
    needed: int
    """How many had to."""
    counts: Mapping[str, int]
    """How many took each stance; or the points of each choice; or how many want each project."""
    chosen: tuple[str, ...] = ()
    """Where there were several to choose from: what was chosen, in that order."""

    @property
    def result(self) -> Result:
        if self.reason in NOT_VALID:
            return Result.NOT_VALID
        return Result.ADOPTED if self.reason in ADOPTED else Result.NOT_ADOPTED

    @property
    def why(self) -> str:
        """One sentence, in the reader's language."""
        return str(self.reason.label) % {
            "could": self.could,
            "did": self.did,
            "needed": self.needed,
            "present": self.did + self.counts.get("silent", 0),
            "yes": self.counts.get("agree", 0) + self.counts.get("reservation", 0),
            "aside": self.counts.get("stand-aside", 0),
        }


def outcome(
    reason: Reason,
    *,
    could: int,
    did: int,
    terms: Terms,
    counts: Mapping[str, int],
    chosen: tuple[str, ...] = (),
) -> Outcome:
    """What it came to; not valid where too few answered, whatever they said."""
    if did > could:
        raise ValueError("More answered than could.")
    needed = terms.needed(could)
    if did < needed:
        reason, chosen = Reason.TOO_FEW, ()
    return Outcome(reason=reason, could=could, did=did, needed=needed, counts=counts, chosen=chosen)
