"""Raising a concern, looking at it, and ending it.

What one of the panel does, they do ``by`` their seat in it.
"""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mutualaid.db import claim, lock_row
from mutualaid.http import refuse
from mutualaid.networks.hiding.queries import index_of
from mutualaid.networks.models import Concern, Member, Network, PanelSeat
from mutualaid.sealed.keys import new_key
from mutualaid.sealed.services import erase, seal, unseal

from .access import is_told, must_not_be_theirs
from .drawing import bearer_of, draw
from .effects import concurring, here_about, take_break, take_effect, tell, tell_about, tell_panel
from .things import Thing

PANEL = 3
DAYS_TO_ANSWER = 7
WENT_ON = gettext_lazy("Meanwhile it went on without this. Please look at it again.")
TOO_FEW_LEFT = gettext_lazy(
    "Too few of us are left who could look at it. Speak with people whom you both trust, or with a "
    "neighboring network."
)


class TooFew(Exception):
    """Nobody is here who could look at it together with a second one."""


# Raising


@transaction.atomic
def raise_concern(
    *,
    by: Member,
    account: str,
    named: str = "",
    thing: Thing | None = None,
    tells_name: bool = False,
    once: int,
) -> Concern:
    """Raise a concern, and draw those who look at it. Raises `PermissionDenied`, and `TooFew`; it
    then keeps nothing.

    Either about a ``thing``, or about the conduct of whoever is ``named``, as it was typed. The
    answer is the same whether or not somebody bears that name.
    """
    network = lock_row(Network.objects.select_related("key"), pk=by.network_id)
    if there := Concern.objects.filter(pk=once, by=by).first():
        return there
    must_not_be_theirs(by, thing)
    about = thing.by if thing else bearer_of(named, beside=by, network=network)
    concern = Concern(
        pk=once,
        network=network,
        raised_on=network.today(),
        by=by,
        about=about,
        thing=thing.name if thing else "",
        tells_name=tells_name,
        key=new_key(under=network.key),
        talk_key=new_key(under=network.key),
    )
    seal(concern, "account", account, key=concern.key)
    if name := named or str(about or ""):
        seal(concern, "named", name, key=concern.key)
    concern.save(force_insert=True)
    _seat_those_drawn(concern, lot=concern.thing or index_of(network, named))
    return concern


def _seat_those_drawn(concern: Concern, *, lot: str) -> None:
    drawn = draw(concern, PANEL, lot=lot)
    if len(drawn) < 2:
        raise TooFew
    PanelSeat.objects.bulk_create(PanelSeat(concern=concern, member=each) for each in drawn)
    if len(drawn) < PANEL:
        concern.state = Concern.State.WAITING
        concern.save(update_fields=["state"])
    else:
        tell_panel("networks.panel", concern)


@transaction.atomic
def accept_panel(*, by: Member, concern: Concern, seated: str) -> None:
    """One side accepts that only two look at it: those whom they saw, as `Concern.seated` says.

    Raises `PermissionDenied`.
    """
    concern = _locked(concern, Concern.State.WAITING, Concern.State.OPEN)
    if concern.seated != seated:
        refuse(WENT_ON)
    if concern.state == Concern.State.OPEN:
        return  # both did
    if not concern.has_two:
        refuse(TOO_FEW_LEFT)
    if by.pk == concern.by_id:
        concern.raiser_accepts = True
        tell_about("networks.accept", concern, once=seated)
    elif by.pk == concern.about_id and is_told(concern):
        concern.other_accepts = True
    concern.save(update_fields=["raiser_accepts", "other_accepts"])
    if concern.raiser_accepts and concern.other_accepts:
        let_be_looked_at(concern)


@transaction.atomic
def draw_more(*, concern: Concern) -> None:
    """Seat who is here now, where too few were: three look at it without being accepted."""
    concern = _locked(concern, Concern.State.WAITING)
    seated = concern.panel.filter(declined=False).count()
    drawn = draw(concern, PANEL - seated)
    if not drawn:
        return
    PanelSeat.objects.bulk_create(PanelSeat(concern=concern, member=each) for each in drawn)
    if seated + len(drawn) == PANEL:
        let_be_looked_at(concern)
    else:
        _have_it_accepted_anew(concern)


