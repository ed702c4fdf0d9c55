"""Equal Shares against pabutools: instances made up, and files as Pabulib has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assemblies.ways.shares import Wishes, equal_shares
from assemblies.ways.terms import Terms
from tests.assemblies.ways.examples import Drawn, thorough
from tools import ROOT

FILES = sorted((ROOT / "tests/assemblies/data").glob("*.pb"))
NAMES = "abcdef"


@pytest.fixture(scope="module")
def pabutools():
    """Loaded when it is asked for, not by each worker that lists the tests: it takes seconds."""
    import pabutools.election
    import pabutools.rules
    import pabutools.tiebreaking

    return pabutools


def theirs(pabutools, instance, profile, drawn):
    """What pabutools chooses: by equal shares; then, of what fits, one by one by Phragmén's method,
    where whoever has something left begins that much ahead."""
    taken = []

    class Lot(pabutools.tiebreaking.TieBreakingRule):
        """Keeps what was taken, since an allocation is handed out in the order of names."""

        def order(self, *given, **more):
            ordered = super().order(*given, **more)
            taken.append(ordered[0])
            return ordered

    lot = Lot(lambda _instance, _profile, each: drawn.index(each.name))
    shares = pabutools.rules.method_of_equal_shares(
        instance,
        profile,
        sat_class=pabutools.election.Cardinality_Sat,
        tie_breaking=lot,
        analytics=True,
    )
    # None where nobody wants anything, so that nothing is left over to decide about.
    details = shares.details
    loads = [-left for left in details.iterations[-1].voters_budget] if details else []
    chosen = list(shares)
    while fitting := [
        each
        for each in instance
        if each not in chosen
        and each.cost <= instance.budget_limit - sum(one.cost for one in chosen)
        and profile.approval_score(each)
    ]:
        taken.clear()
        part = pabutools.election.Instance(fitting, budget_limit=instance.budget_limit)
        pabutools.rules.sequential_phragmen(part, profile, initial_loads=loads, tie_breaking=lot)
        wanting = [place for place, ballot in enumerate(profile) if taken[0] in ballot]
        load = (sum(loads[place] for place in wanting) + taken[0].cost) / len(wanting)
        for place in wanting:
            loads[place] = load
        chosen.append(taken[0])
    return [each.name for each in chosen]


def ours(instance, profile, drawn):
    wishes = Wishes(
        could=len(profile),
        ballots=[{each.name for each in ballot} for ballot in profile],
        hours={each.name: int(each.cost) for each in instance},
        limit=int(instance.budget_limit),
        seed=Drawn("", (), tuple(drawn)),
    )
    return list(equal_shares(wishes, Terms(quorum=0)).chosen)


@thorough
@given(
    hours=st.lists(st.integers(1, 9), min_size=1, max_size=len(NAMES)),
    ballots=st.lists(st.frozensets(st.sampled_from(NAMES)), max_size=8),
    limit=st.integers(1, 30),
    drawn=st.permutations(NAMES),
)
def test_the_same_is_chosen_in_the_same_order(pabutools, hours, ballots, limit, drawn):
    projects = {
        name: pabutools.election.Project(name, cost)
        for name, cost in zip(NAMES, hours, strict=False)
    }
    instance = pabutools.election.Instance(projects.values(), budget_limit=limit)
    profile = pabutools.election.ApprovalProfile(
        [
            pabutools.election.ApprovalBallot(projects[name] for name in ballot if name in projects)
            for ballot in ballots
        ],
        instance=instance,
    )
    assert ours(instance, profile, drawn) == theirs(pabutools, instance, profile, drawn)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_of_a_file(pabutools, file):
    instance, profile = pabutools.election.parse_pabulib(str(file))
    assert (len(instance), len(profile)) == (
        int(instance.meta["num_projects"]),
        int(instance.meta["num_votes"]),
    )
    names = sorted(each.name for each in instance)
    for drawn in (names, names[::-1], names[2:] + names[:2]):
        chosen = ours(instance, profile, drawn)
        assert chosen == theirs(pabutools, instance, profile, drawn)
        assert chosen


def test_there_are_files():
    assert len(FILES) == 4
