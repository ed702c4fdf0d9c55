"""What holds because enough of a panel say the same: something is hidden, somebody takes a break.

Nobody switches it on or off: it follows from what they propose.
"""

from datetime import timedelta

from django.db import transaction

from mutualaid.networks.agreements.rules import CONCUR, PAUSE_DAYS, agreed
from mutualaid.networks.models import Break, Concern, Member, PanelSeat
from mutualaid.networks.telling import tell_member
from mutualaid.sealed.keys import blind_index


def concurring(concern: Concern, proposal: str) -> bool:
    """Whether enough of the panel propose this: as many as was agreed, or both where two are all.

    Who is not known any more, or takes a break themselves, does not count.
    """
    seats = concern.panel.filter(declined=False, member__paused_until=None)
    seats = seats.exclude(member__vouches_needed=None)
    # Only where there were too few did either side have to accept them.
    needed = 2 if concern.raiser_accepts else agreed(concern.network, CONCUR)
    return bool(seats.filter(proposal=proposal).count() >= needed)


def take_effect(concern: Concern) -> None:
    """Look anew at what enough of the panel say."""
    concern.hides = bool(concern.thing) and concurring(concern, PanelSeat.Proposal.HIDE)
    concern.pauses = concern.about is not None and concurring(concern, PanelSeat.Proposal.PAUSE)
    if concern.hides:
        tell_about("networks.hidden", concern)
    if concern.pauses and concern.pauses_until is None:
        days = agreed(concern.network, PAUSE_DAYS)
        concern.pauses_until = concern.network.today() + timedelta(days=days)
        tell_about("networks.paused", concern)
    concern.save(update_fields=["hides", "pauses", "pauses_until"])
    if concern.about:
        pause(concern.about)
    if concern.person:  # they left meanwhile, and may be back
        _pause_who_left(concern)


def pause(member: Member) -> None:
    """For as long as the longest of all breaks that hold."""
    holding = member.concerns_about.filter(pauses=True, pauses_until__gte=member.network.today())
    untils = holding.order_by("pauses_until").values_list("pauses_until", flat=True)
    member.paused_until = untils.last()
    member.save(update_fields=["paused_until"])


def _pause_who_left(concern: Concern) -> None:
    network, person = concern.network, concern.person
    Break.objects.filter(network=network, person=person).delete()
    if concern.pauses and concern.pauses_until:
        Break.objects.create(network=network, person=person, until=concern.pauses_until)
    for member in network.members.present():
        if person_of(member) == person:
            take_break_along(member=member)


@transaction.atomic
def take_break_along(*, member: Member) -> None:
    """Who comes back before their break is over goes on with it."""
    found = member.network.breaks.filter(person=person_of(member)).order_by("until").last()
    member.paused_until = found.until if found else None
    member.save(update_fields=["paused_until"])


def person_of(member: Member) -> str:
    """What is kept of somebody who left, to know them again."""
    return blind_index("break", str(member.user_id), key=member.network.key)


def tell_about(kind: str, concern: Concern, *, once: str = "") -> None:
    """Tell whom it is about."""
    tell(concern.about, kind, concern, once=once)


def tell(member: Member | None, kind: str, concern: Concern, *, once: str = "") -> None:
    """Tell somebody of something that leads to the page of a concern."""
    tell_member(member, kind, page="concern", about=concern.pk, once=f"{concern.pk}.{once}")