def let_be_looked_at(concern: Concern) -> None:
    concern.state = Concern.State.OPEN
    concern.save(update_fields=["state"])
    tell_panel("networks.panel", concern)


@transaction.atomic
def withdraw(*, by: Member, concern: Concern) -> None:
    """Take it back with all that was told and all that came of it. Raises `PermissionDenied`."""
    concern = _locked(concern, Concern.State.OPEN, Concern.State.WAITING)
    if concern.by_id != by.pk:
        refuse(_("Only who raised this can take it back."))
    keys = [concern.key, concern.talk_key]
    if concern.state == Concern.State.OPEN:
        tell_panel("networks.concern-taken-back", concern)
    if is_told(concern):
        tell_about("networks.concern-taken-back", concern)
    concern.delete()
    for member in here_about(concern):
        take_break(member)
    for key in filter(None, keys):
        erase(key)


# Looking at it


@transaction.atomic
def decline(*, by: PanelSeat) -> bool:
    """Leave the panel; somebody else is drawn in one's place. False if nobody is there for it."""
    concern = _locked(by.concern, Concern.State.OPEN, Concern.State.WAITING)
    if not _empty(by):
        return False
    drawn = draw(concern, 1)
    PanelSeat.objects.bulk_create(PanelSeat(concern=concern, member=each) for each in drawn)
    if concern.state == Concern.State.WAITING or concern.raiser_accepts:
        _have_it_accepted_anew(concern)
    else:
        for each in drawn:
            tell_panel("networks.panel", concern, only=each)
    _look_anew(concern)
    return bool(drawn)


def _empty(seat: PanelSeat) -> bool:
    seats = PanelSeat.objects.filter(pk=seat.pk, declined=False)
    return claim(seats, declined=True, proposal="")


def _have_it_accepted_anew(concern: Concern) -> None:
    """Either side accepted other people than those who are there now."""
    concern.state = Concern.State.WAITING
    concern.raiser_accepts = concern.other_accepts = False
    concern.save(update_fields=["state", "raiser_accepts", "other_accepts"])
    tell(concern.by, "networks.accept", concern, once=concern.seated)
    if is_told(concern):
        tell_about("networks.accept", concern, once=concern.seated)


def _look_anew(concern: Concern) -> None:
    """At what enough of the panel say; who takes a break then looks at nothing meanwhile."""
    take_effect(concern)
    for member in here_about(concern):
        if member.on_break:
            leave_panels(member=member)


@transaction.atomic
def leave_panels(*, member: Member) -> None:
    """Others are drawn in their place. What somebody said who is not known any more does not count
    after the end either."""
    for seat in member.panels.before_end():
        decline(by=seat)
    if not member.is_known:
        for seat in member.panels.filter(declined=False):
            if seat.concern.goes_on(member.network.today()):
                concern = _locked(seat.concern, Concern.State.ENDED)
                _empty(seat)
                take_effect(concern)


def part_panels(*, member: Member, absent: set[int]) -> None:
    """Nobody looks at a concern together with who is absent to them, nor at one that such a person
    raised, or that is about them: another one is drawn in their place.

    But whom it is about does not choose by it who looks at it.
    """
    seats = PanelSeat.objects.before_end()
    together = seats.filter(member__in=absent).values("concern")
    sides = Q(concern__by__in=absent) | Q(concern__about__in=absent)
    theirs = Q(member=member) & (sides | Q(concern__in=together))
    for seat in seats.filter(theirs | Q(member__in=absent, concern__by=member)):
        decline(by=seat)


@transaction.atomic
def ask(*, by: PanelSeat, question: str) -> None:
    """Ask whom it is about what they have to say; who raised it is named only if they want."""
    concern = _locked(by.concern, Concern.State.OPEN)
    if concern.talk_key and unseal(concern, "question", key=concern.talk_key) == question:
        return  # sent twice
    seal(concern, "question", question, key=concern.talk_key)
    concern.answered = False
    # From the first time on: whoever asks again and again puts no end off.
    concern.asked_on = concern.asked_on or concern.network.today()
    concern.save(update_fields=["question_sealed", "asked_on", "answered"])
    tell_about("networks.heard", concern, once=concern.asks)


