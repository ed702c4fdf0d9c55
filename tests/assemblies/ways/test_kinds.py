"""What people read of the ways, and of what came of them."""

import json
from dataclasses import asdict, replace

import pytest
from django.utils import translation

from assemblies.ways.kinds import WAYS
from assemblies.ways.lots import Draw
from assemblies.ways.outcomes import ADOPTED, NOT_VALID, Outcome, Reason, Result
from assemblies.ways.scores import Scores
from assemblies.ways.shares import Wishes
from assemblies.ways.stances import Heard, Stance
from assemblies.ways.terms import Terms
from tests.assemblies.ways.examples import SEED

SAID = {
    "consensus": Heard(could=3, counts={Stance.AGREE: 3}),
    "consent": Heard(could=3, counts={Stance.RESERVATION: 3}),
    "majority": Heard(could=3, counts={Stance.AGREE: 2, Stance.BLOCK: 1}),
    "score": Scores(could=3, did=3, given={"well": {5: 2}, "shed": {1: 3}}, seed=SEED),
    "lot": Draw(could=3, choices=["Amina", "Bo"], seed=SEED),
    "equal-shares": Wishes(
        could=3, ballots=[{"well"}] * 3, hours={"well": 3, "shed": 2}, limit=4, seed=SEED
    ),
}
each_way = pytest.mark.parametrize("key", WAYS)


def test_consensus_consent_and_majority_are_seen_first():
    assert [key for key, way in WAYS.items() if way.first] == ["consensus", "consent", "majority"]
    assert WAYS.keys() == SAID.keys()
    assert all(way.key == key and str(way.title) and str(way.words) for key, way in WAYS.items())


@each_way
def test_what_came_of_it_is_kept_as_json_and_told_anew(key):
    came_to = WAYS[key].decide(SAID[key], Terms(quorum=0, seal=SEED.seal))
    assert came_to.result == Result.ADOPTED
    kept = json.loads(json.dumps(asdict(came_to)))
    chosen, reason = tuple(kept.pop("chosen")), Reason(kept.pop("reason"))
    again = Outcome(chosen=chosen, reason=reason, **kept)
    assert (again, again.why, again.result) == (came_to, came_to.why, came_to.result)


@each_way
def test_too_few_is_not_valid_by_any_way(key):
    said = replace(SAID[key], could=40)
    outcome = WAYS[key].decide(said, Terms(quorum=20, seal=SEED.seal))
    assert (outcome.result, outcome.reason, outcome.chosen) == (
        Result.NOT_VALID,
        Reason.TOO_FEW,
        (),
    )


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_is_one_sentence_or_two_in_the_language_of_whoever_reads(reason):
    outcome = Outcome(
        reason=reason, could=9, did=6, needed=5, counts={"agree": 4, "stand-aside": 2, "silent": 1}
    )
    assert outcome.why.endswith(".")
    assert "%" not in outcome.why
    assert outcome.result in Result
    with translation.override("es"):
        assert outcome.why.endswith(".")


def test_a_reason_is_of_one_result():
    assert not NOT_VALID & ADOPTED
    assert {*Reason} > NOT_VALID | ADOPTED
