"""Raising a concern, looking at it, and ending it."""

import secrets
from datetime import timedelta

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
from mutualaid.sealed.keys import blind_index, new_key
from mutualaid.sealed.services import erase, seal

from .models import Break, Concern, PanelSeat

PANEL = 3
DAYS_TO_ANSWER = 7
NOBODY_ANSWERS = timedelta(days=2)
"""How long a concern about nobody who is here waits, as if somebody had been asked."""
TOLD_KEPT = timedelta(days=90)
"""How long what was told is kept after the end."""
OUTCOME_KEPT = timedelta(days=365)


class TooFew(Exception):
    """Nobody is here who could look at it together with a second one."""


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
    Whether somebody bears that name shows neither in the answer nor anywhere else.
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
    )
    seal(concern, "account", account, key=concern.key)
    seal(concern, "named", named or str(about or ""), key=concern.key)
    concern.save(force_insert=True)
    drawn = _draw(concern, PANEL)
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


def _draw(concern: Concern, count: int) -> list[Member]:
    """Up to so many members with standing who have nothing to do with it: drawn by lot, first
    among those whom neither side has vouched for, or been vouched for by."""
    sides = [side for side in (concern.by, concern.about) if side]
    for side in sides:
        side.network = concern.network
    away = {side.pk for side in sides}.union(*map(hidden_from, sides))
    away |= {*concern.panel.values_list("member", flat=True)}
    tied = {
        pk
        for pair in Vouch.objects.filter(Q(by__in=sides) | Q(about__in=sides)).values_list(
            "by", "about"
        )
        for pk in pair
    }
    fit = concern.network.members.known().exclude(pk__in=away).filter(paused_until=None)
    lots = list(fit.select_related("user"))
    secrets.SystemRandom().shuffle(lots)
    if concern.about is None or not concern.about.is_known:
        # As many are left as if somebody who is known here bore the name: the number tells nothing.
        lots = lots[1:]
    return sorted(lots, key=lambda member: member.pk in tied)[:count]


def _tell(member: Member | None, kind: str, concern: Concern, *, once: str = "") -> None:
    if member and member.user:
        slug = concern.network.slug
        path = reverse("networks:concern", args=[slug, concern.pk])
        tell(
            member.user,
            kind,
            path=path,
            once=f"{kind}.{concern.pk}.{once}",
            network=concern.network.name,
        )


def _tell_panel(concern: Concern, drawn: list[Member]) -> None:
    for each in drawn:
        _tell(each, "networks.panel", concern)


@transaction.atomic
def accept_panel(*, concern: Concern, by: Member) -> None:
    """One side accepts that only two look at it."""
    concern = lock_row(
        Concern.objects.select_related("network"), pk=concern.pk, state=Concern.State.WAITING
    )
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
def decline(*, seat: PanelSeat) -> None:
    """Leave the panel; somebody else is drawn in one's place, if anybody is there."""
    concern = lock_row(
        Concern.objects.select_related("network__key", "by", "about"), pk=seat.concern_id
    )
    if claim(PanelSeat.objects.filter(pk=seat.pk, declined=False), declined=True, proposal=""):
        for drawn in _draw(concern, 1):
            PanelSeat.objects.create(concern=concern, member=drawn)
            _tell_panel(concern, [drawn])
        _take_effect(concern)


@transaction.atomic
def ask(*, seat: PanelSeat, question: str) -> None:
    """Ask whom it is about what they have to say; who raised it is named only if they want."""
    concern = seat.concern
    seal(concern, "question", question, key=concern.key)
    concern.asked_on = concern.network.today()
    concern.save(update_fields=["question_sealed", "asked_on"])
    _tell(concern.about, "networks.heard", concern, once="ask")


@transaction.atomic
def answer(*, concern: Concern, words: str) -> None:
    """What the person has to say whom it is about."""
    seal(concern, "answer", words, key=concern.key)
    concern.save(update_fields=["answer_sealed"])


