"""What was told is forgotten after the end, then the outcome (safety 25)."""

from datetime import timedelta

from mutualaid.networks.concerns.forgetting import OUTCOME_KEPT, forget_concerns
from mutualaid.networks.concerns.models import TOLD_KEPT
from mutualaid.networks.concerns.services import propose
from mutualaid.networks.models import Concern, PanelSeat
from mutualaid.networks.services import leave
from mutualaid.sealed.models import DataKey
from tests.networks.concerns.steps import end_it, raised, reread, seats


def test_what_is_left_lying_ends_by_itself(amina, bo, others, time_machine):
    concern = raised(amina)
    time_machine.move_to(amina.network.today() + timedelta(days=91))
    forget_concerns(network=amina.network)
    assert reread(concern).state == Concern.State.ENDED


def test_what_they_told_is_forgotten_with_who_leaves(amina, bo, others):
    concern = raised(amina)
    leave(member=amina)
    left = reread(concern)
    assert (left.by, left.key, left.account_sealed, left.named_sealed) == (None,) * 4
    assert not DataKey.objects.filter(pk=concern.key_id).exists()


def test_what_was_told_is_forgotten_then_the_outcome(amina, bo, others, time_machine):
    concern = raised(amina, named="Nobody here")
    one, two, _three = seats(concern)
    for seat in (one, two):
        propose(by=seat, proposal="nothing")
    end_it(one, two, outcome="Nothing.")
    today = amina.network.today()
    time_machine.move_to(today + TOLD_KEPT + timedelta(days=1))
    forget_concerns(network=amina.network)
    left = reread(concern)
    assert (left.by, left.key, left.account_sealed) == (None, None, None)
    assert left.outcome_sealed
    assert not PanelSeat.objects.exists()
    assert not DataKey.objects.filter(pk=concern.key_id).exists()
    time_machine.move_to(today + OUTCOME_KEPT + timedelta(days=1))
    forget_concerns(network=amina.network)
    assert not Concern.objects.exists()
