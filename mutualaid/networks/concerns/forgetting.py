"""What stays of concerns when somebody leaves, and what goes with time."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from mutualaid.db import lock_row
from mutualaid.networks.models import Concern, Member, Network
from mutualaid.sealed.services import erase

from .effects import person_of
from .models import OUTCOME_KEPT, TOLD_KEPT
from .services import close, draw_more, leave_panels, let_be_looked_at

NOBODY_ANSWERS = timedelta(days=2)
"""How long a concern about nobody who is here waits, as if somebody had been asked."""
LONGEST = timedelta(days=90)
"""After this it ends by itself, with what holds by then."""


@transaction.atomic
def leave_concerns(*, member: Member) -> None:
    """Somebody else looks at what they looked at; what they told is forgotten; a break lasts
    although they leave."""
    locked = member.network.is_locked  # then nobody can be drawn, and nothing be recognized
    if locked:
        member.panels.before_end().update(declined=True, proposal="")
    else:
        leave_panels(member=member)
    for concern in member.concerns_raised.exclude(key=None).select_related("key"):
        _forget_who_raised(concern)
    if locked:
        return
    member.concerns_about.update(person=person_of(member))


def _forget_who_raised(concern: Concern) -> None:
    key = concern.key
    concern.key = concern.by = concern.account_sealed = concern.named_sealed = None
    concern.save(update_fields=["key", "by", "account_sealed", "named_sealed"])
    if key:
        erase(key)


@transaction.atomic
def forget_concerns(*, network: Network) -> None:
    """What was told some time after the end, the outcome later; of what is hidden stays that it is.
    Breaks whose time is over. For what waits, since too few were there, others are looked for."""
    network = lock_row(Network.objects.select_related("key"), pk=network.pk)
    today, State = network.today(), Concern.State
    lasting = network.concerns.filter(raised_on__lt=today - LONGEST).exclude(state=State.ENDED)
    for concern in lasting:
        close(concern, today, "")
    _forget_what_was_told(network, today)
    past = network.concerns.filter(state=State.ENDED, ended_on__lt=today - OUTCOME_KEPT)
    past.filter(hides=False).delete()
    past.update(outcome_sealed=None, came_to="")
    alone = network.concerns.filter(Q(about=None) | Q(about__left_on__isnull=False))
    waiting = alone.filter(state=State.WAITING, raiser_accepts=True)
    for concern in waiting.filter(raised_on__lt=today - NOBODY_ANSWERS):
        if concern.has_two:  # else somebody left while nobody could be drawn
            let_be_looked_at(concern)
    if not network.is_locked:
        for concern in network.concerns.filter(state=State.WAITING):
            draw_more(concern=concern)
    network.members.filter(break_until__lt=today).update(break_until=None)


def _forget_what_was_told(network: Network, today: date) -> None:
    ended = network.concerns.filter(state=Concern.State.ENDED, ended_on__lt=today - TOLD_KEPT)
    for concern in ended.exclude(talk_key=None):
        keys = [concern.key, concern.talk_key]
        concern.key = concern.talk_key = concern.by = concern.about = None
        concern.named_sealed = concern.account_sealed = None
        concern.question_sealed = concern.answer_sealed = None
        concern.person = ""
        concern.save()
        concern.panel.all().delete()
        for key in filter(None, keys):
            erase(key)
