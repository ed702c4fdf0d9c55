from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from needs.results.ranking import PARTS, Named, ranked

counts = st.integers(0, 50)
weights = st.fixed_dictionaries({part: st.integers(0, 3) for part in PARTS})
needs = st.lists(
    st.builds(
        Named,
        st.sampled_from(["food", "housing", "tools", "pets", "work"]),
        named=counts,
        now=counts,
        soon=counts,
        people=counts,
        at_hand=st.none() | counts,
    ),
    min_size=1,
    unique_by=lambda need: need.category,
)


def places(found, weighed):
    return {place.need.category: place.place for place in ranked(found, weighed)}


def test_parts_and_total():
    food = Named("food", named=10, now=4, soon=4, people=30)
    tools = Named("tools", named=5, now=3, people=60)
    first, second = ranked([tools, food], {"named": 2, "urgent": 1, "people": 1})
    assert (first.need, first.place, second.place) == (food, 1, 2)
    assert [float(part) for part in first.parts.values()] == [1, 1, 0.5]
    assert float(first.total) == (2 + 1 + 0.5) / 4
    assert [float(part) for part in second.parts.values()] == [0.5, 0.5, 1]


def test_equal_needs_share_a_place():
    alike = [Named(category, named=3) for category in ("food", "pets", "work")]
    assert places([*alike, Named("tools", named=1)], dict.fromkeys(PARTS, 1)) == {
        "food": 1,
        "pets": 1,
        "work": 1,
        "tools": 4,
    }


def test_weights_of_nothing_leave_all_equal():
    found = [Named("food", named=3), Named("pets", named=9)]
    assert set(places(found, dict.fromkeys(PARTS, 0)).values()) == {1}


@given(needs, weights, st.sampled_from(["named", "now", "soon", "people"]), st.integers(1, 9))
def test_naming_a_need_more_never_lowers_it(found, weighed, part, more):
    need = found[0]
    raised = replace(need, **{part: getattr(need, part) + more})
    before, after = places(found, weighed), places([raised, *found[1:]], weighed)
    assert after[need.category] <= before[need.category]


@given(needs, weights, st.integers(2, 10))
def test_ten_times_as_many_answers_change_nothing(found, weighed, times):
    larger = [
        replace(
            need,
            named=need.named * times,
            now=need.now * times,
            soon=need.soon * times,
            people=need.people * times,
        )
        for need in found
    ]
    assert places(found, weighed) == places(larger, weighed)
