"""Raising a concern, looking at it, and ending it."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from mutualaid.db import claim, lock_row
from mutualaid.hooks import tell
from mutualaid.http import refuse
from mutualaid.networks.agreements.rules import CONCUR, PAUSE_DAYS, agreed
from mutualaid.networks.hiding.queries import hidden_from, index_of
from mutualaid.networks.models import Member, Network, Vouch
from mutualaid.sealed import crypto
from mutualaid.sealed.keys import blind_index, new_key, opened
from mutualaid.sealed.services import erase, seal

from .models import Break, Concern, PanelSeat

PANEL = 3
DAYS_TO_ANSWER = 7
NOBODY_ANSWERS = timedelta(days=2)
"""How long a concern about nobody who is here waits, as if somebody had been asked."""
LONGEST = timedelta(days=90)
"""After this it ends by itself, with what holds by then."""
TOLD_KEPT = timedelta(days=90)
"""How long what was told is kept after the end."""
OUTCOME_KEPT = timedelta(days=365)


class TooFew(Exception):
    """Nobody is here who could look at it together with a second one."""


# Raising


@transaction.atomic
def raise_concern(
    *,
    by: Member,
    account: str,
    named: str = "",
    thing: str = "",
    about: Member | None = None,
    tells_name: bool = False,
    once: int,
) -> Concern:
    """Raise a concern, and draw those who look at it. Raises `TooFew`, and then keeps nothing.

    Either ``thing`` and who wrote it, or ``named``: whose conduct it is about, as it was typed.
    The answer is the same whether or not somebody bears that name.
    """
    network = lock_row(Network.objects.select_related("key"), pk=by.network_id)
    if there := Concern.objects.filter(pk=once, by=by).first():
        return there
    about = about or _bearer_of(network, named, by)
    concern = Concern(
        pk=once,
        network=network,
        by=by,
        about=about,
        thing=thing,
        tells_name=tells_name,
        key=new_key(under=network.key),
        talk_key=new_key(under=network.key),
    )
    seal(concern, "account", account, key=concern.key)
    seal(concern, "named", named or str(about or ""), key=concern.key)
    concern.save(force_insert=True)
    drawn = _draw(concern, PANEL, lot=thing or index_of(network, named))
    if len(drawn) < 2:
        raise TooFew
    PanelSeat.objects.bulk_create(PanelSeat(concern=concern, member=each) for each in drawn)
    if len(drawn) < PANEL:
        concern.state = Concern.State.WAITING
        concern.save(update_fields=["state"])
    else:
        _tell_panel(concern, drawn)
    return concern


def _bearer_of(network: Network, name: str, by: Member) -> Member | None:
    """The only other member of that name, if there is just one."""
    index = index_of(network, name)
    others = network.members.present().exclude(pk=by.pk)
    bearers = [each for each in others if index_of(network, each.name) == index]
    return bearers[0] if len(bearers) == 1 else None


def _draw(concern: Concern, count: int, *, lot: str = "") -> list[Member]:
    """Up to so many members with standing who have nothing to do with it: drawn by lot, first
    among those whom neither side has vouched for, or been vouched for by.

    Whoever raises the same again, in the hope of other people, draws the same in a month.
    """
    network = concern.network
    sides = [side for side in (concern.by, concern.about) if side]
    for side in sides:
        side.network = network
    away = {side.pk for side in sides}.union(*map(hidden_from, sides))
    away |= {*concern.panel.values_list("member", flat=True)}
    vouches = Vouch.objects.filter(Q(by__in=sides) | Q(about__in=sides))
    tied = {pk for pair in vouches.values_list("by", "about") for pk in pair}
    month = f"{network.today():%Y-%m}"
    secret = crypto.derive(opened(network.key), f"lot {month} {concern.by_id} {lot}")
    fit = network.members.known().exclude(pk__in=away).filter(paused_until=None)
    lots = sorted(fit.select_related("user"), key=lambda each: crypto.digest(secret, str(each.pk)))
    if concern.about is None or not concern.about.is_known:
        # As many are left as if somebody who is known here bore the name: the number tells nothing.
        lots = lots[1:]
    return sorted(lots, key=lambda each: each.pk in tied)[:count]


@transaction.atomic
def accept_panel(*, concern: Concern, by: Member) -> None:
    """One side accepts that only two look at it."""
    concern = _locked(concern, Concern.State.WAITING)
    if by.pk == concern.by_id:
        concern.raiser_accepts = True
        _tell(concern.about, "networks.heard", concern, once="accept")
    elif by.pk == concern.about_id and concern.raiser_accepts:
        concern.other_accepts = True
    concern.save(update_fields=["raiser_accepts", "other_accepts"])
    if concern.raiser_accepts and concern.other_accepts:
        _open(concern)


def _open(concern: Concern) -> None:
    concern.state = Concern.State.OPEN
    concern.save(update_fields=["state"])
    _tell_panel(concern, [seat.member for seat in concern.panel.select_related("member__user")])


@transaction.atomic
def withdraw(*, concern: Concern) -> None:
    """Take it back with all that was told and all that came of it. Raises `PermissionDenied`."""
    concern = _locked(concern, Concern.State.OPEN, Concern.State.WAITING)
    about, keys = concern.about, [concern.key, concern.talk_key]
    Break.objects.filter(network=concern.network, person=concern.person).delete()
    concern.delete()
    if about:
        _pause(about)
    for key in filter(None, keys):
        erase(key)


# Looking at it


@transaction.atomic
def decline(*, seat: PanelSeat) -> None:
    """Leave the panel; somebody else is drawn in one's place, if anybody is there."""
    concern = _locked(seat.concern, Concern.State.OPEN)
    if claim(PanelSeat.objects.filter(pk=seat.pk, declined=False), declined=True, proposal=""):
        for drawn in _draw(concern, 1):
            PanelSeat.objects.create(concern=concern, member=drawn)
            _tell_panel(concern, [drawn])
        _take_effect(concern)


