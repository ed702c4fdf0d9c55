"""Asking several at once whether they could help with a need, and more of them later."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from mutualaid.db import claim, hold_row, lock_in_order
from mutualaid.fields import random_id
from mutualaid.hooks import heed, tell
from mutualaid.jobs.services import enqueue, withdraw
from mutualaid.networks.agreements.rules import agreed
from mutualaid.networks.concerns.things import is_hidden
from mutualaid.networks.models import Member, Network
from needs.pledges.models import Pledge
from needs.pledges.queries import parts_in, parts_of
from needs.posts.access import is_visible
from needs.posts.models import Need
from needs.turns.models import NeedTurn
from resources.asks.queries import is_full
from resources.items.models import Item
from resources.items.services import note_asked

from .models import NeedAsk
from .queries import Suggestion, who_could
from .rules import WIDEN_HOURS

MORE = 5
"""So many more are asked each time."""
ASK_MORE = "resources.ask_more"


@transaction.atomic
def ask_around(*, turn: NeedTurn, whom: Iterable[Suggestion]) -> int:
    """Ask these, and more by and by; how many were asked. Who was asked often enough this month
    meanwhile, or does not see it any more, is not."""
    need = turn.need
    hold_row(Network, "id", id=need.network_id)  # nobody leaves, or begins to hide, meanwhile
    items = {each.member.pk: each.item for each in whom}
    # Of two who ask somebody for the last time of this month, the second does not.
    found = lock_in_order(Member.objects.select_related("user", "network"), items)
    asked = sum(_ask(need, member, items[member.pk]) for member in found)
    _plan_more(need)
    return asked


@transaction.atomic
def ask_more(*, turn: NeedTurn) -> None:
    """Ask the next ones, unless all of it was offered meanwhile, or there is nobody left."""
    need = turn.need
    offered = Pledge.objects.standing().filter(need=need)
    if not need.is_live or is_hidden(need) or parts_in(offered, need) >= parts_of(need):
        return
    if whom := who_could(need, asker=turn.by)[:MORE]:
        ask_around(turn=turn, whom=whom)


@transaction.atomic
def say_no(*, ask: NeedAsk) -> bool:
    """They are not asked about this need again; false if they answered already."""
    return _answer(ask, NeedAsk.State.NO)


@transaction.atomic
def say_later(*, ask: NeedAsk) -> bool:
    """From tomorrow on they may be asked about it once more."""
    return _answer(ask, NeedAsk.State.LATER)


@transaction.atomic
def part_need_asks(*, member: Member, absent: set[int]) -> None:
    """Nobody is asked to help somebody who is absent to them from now on."""
    between = Q(of=member, need__by__in=absent) | Q(of__in=absent, need__by=member)
    NeedAsk.objects.filter(between).delete()


@transaction.atomic
def forget_need_asks(*, need: Need) -> None:
    """Nobody can tell any more who was asked."""
    need.asks.all().delete()
    withdraw(kind=ASK_MORE, subject=need.pk)


def _ask(need: Need, member: Member, item: Item) -> bool:
    if is_full(member) or not is_visible(member, need):
        return False
    today = need.network.today()
    again = need.asks.filter(of=member, state=NeedAsk.State.LATER, asked_on__lt=today)
    if not claim(again, state=NeedAsk.State.ASKED, asked_on=today, item=item):
        if need.asks.filter(of=member).exists():
            return False
        need.asks.create(of=member, item=item, asked_on=today)
    note_asked(of=member)
    if member.user:
        once = f"resources.could_you.{random_id()}"
        tell(
            member.user,
            "resources.could_you",
            path=_page(need),
            once=once,
            network=need.network.name,
        )
    return True


def _answer(ask: NeedAsk, state: str) -> bool:
    if ask.of.user:
        heed(ask.of.user, "resources.could_you", path=_page(ask.need))
    return claim(NeedAsk.objects.filter(pk=ask.pk, state=NeedAsk.State.ASKED), state=state)


def _plan_more(need: Need) -> None:
    """However often this is called, more are asked only once."""
    withdraw(kind=ASK_MORE, subject=need.pk)
    due_at = timezone.now() + timedelta(hours=agreed(need.network, WIDEN_HOURS))
    key = f"{ASK_MORE}.{need.pk}.{due_at.timestamp():.6f}"
    enqueue(kind=ASK_MORE, subject=need.pk, key=key, due_at=due_at)


def _page(need: Need) -> str:
    return reverse("resources:need_asked", args=[need.network.slug, need.pk])
