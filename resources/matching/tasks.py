"""Asking more neighbors, some hours after the first."""

from mutualaid.jobs.registry import handler
from needs.turns.models import NeedTurn

from .services import ASK_MORE
from .services import ask_more as ask


@handler(ASK_MORE)
def ask_more(need_id: int) -> None:
    """As long as somebody looks after it."""
    held = NeedTurn.objects.held().select_related("need__network__key", "need__by", "by")
    turn = held.filter(need=need_id).first()
    if turn and not turn.need.network.is_locked:
        turn.by.network = turn.need.network
        ask(turn=turn)
