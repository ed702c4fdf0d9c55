"""Asking somebody, answering, and letting go again."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from mutualaid.db import claim, hold_row, lock_in_order, lock_row
from mutualaid.fields import random_id
from mutualaid.hooks import tell
from mutualaid.http import refuse
from mutualaid.networks.access import as_now
from mutualaid.networks.departures import note_forgotten
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Member, Network
from mutualaid.sealed.keys import new_key
from mutualaid.sealed.services import erase, seal
from resources.items.models import Item
from resources.items.services import locked as locked_item
from resources.items.services import note_asked

from .access import OVER, must_be_free_to_ask
from .models import Ask, AskLimit, AskQuerySet

OPEN_AFTER = timedelta(hours=24)
"""How long after the help both still know how to reach each other."""
KEPT = timedelta(days=30)
"""How long after its end an ask is kept."""


@transaction.atomic
def ask(*, item: Item, by: Member, words: str, contact: str, wanted_on: date) -> Ask:
    """Ask whoever has it. Asked again while nobody has answered, the newer words hold. Raises
    `PermissionDenied`, also where they were asked often enough this month."""
    by = as_now(by)
    # Of two who ask at once for the last time of this month, the second is told so.
    keeper = Item.objects.filter(pk=item.pk).exclude(by=None).values_list("by", flat=True)
    lock_in_order(Member.objects.all(), keeper)
    item = locked_item(item)
    mine = item.asks.waiting().filter(by=by).first()
    mine = locked(mine) if mine else None
    if mine is None or mine.state != Ask.State.ASKED:  # or it was answered just now
        must_be_free_to_ask(by, item)
        mine = Ask(item=item, by=by, of=item.by, key=new_key(under=by.network.key))
        mine.asked_on = by.network.today()
    mine.wanted_on = wanted_on
    seal(mine, "words", words, key=mine.key)
    seal(mine, "contact", contact, key=mine.key)
    fresh = mine._state.adding
    mine.save()
    if fresh:
        note_asked(of=mine.of)
        _tell(mine, mine.of, "resources.asked")
    return mine


@transaction.atomic
def say_yes(*, ask: Ask, words: str, contact: str) -> bool:
    """Whoever was asked will do it; false if it was answered already. Raises `PermissionDenied`
    once nobody waits for it."""
    _hold(ask.item.network)
    ask = locked(ask)
    if ask.state == Ask.State.YES:
        return False
    if ask.state != Ask.State.ASKED or ask.by.on_break or ask.by_id in hidden_from(ask.of):
        refuse(OVER)
    ask.of_key = new_key(under=ask.item.network.key)
    seal(ask, "answer", words, key=ask.of_key)
    seal(ask, "answer_contact", contact, key=ask.of_key)
    ask.state, ask.open_until = Ask.State.YES, _closing(ask)
    ask.save()
    _tell(ask, ask.by, "resources.yes")
    return True


@transaction.atomic
def say_no(*, ask: Ask) -> bool:
    """Not this time, or not after all; no reason is asked. False if it stands no more, as in what
    follows."""
    return _end(ask, Ask.State.NO, told=ask.by, kind="resources.no")


@transaction.atomic
def take_back(*, ask: Ask) -> bool:
    """Who asked needs it no more."""
    return _end(ask, Ask.State.TAKEN, told=ask.of, kind="resources.taken_back")


@transaction.atomic
def done(*, ask: Ask) -> bool:
    """The help is over; both see each other's contact a day longer."""
    now = timezone.now()
    going_on = Ask.objects.filter(pk=ask.pk, state=Ask.State.YES, ended_on=None, open_until__gt=now)
    return claim(
        going_on,
        ended_on=ask.item.network.today(),
        open_until=min(ask.open_until or now, now + OPEN_AFTER),
    )


@transaction.atomic
def limit_asks(*, member: Member, a_month: int | None) -> None:
    """From now on this member is asked at most so often within thirty days; None: as often as
    somebody needs something."""
    AskLimit.objects.update_or_create(member=member, defaults={"a_month": a_month})


@transaction.atomic
def lapse(*, network: Network) -> None:
    """What nobody answered in time, so that who asked looks elsewhere."""
    waiting = Ask.objects.waiting().filter(item__network=network, wanted_on__lt=network.today())
    for each in waiting.select_related("by__user", "item__network"):
        _end(each, Ask.State.LAPSED, told=each.by, kind="resources.lapsed")


@transaction.atomic
def end_asks(*, item: Item) -> None:
    """It is gone, or nobody looks after it: who waits for an answer is told."""
    for each in item.asks.waiting().select_related("by__user", "item__network"):
        say_no(ask=each)


@transaction.atomic
def part_asks(*, member: Member, absent: set[int]) -> None:
    """Of two who are absent to each other from now on neither asks the other, and nobody is told
    why."""
    between = Q(by=member, of__in=absent) | Q(by__in=absent, of=member)
    for each in Ask.objects.standing().filter(between).select_related("item__network"):
        _end(each, Ask.State.TAKEN)


@transaction.atomic
def leave_asks(*, member: Member) -> None:
    """Who leaves asks for nothing any more and helps with nothing; the others are told."""
    for each in Ask.objects.between(member).standing().select_related("item__network"):
        if each.by_id == member.pk:
            take_back(ask=each)
        else:
            say_no(ask=each)
    forget_asks(Ask.objects.between(member))
    AskLimit.objects.filter(member=member).delete()


@transaction.atomic
def forget_ended(*, network: Network) -> None:
    """What ended some time ago."""
    ended = Q(ended_on__lt=network.today() - KEPT)
    ended |= Q(ended_on=None, open_until__lt=timezone.now() - KEPT)
    forget_asks(Ask.objects.filter(ended, item__network=network))


@transaction.atomic
def forget_asks(asks: AskQuerySet) -> None:
    """Nothing is left of who asked whom, and for what."""
    for each in asks.select_related("by__user__key", "of__user__key", "key", "of_key"):
        each.delete()
        for whose, key in [(each.by, each.key), (each.of, each.of_key)]:
            if key:
                note_forgotten(whose, key)
                erase(key)


def _hold(network: Network) -> None:
    """Nobody leaves, or begins to hide, meanwhile."""
    hold_row(Network, "id", id=network.pk)


def _end(ask: Ask, state: str, *, told: Member | None = None, kind: str = "") -> bool:
    standing = Ask.objects.standing().filter(pk=ask.pk)
    today = ask.item.network.today()
    if not claim(standing, state=state, open_until=timezone.now(), ended_on=today):
        return False
    if told:
        _tell(ask, told, kind)
    return True


def _tell(ask: Ask, member: Member, kind: str) -> None:
    network = ask.item.network
    if member.user:
        path = reverse("resources:ask_detail", args=[network.slug, ask.pk])
        tell(member.user, kind, path=path, once=f"{kind}.{random_id()}", network=network.name)


def _closing(ask: Ask) -> datetime:
    """A day after the day for which it is."""
    network = ask.item.network
    day = max(ask.wanted_on, network.today()) + timedelta(days=1)
    return datetime.combine(day, time(), ZoneInfo(network.time_zone)) + OPEN_AFTER


def locked(ask: Ask) -> Ask:
    """As it is now; nobody else changes it until the transaction ends. Raises `PermissionDenied`
    where nothing is left of it by now."""
    found = Ask.objects.select_related("item__network__key", "by__user", "of__user", "by__network")
    found = found.select_related("of__network", "key__under")
    try:
        return lock_row(found, pk=ask.pk)
    except Ask.DoesNotExist:
        refuse(OVER)
