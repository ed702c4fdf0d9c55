"""In the demo, somebody looked after what is most urgent, and asked who could help."""

from mutualaid.networks.models import Member
from needs.posts.models import Need
from needs.posts.queries import to_do
from needs.turns.services import hand_back, take_turn

from .queries import who_could
from .services import ask_around


def ask_around_in(members: dict[str, Member]) -> None:
    asker = members.get("Chen")
    need = to_do(asker).first() if asker else None
    if asker and need:
        turn = take_turn(need=Need.objects.get(pk=need.pk), by=asker)
        ask_around(turn=turn, whom=who_could(turn.need, asker=asker))
        hand_back(turn=turn)