@transaction.atomic
def propose(*, seat: PanelSeat, proposal: str) -> None:
    """Say what one would do. Once enough of the panel say the same, hiding and pausing hold; and
    no longer, once they say otherwise."""
    concern = lock_row(Concern.objects.select_related("network", "about"), pk=seat.concern_id)
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


def _pause(member: Member) -> None:
    """For as long as the longest of all breaks that hold."""
    holding = member.concerns_about.filter(pauses=True, pauses_until__gte=member.network.today())
    untils = holding.order_by("pauses_until").values_list("pauses_until", flat=True)
    member.paused_until = untils.last()
    member.save(update_fields=["paused_until"])


@transaction.atomic
def end(*, seat: PanelSeat, outcome: str) -> None:
    """Say to all members what came of it. Raises `PermissionDenied`."""
    concern = lock_row(
        Concern.objects.select_related("network__key", "by__user", "about__user"),
        pk=seat.concern_id,
        state=Concern.State.OPEN,
    )
    proposals = [each for each in PanelSeat.Proposal if concurring(concern, each)]
    if not proposals:
        refuse(_("It ends once enough of you propose the same."))
    if not concern.may_end(concern.network.today(), wait=DAYS_TO_ANSWER):
        refuse(_("First ask whom it is about, and give them a week to say something."))
    seal(concern, "outcome", outcome, key=concern.network.key)
    concern.state, concern.ended_on = Concern.State.ENDED, concern.network.today()
    concern.came_to = proposals[0]
    concern.save(update_fields=["outcome_sealed", "state", "ended_on", "came_to"])
    _tell(concern.by, "networks.concern-ended", concern)
    if concern.asked_on:
        _tell(concern.about, "networks.concern-ended", concern)


@transaction.atomic
def withdraw(*, concern: Concern) -> None:
    """Take it back with all that was told and all that came of it. Raises `PermissionDenied`."""
    concern = lock_row(Concern.objects.select_related("key", "about"), pk=concern.pk)
    if concern.state == Concern.State.ENDED:
        refuse(_("It has ended already."))
    about, key = concern.about, concern.key
    concern.delete()
    if about:
        _pause(about)
    if key:
        erase(key)


@transaction.atomic
def hand_over_panels(*, member: Member) -> None:
    """Somebody else looks at what they looked at, and a break lasts although they leave."""
    for seat in member.panels.filter(declined=False, concern__state=Concern.State.OPEN):
        decline(seat=seat)
    if member.paused_until and member.is_paused:
        Break.objects.create(
            network=member.network, person=_person(member), until=member.paused_until
        )


@transaction.atomic
def take_break_along(*, member: Member) -> None:
    """Who comes back before their break is over goes on with it."""
    found = member.network.breaks.filter(person=_person(member)).order_by("until").last()
    if found:
        member.paused_until = found.until
        member.save(update_fields=["paused_until"])


def _person(member: Member) -> str:
    return blind_index("break", str(member.user_id), key=member.network.key)


@transaction.atomic
def forget_concerns(*, network: Network) -> None:
    """What was told some time after the end, the outcome later; pauses whose time is over."""
    today = network.today()
    ended = network.concerns.filter(state=Concern.State.ENDED)
    for concern in ended.filter(ended_on__lt=today - TOLD_KEPT).exclude(key=None):
        key = concern.key
        concern.key = concern.by = concern.about = None
        concern.named_sealed = concern.account_sealed = None
        concern.question_sealed = concern.answer_sealed = None
        concern.save()
        concern.panel.all().delete()
        if key:
            erase(key)
    ended.filter(ended_on__lt=today - OUTCOME_KEPT, hides=False).delete()
    alone = network.concerns.filter(state=Concern.State.WAITING, raiser_accepts=True, about=None)
    for concern in alone.filter(raised_on__lt=today - NOBODY_ANSWERS):
        _open(concern)
    network.members.filter(paused_until__lt=today).update(paused_until=None)
    network.breaks.filter(until__lt=today).delete()