@transaction.atomic
def ask(*, seat: PanelSeat, question: str) -> None:
    """Ask whom it is about what they have to say; who raised it is named only if they want."""
    concern = _locked(seat.concern, Concern.State.OPEN)
    seal(concern, "question", question, key=concern.talk_key)
    # From the first time on: whoever asks again and again puts no end off.
    concern.asked_on = concern.asked_on or concern.network.today()
    concern.save(update_fields=["question_sealed", "asked_on"])
    _tell(concern.about, "networks.heard", concern, once="ask")


@transaction.atomic
def answer(*, concern: Concern, words: str) -> None:
    """What the person has to say whom it is about."""
    seal(concern, "answer", words, key=concern.talk_key)
    concern.save(update_fields=["answer_sealed"])


@transaction.atomic
def propose(*, seat: PanelSeat, proposal: str) -> None:
    """Say what one would do. Once enough of the panel say the same, hiding and breaks hold; and no
    longer, once they say otherwise. Raises `PermissionDenied`."""
    concern = _locked(seat.concern, Concern.State.OPEN)
    if proposal == PanelSeat.Proposal.PAUSE and concern.asked_on is None:
        refuse(_("First ask them what they have to say. You need not wait for the answer."))
    seat.proposal = proposal
    seat.save(update_fields=["proposal"])
    _take_effect(concern)


def concurring(concern: Concern, proposal: str) -> bool:
    """Whether enough of the panel propose this: as many as was agreed, or both where two are all.

    Who is not known any more, or takes a break themselves, does not count.
    """
    seats = concern.panel.filter(declined=False, member__paused_until=None)
    seats = seats.exclude(member__vouches_needed=None)
    # Only where there were too few did either side have to accept them.
    needed = 2 if concern.raiser_accepts else agreed(concern.network, CONCUR)
    return bool(seats.filter(proposal=proposal).count() >= needed)


def _take_effect(concern: Concern) -> None:
    concern.hides = bool(concern.thing) and concurring(concern, PanelSeat.Proposal.HIDE)
    concern.pauses = concern.about is not None and concurring(concern, PanelSeat.Proposal.PAUSE)
    if concern.pauses and concern.pauses_until is None:
        days = agreed(concern.network, PAUSE_DAYS)
        concern.pauses_until = concern.network.today() + timedelta(days=days)
        _tell(concern.about, "networks.paused", concern)
    concern.save(update_fields=["hides", "pauses", "pauses_until"])
    if concern.about:
        _pause(concern.about)
    if concern.person:  # they left meanwhile, and may be back
        network, person = concern.network, concern.person
        Break.objects.filter(network=network, person=person).delete()
        if concern.pauses and concern.pauses_until:
            Break.objects.create(network=network, person=person, until=concern.pauses_until)
        for member in network.members.present():
            if _person(member) == person:
                take_break_along(member=member)


def _pause(member: Member) -> None:
    """For as long as the longest of all breaks that hold."""
    holding = member.concerns_about.filter(pauses=True, pauses_until__gte=member.network.today())
    untils = holding.order_by("pauses_until").values_list("pauses_until", flat=True)
    member.paused_until = untils.last()
    member.save(update_fields=["paused_until"])


# Ending it


@transaction.atomic
def word(*, seat: PanelSeat, outcome: str) -> None:
    """Put into words, for all members, what came of it; a second of the panel agrees.

    Raises `PermissionDenied`.
    """
    concern = _locked(seat.concern, Concern.State.OPEN)
    _must_be_ripe(concern)
    seal(concern, "outcome", outcome, key=concern.network.key)
    concern.worded_by = seat
    concern.save(update_fields=["outcome_sealed", "worded_by"])


