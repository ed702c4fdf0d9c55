"""What the board costs with very many needs on it: goals 2 to 5, by plans, counts and ratios. In
full they are measured by ``bin/bench board search near``."""

import time

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from needs.board.queries import map_of
from needs.own_categories.queries import kinds_of
from needs.posts.demo import fill_needs
from needs.posts.models import Need
from needs.posts.queries import board
from tests.needs.board.test_places import CELLS, millbrook  # noqa: F401
from tests.needs.posts.factories import need_of

FEW, MANY = 400, 4000
BATCHES, EACH = 5, 4
ALONG = {
    "board": {},
    "board_by_category": {"category": "meals"},
    "board_by_category ": {"category": "food"},
    "board_by_day": {"order": "urgent"},
    "board_by_place": {"order": "nearest"},
    "board_by_place ": {"order": "nearest", "near": CELLS[30]},
}
SEARCHED = [
    {"q": "looking"},
    {"q": "beehive"},
    {"q": "zither"},
    {"language": "ar"},
    {"place": CELLS[0], "category": "food", "language": "en"},
    {"order": "nearest", "category": "food"},
]


@pytest.fixture
def member(amina, millbrook):  # noqa: F811
    amina.network = millbrook
    return amina


def shown(member, asked):
    return board(member.network, member, asked, QueryDict())


def plans(work):
    """How the database goes about each list of needs that is read meanwhile."""
    found, explaining = [], False

    def explain(execute, sql, parameters, many, context):
        nonlocal explaining
        if 'FROM "needs_need"' in sql and "LIMIT" in sql and not explaining:
            explaining = True
            word = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN (COSTS OFF)"
            with connection.cursor() as cursor:
                cursor.execute(f"{word} {sql}", parameters)
                found.append("\n".join(str(row[-1]) for row in cursor.fetchall()))
            explaining = False
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(explain):
        work()
    return found


@pytest.mark.parametrize(("index", "asked"), ALONG.items())
def test_2_and_4_lists_are_read_along_their_index_and_never_sorted(member, index, asked):
    fill_needs(member.network, MANY)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE needs_need" if connection.vendor == "postgresql" else "SELECT 1")
    [plan, *_] = plans(lambda: shown(member, asked))
    used = " USING INDEX {} " if connection.vendor == "sqlite" else " using {} on "
    assert used.format(index.strip()) in plan, plan
    assert "TEMP B-TREE" not in plan, plan
    assert "Sort  " not in plan, plan
    assert "->  Sort" not in plan, plan


@pytest.mark.parametrize("asked", [*ALONG.values(), *SEARCHED])
def test_5_as_many_statements_for_5_as_for_25(member, asked):
    def statements():
        with CaptureQueriesContext(connection) as done:
            found = shown(member, asked)
            map_of(member.network, member, asked)
        return len(found.rows), len(done)

    told = {"category": "meals", "title": "Looking for a beehive", "languages": ["en", "ar"]}
    kinds_of(member.network)  # read once, however often it is asked for
    counts = []
    for more in (5, 20):
        for _ in range(more):
            need_of(member, cell=CELLS[0], shows_place=True, **told)
        counts.append(statements())
    assert counts[0][1] == counts[1][1]
    assert counts[1][0] == (0 if asked.get("q") == "zither" else 25)


def cost(work):
    """The least CPU of some batches: whatever else the machine does is not counted."""
    times = []
    for _ in range(BATCHES):
        began = time.process_time()
        for _ in range(EACH):
            work()
        times.append(time.process_time() - began)
    return min(times)


@pytest.mark.once
def test_2_to_4_ten_times_as_many_needs_cost_as_much(member):
    def costs():
        return {
            str(asked): cost(lambda asked=asked: shown(member, asked))
            for asked in [*ALONG.values(), *SEARCHED]
        }

    fill_needs(member.network, FEW)
    few = costs()
    fill_needs(member.network, MANY - FEW)
    many = costs()
    assert Need.objects.count() == MANY
    grown = {asked: many[asked] / few[asked] for asked in few if many[asked] > 2 * few[asked]}
    assert not grown