@transaction.atomic
def answer(*, by: Member, concern: Concern, answer: str) -> None:
    """What the person has to say whom it is about. Raises `PermissionDenied`."""
    concern = _locked_while_it_goes_on(concern)
    if concern.about_id != by.pk:
        refuse(_("Only whom it is about is asked."))
    seal(concern, "answer", answer, key=concern.talk_key)
    concern.answered = True
    concern.save(update_fields=["answer_sealed", "answered"])
    tell_panel("networks.answered", concern, once=f"{concern.network.today()}.{concern.asks}")


@transaction.atomic
def propose(*, by: PanelSeat, proposal: str) -> None:
    """Say what one would do. Once enough of the panel say the same, hiding and breaks hold; and no
    longer, once they say otherwise, also after the end. Raises `PermissionDenied`."""
    concern = _locked_while_it_goes_on(by.concern)
    if proposal == PanelSeat.Proposal.BREAK and concern.asked_on is None:
        refuse(_("First ask them what they have to say. You need not wait for the answer."))
    by.proposal = proposal
    by.save(update_fields=["proposal"])
    _look_anew(concern)


# Ending it


@transaction.atomic
def word(*, by: PanelSeat, outcome: str) -> None:
    """Put into words, for all members, what came of it; a second of the panel agrees.

    Raises `PermissionDenied`.
    """
    concern = _locked(by.concern, Concern.State.OPEN)
    _must_be_ripe(concern)
    seal(concern, "outcome", outcome, key=concern.network.key)
    concern.worded_by = by
    concern.save(update_fields=["outcome_sealed", "worded_by"])


@transaction.atomic
def end(*, by: PanelSeat, wording: str) -> None:
    """Agree with the words of another of the panel: all members can read them now. They must be
    those that one has read, as `Concern.wording` says.

    Raises `PermissionDenied`.
    """
    concern = _locked(by.concern, Concern.State.OPEN)
    if concern.worded_by_id in {None, by.pk}:
        refuse(_("Another one of you must have put it into words."))
    if concern.wording != wording:
        refuse(WENT_ON)
    close(concern, concern.network.today(), _must_be_ripe(concern))


def _must_be_ripe(concern: Concern) -> str:
    """What enough of the panel propose, once the other side could say something."""
    proposals = [each for each in PanelSeat.Proposal if concurring(concern, each)]
    if not proposals:
        refuse(_("It ends once enough of you propose the same."))
    if not concern.may_end(concern.network.today(), wait=DAYS_TO_ANSWER):
        refuse(_("First ask whom it is about, and give them a week to say something."))
    return proposals[0]


def close(concern: Concern, today: date, came_to: str) -> None:
    """End it with what was agreed; where that is nothing, nobody's words for it stay."""
    if concern.state == Concern.State.OPEN:
        tell_panel("networks.concern-ended", concern)
    tell(concern.by, "networks.concern-ended", concern)
    if is_told(concern):
        tell_about("networks.concern-ended", concern)
    concern.state, concern.ended_on, concern.came_to = Concern.State.ENDED, today, came_to
    if not came_to:
        concern.outcome_sealed = concern.worded_by = None
    concern.save(update_fields=["state", "ended_on", "came_to", "outcome_sealed", "worded_by"])


def _locked(concern: Concern, *states: str) -> Concern:
    """The concern as it stands, which nobody else changes now. Raises `PermissionDenied`."""
    # As whoever leaves does, the network's row first: a break that begins may need it.
    lock_row(Network.objects.all(), pk=concern.network_id)
    found = Concern.objects.select_related("network__key", "by", "about", "key", "talk_key__under")
    concern = lock_row(found, pk=concern.pk)
    if concern.state not in states:
        refuse(WENT_ON)
    return concern


def _locked_while_it_goes_on(concern: Concern) -> Concern:
    """The same, open or ended with what still holds. Raises `PermissionDenied`."""
    concern = _locked(concern, Concern.State.OPEN, Concern.State.ENDED)
    if not concern.goes_on(concern.network.today()):
        refuse(WENT_ON)
    return concern
