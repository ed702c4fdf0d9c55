"""What neighbors ask for beside whom one can ask, and what would close the gap.

Members read how many can be asked as they see it: who hides from one of them is not among them.
What everyone reads is rounded as in `small`, under one secret of the network: with that of each
survey, the pages of several would tell the number together. It says nothing of days.
"""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mutualaid import hooks
from mutualaid.hooks import AtHand
from mutualaid.networks.models import Member, Network
from mutualaid.sealed import crypto
from mutualaid.sealed.keys import opened
from needs.results.small import more_than, shift

DAYS = (
    gettext_lazy("on Mondays"),
    gettext_lazy("on Tuesdays"),
    gettext_lazy("on Wednesdays"),
    gettext_lazy("on Thursdays"),
    gettext_lazy("on Fridays"),
    gettext_lazy("on Saturdays"),
    gettext_lazy("on Sundays"),
)
FEW_DAYS = 3
"""Most days that are named; of more nobody could tell which matter."""


class Gap(NamedTuple):
    missing: int
    closes: str
    """What would close it, in words."""


def at_hand(network: Network, member: Member | None) -> dict[str, AtHand]:
    """Whom one can ask, for each kind of need, as this member or everyone may read it."""
    found = hooks.capacity.merged(network, member)
    if member is not None or not found:
        return found
    secret = crypto.derive(opened(network.key), "capacity")
    return {
        category: hand._replace(
            people=more_than(hand.people, shift(secret, category)), by_day=(0,) * len(DAYS)
        )
        for category, hand in found.items()
    }


def gap(asked: int, hand: AtHand) -> Gap:
    """How many more would be wanted so that for each who asks there is one who can be asked."""
    missing = max(asked - hand.people, 0)
    days = ", ".join(str(DAYS[day]) for day in thin_days(hand))
    if not missing:
        enough = _("Enough people can be asked, though few %(days)s.")
        return Gap(0, enough % {"days": days} if days else _("Enough people can be asked."))
    more = ngettext(
        "%(count)s more person for this: %(what)s",
        "%(count)s more people for this: %(what)s",
        missing,
    ) % {"count": missing, "what": hand.what}
    above_all = _("%(more)s, above all %(days)s")
    return Gap(missing, above_all % {"more": more, "days": days} if days else more)


def thin_days(hand: AtHand) -> list[int]:
    """The days on which less than half as many can be asked as on the best one."""
    thin = [day for day, people in enumerate(hand.by_day) if people * 2 < max(hand.by_day)]
    return thin if len(thin) <= FEW_DAYS else []