@transaction.atomic
def end(*, seat: PanelSeat) -> None:
    """Agree with the words of another of the panel: all members can read them now.

    Raises `PermissionDenied`.
    """
    concern = _locked(seat.concern, Concern.State.OPEN)
    if concern.worded_by_id in {None, seat.pk}:
        refuse(_("Another one of you must have put it into words."))
    _end(concern, concern.network.today(), _must_be_ripe(concern))


def _must_be_ripe(concern: Concern) -> str:
    """What enough of the panel propose, once the other side could say something."""
    proposals = [each for each in PanelSeat.Proposal if concurring(concern, each)]
    if not proposals:
        refuse(_("It ends once enough of you propose the same."))
    if not concern.may_end(concern.network.today(), wait=DAYS_TO_ANSWER):
        refuse(_("First ask whom it is about, and give them a week to say something."))
    return proposals[0]


def _end(concern: Concern, today: date, came_to: str) -> None:
    concern.state, concern.ended_on, concern.came_to = Concern.State.ENDED, today, came_to
    concern.save(update_fields=["state", "ended_on", "came_to"])
    _tell(concern.by, "networks.concern-ended", concern)
    if concern.asked_on:
        _tell(concern.about, "networks.concern-ended", concern)


# Leaving and forgetting


@transaction.atomic
def leave_concerns(*, member: Member) -> None:
    """Somebody else looks at what they looked at; what they told is forgotten; a break lasts
    although they leave."""
    locked = member.network.is_locked  # then nobody can be drawn, and nothing be recognized
    for seat in member.panels.filter(declined=False, concern__state=Concern.State.OPEN):
        if locked:
            PanelSeat.objects.filter(pk=seat.pk).update(declined=True, proposal="")
        else:
            decline(seat=seat)
    for concern in member.concerns_raised.exclude(key=None).select_related("key"):
        key = concern.key
        concern.key = concern.by = concern.account_sealed = concern.named_sealed = None
        concern.save(update_fields=["key", "by", "account_sealed", "named_sealed"])
        if key:
            erase(key)
    if locked:
        return
    member.concerns_about.exclude(state=Concern.State.ENDED).update(person=_person(member))
    if member.paused_until and member.is_paused:
        Break.objects.create(
            network=member.network, person=_person(member), until=member.paused_until
        )


@transaction.atomic
def take_break_along(*, member: Member) -> None:
    """Who comes back before their break is over goes on with it."""
    found = member.network.breaks.filter(person=_person(member)).order_by("until").last()
    member.paused_until = found.until if found else None
    member.save(update_fields=["paused_until"])


def _person(member: Member) -> str:
    return blind_index("break", str(member.user_id), key=member.network.key)


@transaction.atomic
def forget_concerns(*, network: Network) -> None:
    """What was told some time after the end, the outcome later; breaks whose time is over."""
    today = network.today()
    for concern in network.concerns.filter(raised_on__lt=today - LONGEST).exclude(
        state=Concern.State.ENDED
    ):
        _end(concern, today, "")
    ended = network.concerns.filter(state=Concern.State.ENDED)
    for concern in ended.filter(ended_on__lt=today - TOLD_KEPT).exclude(talk_key=None):
        keys = [concern.key, concern.talk_key]
        concern.key = concern.talk_key = concern.by = concern.about = None
        concern.named_sealed = concern.account_sealed = None
        concern.question_sealed = concern.answer_sealed = None
        concern.person = ""
        concern.save()
        concern.panel.all().delete()
        for key in filter(None, keys):
            erase(key)
    ended.filter(ended_on__lt=today - OUTCOME_KEPT, hides=False).delete()
    alone = network.concerns.filter(state=Concern.State.WAITING, raiser_accepts=True, about=None)
    for concern in alone.filter(raised_on__lt=today - NOBODY_ANSWERS):
        _open(concern)
    network.members.filter(paused_until__lt=today).update(paused_until=None)
    network.breaks.filter(until__lt=today).delete()


def _locked(concern: Concern, *states: str) -> Concern:
    """The concern as it stands, which nobody else changes now. Raises `PermissionDenied`."""
    found = Concern.objects.select_related("network__key", "by", "about", "key", "talk_key__under")
    concern = lock_row(found, pk=concern.pk)
    if concern.state not in states:
        refuse(_("Meanwhile it went on without this. Please look at it again."))
    return concern


def _tell_panel(concern: Concern, drawn: list[Member]) -> None:
    for each in drawn:
        _tell(each, "networks.panel", concern)


def _tell(member: Member | None, kind: str, concern: Concern, *, once: str = "") -> None:
    if member and member.user:
        tell(
            member.user,
            kind,
            path=reverse("networks:concern", args=[concern.network.slug, concern.pk]),
            once=f"{kind}.{concern.pk}.{once}",
            network=concern.network.name,
        )
