"""An attacker who keeps every public page, of every answer and every moment."""

from collections import Counter
from itertools import product

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from needs.results.counting import added_by
from needs.results.lines import Span, every_month, groups, ranges
from needs.results.queries import telling_of
from needs.results.small import FIVE, in_fives, more_than
from needs.results.telling import Telling
from needs.surveys.models import Question, Response, Tally
from tests.needs.factories import SurveyFactory, choices

SHIFTS = range(1, FIVE + 1)
CHOICES = ("a", "b", "c")


def possible(told):
    """The counts that may stand behind a told one: the attacker knows the rule, not the shift."""
    return range(told + SHIFTS[0], told + SHIFTS[-1] + FIVE) if told else range(10**6)


class Attacker:
    """Keeps for each cell, at each moment, the least and the most that it can be.

    Knows that the answers to one question exclude each other, that all answered, that a cell
    where two answers meet is part of both, and that nothing shrinks.
    """

    def __init__(self):
        self.least: dict = {}
        self.most: dict = {}

    def see(self, cell, least, most):
        before = self.least.get(cell, 0), self.most.get(cell, 10**6)
        self.least[cell] = max(before[0], least)
        self.most[cell] = min(before[1], most)
        return before != (self.least[cell], self.most[cell])

    def sums(self, whole, cells):
        """The cells come to the whole."""
        moved = self.see(whole, sum(self.least[c] for c in cells), sum(self.most[c] for c in cells))
        for cell in cells:
            others = [each for each in cells if each != cell]
            moved |= self.see(
                cell,
                self.least[whole] - sum(self.most[c] for c in others),
                self.most[whole] - sum(self.least[c] for c in others),
            )
        return moved

    def grows(self, earlier, later):
        return self.see(earlier, 0, self.most[later]) | self.see(later, self.least[earlier], 10**6)


@pytest.fixture
def two(network):
    """A survey of two questions with the same choices."""
    asked = {"kind": "one", "text": "?", "choices": choices(*CHOICES)}
    return SurveyFactory(
        network=network, questions=[asked | {"key": "first"}, asked | {"key": "second"}]
    )


def tallies(survey, asked, people):
    """Keep what these people said as `advance` does, and return every public page of it."""
    survey.tallies.all().delete()
    names = {
        f"{number}:{choice}": f"{question.pk}:{choice}"
        for number, question in enumerate(asked, start=1)
        for choice in CHOICES
    }
    those = {"": people} | {
        name: [answers for answers in people if answers[int(name[0]) - 1] == name[2:]]
        for name in names
    }
    Tally.objects.bulk_create(
        Tally(
            survey=survey,
            filter=names.get(name, ""),
            responses=len(some),
            data=tally(some, asked),
        )
        for name, some in those.items()
        if some
    )
    return {name: telling_of(survey, names.get(name, ""), public=True) for name in those}


def tally(people, asked):
    counts = Counter(all=len(people))
    for answers in people:
        for question, choice in zip(asked, answers, strict=True):
            counts[f"{question.pk}"] += 1
            counts[f"{question.pk}:{choice}"] += 1
    return dict(counts)


def read(telling, question):
    """What the page tells of each choice; 0 where it tells nothing."""
    told = {line.cells[0]: line.count or 0 for line in telling.question(question).lines}
    return {choice: told.get(choice, 0) for choice in CHOICES}


person = st.tuples(st.sampled_from(CHOICES), st.sampled_from("aaaaab" + "c"))


@given(st.lists(st.lists(person, min_size=5, max_size=30), min_size=1, max_size=4))
def test_no_cell_below_five_is_recovered(two, steps):
    asked = list(two.questions.asked_now())
    attacker, truth, people = Attacker(), {}, []
    for moment, step in enumerate(steps):
        people += step
        pages = tallies(two, asked, people)
        attacker.see((moment, "all"), 0, 10**6)
        told = possible(pages[""].total())
        attacker.see((moment, "all"), told[0], told[-1])
        for number, choice in product((1, 2), CHOICES):
            truth[moment, f"{number}:{choice}"] = sum(
                answers[number - 1] == choice for answers in people
            )
            attacker.see((moment, f"{number}:{choice}"), 0, 10**6)
        for left, right in product(CHOICES, repeat=2):
            truth[moment, left, right] = people.count((left, right))
            attacker.see((moment, left, right), 0, 10**6)
        for page, telling in pages.items():
            for number, question in enumerate(asked, start=1):
                for choice, count in read(telling, question).items():
                    if page and page.startswith(f"{number}:"):
                        continue
                    if not page:
                        cell = (moment, f"{number}:{choice}")
                    elif number == 2:
                        cell = (moment, page[2:], choice)
                    else:
                        cell = (moment, choice, page[2:])
                    if count:
                        attacker.see(cell, count + 1, 10**6)
    moved = True
    while moved:
        moved = False
        for moment in range(len(steps)):
            for number in (1, 2):
                cells = [(moment, f"{number}:{choice}") for choice in CHOICES]
                moved |= attacker.sums((moment, "all"), cells)
            for choice in CHOICES:
                row = [(moment, choice, other) for other in CHOICES]
                column = [(moment, other, choice) for other in CHOICES]
                moved |= attacker.sums((moment, f"1:{choice}"), row)
                moved |= attacker.sums((moment, f"2:{choice}"), column)
            for cell in [cell for cell in truth if moment and cell[0] == moment]:
                moved |= attacker.grows((moment - 1, *cell[1:]), cell)
    for cell, count in truth.items():
        assert attacker.least[cell] <= count <= attacker.most[cell], "the attacker reasons right"
        if count < FIVE:
            assert attacker.least[cell] < attacker.most[cell]


