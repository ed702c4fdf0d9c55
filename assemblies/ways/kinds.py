"""The ways to decide. Which one holds for what kind of matter, a circle agrees on."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .lots import lot
from .outcomes import Outcome
from .scores import score
from .shares import equal_shares
from .stances import consensus, consent, majority
from .terms import Terms


class Way(NamedTuple):
    key: str
    title: Promise
    words: Promise
    decide: Callable[[Any, Terms], Outcome]
    """From what was said, as the module of this function counts it."""
    first: bool = False
    """Whether one sees it first; the rest stands behind "other ways"."""


WAYS = {
    way.key: way
    for way in (
        Way(
            "consensus",
            _("Consensus"),
            _("It holds if nobody blocks it, somebody says yes, and not too many stand aside."),
            consensus,
            first=True,
        ),
        Way(
            "consent",
            _("Consent"),
            _("It holds if nobody has a reason against it, and somebody says yes."),
            consent,
            first=True,
        ),
        Way(
            "majority",
            _("Majority of all present"),
            _("For small matters. It holds if more than half of all who are there say yes."),
            majority,
            first=True,
        ),
        Way(
            "score",
            _("Points"),
            _(
                "To choose one of several. Each gives points to each choice, and the most points "
                "win. If two have as many, the one with fewer zeros wins, then the one with fewer "
                "ones, and so on. If they are alike in that too, the lot decides."
            ),
            score,
        ),
        Way(
            "lot",
            _("Lot"),
            _(
                "Chance decides. Before that, each can throw in a word. Afterwards anybody can "
                "draw again and gets the same."
            ),
            lot,
        ),
        Way(
            "equal-shares",
            _("Equal shares"),
            _(
                "To choose a few projects when people's hours are few. Each has the same part of "
                "the hours for what they want. A project is taken if the parts of those who want "
                "it are enough, and first the one that takes the least from each. If hours are "
                "left, all parts grow alike until the next project that fits can be taken. Of "
                "two that are alike, the lot takes one first."
            ),
            equal_shares,
        ),
    )
}
