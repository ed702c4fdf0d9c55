"""What holds because enough of a panel say the same: something is hidden, somebody takes a break.

Nobody switches it on or off: it follows from what they propose.
"""

from datetime import timedelta

from django.db.models import Max, Q

from mutualaid import hooks
from mutualaid.networks.agreements.rules import BREAK_DAYS, CONCUR, agreed
from mutualaid.networks.lockdown.services.giving import drop_part
from mutualaid.networks.models import Concern, Member, PanelSeat
from mutualaid.networks.telling import tell_member
from mutualaid.sealed.keys import blind_index


def concurring(concern: Concern, proposal: str) -> bool:
    """Whether enough of the panel propose this: as many as was agreed, or both where two are all.

    Who is not known any more, or takes a break themselves, does not count.
    """
    network = concern.network
    count = network.members.exclude(vouches_needed=None).not_on_break(network.today())
    seats = concern.panel.filter(declined=False, member__in=count)
    # Only where there were too few did either side have to accept them.
    needed = 2 if concern.raiser_accepts else agreed(network, CONCUR)
    return bool(seats.filter(proposal=proposal).count() >= needed)


def take_effect(concern: Concern) -> None:
    """Look anew at what enough of the panel say."""
    Proposal = PanelSeat.Proposal
    was_shown = not concern.hides
    concern.hides = bool(concern.thing) and concurring(concern, Proposal.HIDE)
    concern.gives_break = concern.may_give_break and concurring(concern, Proposal.BREAK)
    if concern.hides and was_shown:
        tell_about("networks.hidden", concern, once=str(concern.network.today()))
    if concern.gives_break and concern.break_until is None:
        days = agreed(concern.network, BREAK_DAYS)
        concern.break_until = concern.network.today() + timedelta(days=days)
        tell_about("networks.break", concern)
    concern.save(update_fields=["hides", "gives_break", "break_until"])
    for member in here_about(concern):
        take_break(member)


def here_about(concern: Concern) -> list[Member]:
    """Whom it is about, if they are here: also if they left meanwhile, and came back."""
    here = concern.network.members.present()
    if concern.person:
        return [each for each in here if person_of(each) == concern.person]
    return [*here.filter(pk=concern.about.pk)] if concern.about else []


def take_break(member: Member) -> None:
    """For as long as the longest of all breaks that hold, also of those from before they left and
    came back; nobody waits for them meanwhile."""
    network, about = member.network, Q(about=member)
    if member.user_id:
        about |= Q(person=person_of(member))
    holding = network.concerns.filter(about, gives_break=True, break_until__gte=network.today())
    member.break_until = holding.aggregate(until=Max("break_until"))["until"]
    member.save(update_fields=["break_until"])
    if member.on_break:
        drop_part(member=member)
        hooks.falling.ask(member)


def person_of(member: Member) -> str:
    """What is kept of somebody who left, to know them again."""
    return blind_index("break", str(member.user_id), key=member.network.key)


def tell_about(kind: str, concern: Concern, *, once: str = "") -> None:
    """Tell whom it is about."""
    tell(concern.about, kind, concern, once=once)


def tell(member: Member | None, kind: str, concern: Concern, *, once: str = "") -> None:
    """Tell somebody of something. It leads to the list, which stays when the concern is gone."""
    tell_member(member, kind, page="concern_list", once=f"{concern.pk}.{once}")


def tell_panel(kind: str, concern: Concern, *, only: Member | None = None, once: str = "") -> None:
    """Tell those who look at it."""
    seats = concern.panel.filter(declined=False).select_related("member__user")
    for member in [only] if only else [seat.member for seat in seats]:
        member.network = concern.network
        tell(member, kind, concern, once=once)