def test_a_public_page_tells_nothing_at_five_and_opens_without_a_jump(two):
    """Nobody, one, or five who gave an answer look the same, page and address alike."""
    asked = list(two.questions.asked_now())
    opened = []
    for count in range(40):
        pages = tallies(two, asked, [("a", "a")] * 20 + [("b", "a")] * count)
        opened.append(bool(pages["1:b"].counts))
        assert opened[-1] == bool(read(pages[""], asked[0])["b"])
        assert pages["1:c"].counts == {}
    assert not any(opened[: FIVE + 1])
    assert opened == sorted(opened)


@pytest.mark.parametrize("count", range(2 * FIVE))
def test_that_answers_are_told_at_all_is_known_only_roughly(two, count):
    asked = list(two.questions.asked_now())
    page = tallies(two, asked, [("a", "a")] * count)[""] if count else None
    if count <= FIVE and page:
        assert not page.begun()
        assert page.question(asked[0]).answered is None


def test_whether_anybody_gave_an_answer_no_address_tells(two, client):
    asked = list(two.questions.asked_now())
    tallies(two, asked, [("a", "b")] * 20 + [("b", "b")])
    address = reverse("needs:public_results", args=[two.code])
    answers = [client.get(address, {"only": f"{asked[0].pk}:{choice}"}) for choice in "bc"]
    assert [answer.status_code for answer in answers] == [200, 200]
    few, none = (answer.text.split("<main")[1].split("</main>")[0] for answer in answers)
    assert "Too few people gave this answer" in few
    assert few.replace(">b<", ">c<").replace(":b", ":c") == none


texts = st.text() | st.from_regex(r"[0-9]+:[a-c]?", fullmatch=True) | st.integers().map(str)


@pytest.fixture
def answered(two):
    """The first question of a survey that twenty answered, and where anyone sees what they said."""
    asked = list(two.questions.asked_now())
    tallies(two, asked, [("a", "b")] * 20)
    return asked[0].pk, reverse("needs:public_results", args=[two.code])


@given(only=texts, part=texts | st.just("1" * 5000))
def test_any_question_string_finds_a_page_or_none(answered, client, only, part):
    first, address = answered
    for sent in ({"only": only, "part": part}, {"only": f"{first}:{only}"}, {"part": part}):
        assert client.get(address, sent).status_code in {200, 404}


def test_a_question_string_of_nothing_finds_none(answered, client):
    first, address = answered
    for unknown in ("boat", "\0", f"{first}:\0", f"{first}:", "way:online"):
        assert client.get(address, {"only": unknown}).status_code == 404


@given(st.integers(0, 500), st.sampled_from(SHIFTS))
def test_five_or_fewer_tell_nothing(count, shift):
    told = more_than(count, shift)
    assert told % FIVE == 0
    assert told < count or told == 0
    assert told or count < 2 * FIVE
    assert not told or count > FIVE


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_never_all(counts):
    total = sum(counts)
    told = in_fives(b"secret", dict(enumerate(map(int, counts))), total) if total else {}
    assert sum(told.values()) <= max(total - FIVE, 0)


def test_one_date_far_away_does_not_turn_months_into_years():
    question = Question(kind="date", text="?")
    dates = {"2026-01": 10, "2026-02": 14}
    near = [line.label for line in groups(question, dates)[0]]
    far = [line.label for line in groups(question, dates | {"1999-05": 1, "2090-01": 2})[0]]
    assert len(near) == len(far) == 2
    assert "January 2026" in near[0]
    assert "January 2026" in far[0]
    far_off = {"0001-01": 1, "9999-12": 1}
    assert len(every_month(dates | far_off)) == 4
    assert len(groups(question, dates | far_off)[0]) == 2
    assert every_month({"2026-01": 1}) == [2026 * 12]
    assert every_month({}) == []
    spread = {f"{year}-06": 9 for year in range(2000, 2020)}
    assert len(groups(question, spread)[0]) == 20


def test_one_large_household_does_not_move_a_public_sum(survey):
    question = Question(id=1, kind="needs", text="?")
    for public, moved in ((True, 11), (False, 212)):
        before, after = (
            added_by(Response(), [(question, {"food": {"people": people}})]) for people in (1, 213)
        )
        whole = {name: 40 * count for name, count in before.items()}
        larger = Counter(whole) + after - before
        sums = [
            Telling(survey, counts, public=public).needs({})[0][0].people
            for counts in (whole, larger)
        ]
        assert abs(sums[1] - sums[0] - moved) < (FIVE if public else 1)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12))
def test_no_end_of_a_range_is_one_persons(counts):
    spans = [Span((str(n),), str(n), str(n)) for n in range(len(counts))]
    found = {str(n): count for n, count in enumerate(counts)}
    lines = ranges(spans, found, "%(last)s or less", "%(first)s or more")
    sums = [sum(found[cell] for cell in line.cells) for line in lines]
    assert sum(sums) == sum(counts)
    assert [cell for line in lines for cell in line.cells] == list(found)
    if sum(counts) >= FIVE:
        assert sums[0] >= FIVE
        assert sums[-1] >= FIVE
