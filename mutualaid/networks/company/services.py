"""Welcoming, keeping in touch, and saying that one knows each other by now."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mutualaid.db import claim, lock_row
from mutualaid.fields import random_id
from mutualaid.http import refuse
from mutualaid.networks.access import must_be_known
from mutualaid.networks.agreements.rules import TOUCH_DAYS, agreed
from mutualaid.networks.models import Member, Network
from mutualaid.networks.telling import tell_member
from mutualaid.sealed.services import seal

from .models import Touch, TouchAct, Welcome
from .queries import welcomer_index

WELCOME_LASTS = timedelta(days=30)
TOUCHING_AT_ONCE = 2
ACTS_KEPT = timedelta(days=90)
"""How long after its end one can read what was done in a turn."""


@transaction.atomic
def ask_for_welcome(*, newcomer: Member) -> None:
    Welcome.objects.get_or_create(newcomer=newcomer)


@transaction.atomic
def welcome(*, by: Member, welcome: Welcome, words: str) -> bool:
    """Take the turn; false if another one was quicker. Raises `PermissionDenied`."""
    must_be_known(by)
    newcomer = welcome.newcomer
    seal(welcome, "words", words, key=newcomer.key)
    taken = claim(
        Welcome.objects.filter(pk=welcome.pk, by=None),
        by=by,
        words_sealed=welcome.words_sealed,
        until=by.network.today() + WELCOME_LASTS,
    )
    if taken:
        _tell_newcomer(welcome, "networks.welcomed")
    return taken


@transaction.atomic
def hand_back(*, welcome: Welcome) -> None:
    """Somebody else may take the turn, and the newcomer waits for nobody in vain. Nothing happens
    to who took it meanwhile."""
    if _free(welcome):
        _tell_newcomer(welcome, "networks.welcome_handed_back")


def _free(welcome: Welcome) -> bool:
    """False if it is not the turn of who had it any more."""
    mine = Welcome.objects.filter(pk=welcome.pk, by=welcome.by_id, by__isnull=False)
    return claim(mine, by=None, until=None, words_sealed=None)


def _tell_newcomer(welcome: Welcome, kind: str) -> None:
    # Whoever takes the turn, or hands it back, does so once: each time it is told.
    tell_member(welcome.newcomer, kind, page="home", once=str(random_id()))


@transaction.atomic
def take_welcome_back(*, newcomer: Member) -> None:
    end_welcomes(Welcome.objects.filter(newcomer=newcomer))


@transaction.atomic
def end_wish(*, newcomer: Member) -> None:
    """Who is known is welcomed by nobody any more, and hears so if they wait for it."""
    if Welcome.objects.filter(newcomer=newcomer, by=None).delete()[0]:
        tell_member(newcomer, "networks.wish_over", page="home", once=str(random_id()))


def end_welcomes(welcomes: QuerySet[Welcome]) -> None:
    """Whoever took the turn hears of it, however it ends."""
    for each in welcomes.select_related("by__network", "by__user"):
        _tell_that_it_is_over(each)
        each.delete()


@transaction.atomic
def let_another_welcome(*, welcome: Welcome, than: str) -> None:
    """The newcomer would rather not meet this member, as the page named them: they take the turn
    no more. Nothing happens to who took it meanwhile."""
    welcome = lock_row(Welcome.objects.all(), pk=welcome.pk)
    if welcome.by and str(welcome.by_id) == than:
        _tell_that_it_is_over(welcome)
        welcome.refused = [*welcome.refused, welcomer_index(welcome.by)]
        welcome.save(update_fields=["refused"])
        _free(welcome)


def _tell_that_it_is_over(welcome: Welcome) -> None:
    """In the same words whatever the reason: nobody waits in vain, and nobody is blamed."""
    once = f"{welcome.pk}.{welcome.by_id}"
    tell_member(welcome.by, "networks.welcome_over", page="home", once=once)


@transaction.atomic
def keep_in_touch(*, of: Member, by: Member) -> None:
    """``of`` chooses ``by``, who hears of it, for as long as was agreed.

    Raises `PermissionDenied`.
    """
    network = lock_row(Network.objects.all(), pk=of.network_id)
    if by.network_id != of.network_id or by.pk == of.pk:
        refuse(_("Choose another member of this network."))
    today = network.today()
    others = of.touches.held(today).exclude(by=by)
    if others.count() >= TOUCHING_AT_ONCE:
        refuse(_("Two keep in touch with you already. End one of these turns first."))
    until = today + timedelta(days=agreed(network, TOUCH_DAYS))
    touch, _made = Touch.objects.update_or_create(of=of, by=by, defaults={"until": until})
    tell_member(by, "networks.touch", page="touch", once=f"{touch.pk}.{until}")
    # They are not alone any more; what was done before stays to be read for a while.
    of.touches.filter(by=None).update(until=today - timedelta(days=1))


@transaction.atomic
def end_touch(*, touch: Touch) -> None:
    """Either of the two ends it; what was done stays to be read for a while."""
    touch.until = touch.of.network.today() - timedelta(days=1)
    touch.save(update_fields=["until"])


@transaction.atomic
def act(*, touch: Touch, what: str) -> None:
    """Note that something was done for the person, whose turn it is that chose it."""
    TouchAct.objects.create(touch=touch, what=what)


@transaction.atomic
def hand_over(*, member: Member) -> None:
    """Who leaves hands their turns back."""
    hand_welcomes_back(by=member)
    end_welcomes(Welcome.objects.filter(newcomer=member))
    hand_touches_over(member.touches_given.held(member.network.today()))
    member.touches.all().delete()


def hand_welcomes_back(*, by: Member) -> None:
    for given in by.welcomes_given.all():
        hand_back(welcome=given)


def hand_touches_over(touches: QuerySet[Touch]) -> None:
    """The second one goes on, or others see that nobody does; what was done stays to be read.
    All of these ``touches`` are held."""
    for touch in touches.select_related("of__network"):
        if touch.of.touches.held(touch.of.network.today()).exclude(pk=touch.pk).exists():
            end_touch(touch=touch)
        else:
            touch.by = None
            touch.save(update_fields=["by"])


@transaction.atomic
def forget_turns(*, network: Network) -> None:
    """Turns whose time is over, and those that nobody needs any more."""
    today = network.today()
    asked = Welcome.objects.filter(newcomer__network=network)
    asked.filter(until__lt=today).delete()
    asked.filter(by=None).exclude(newcomer__vouches_needed=None).delete()
    Touch.objects.filter(of__network=network, until__lt=today - ACTS_KEPT).delete()
