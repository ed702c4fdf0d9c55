"""docs/asvs.md speaks of every requirement of levels 1 and 2, and names tests and files that are
there."""

import re

import pytest

from tests.test_safety import TESTS
from tools import ROOT

TEXT = (ROOT / "docs" / "asvs.md").read_text()
ROW = re.compile(r"^\| ([\d.]+) \| ([12]) \| (.+?) \| (.+?) \|$", re.MULTILINE)
ROWS = {row[0]: row[1:] for row in ROW.findall(TEXT)}

ASKED = """
1.1 22 | 1.2 111112222 | 1.3 11222222222 | 1.4 222 | 1.5 12
2.1 122 | 2.2 112 | 2.3 1222 | 2.4 2
3.2 11 | 3.3 1222 | 3.4 112222 | 3.5 11122 | 3.7 22
4.1 122 | 4.2 2 | 4.3 22 | 4.4 1222
5.1 2 | 5.2 112 | 5.3 11 | 5.4 222
6.1 122 | 6.2 111111112222 | 6.3 1122 | 6.4 1122 | 6.5 22222 | 6.6 222 | 6.8 2222
7.1 222 | 7.2 1111 | 7.3 22 | 7.4 11222 | 7.5 22 | 7.6 22
8.1 12 | 8.2 112 | 8.3 1 | 8.4 2
9.1 111 | 9.2 1222
10.1 22 | 10.2 22 | 10.3 2222 | 10.4 11111222222 | 10.5 22222 | 10.6 22 | 10.7 222
11.1 22 | 11.2 222 | 11.3 112 | 11.4 1222 | 11.5 2 | 11.6 2
12.1 122 | 12.2 11 | 12.3 2222
13.1 2 | 13.2 22222 | 13.3 22 | 13.4 12222
14.1 22 | 14.2 1222 | 14.3 122
15.1 122 | 15.2 122 | 15.3 1222222
16.1 2 | 16.2 22222 | 16.3 2222 | 16.4 222 | 16.5 222
17.1 2 | 17.2 2222 | 17.3 22
"""
"""Of each section of version 5.0.0 the levels of its requirements, by their order. Those of level 3
stand last in their section."""


def asked():
    for section, levels in re.findall(r"(\d+\.\d+) ([12]+)", ASKED):
        for number, level in enumerate(levels, start=1):
            yield f"{section}.{number}", level


def test_every_requirement_is_there_in_its_order_with_its_level():
    assert [(number, row[0]) for number, row in ROWS.items()] == list(asked())
    assert len(ROWS) == 253


@pytest.mark.parametrize("number", ROWS)
def test_each_is_met_or_does_not_apply_or_is_open(number):
    _level, what, state = ROWS[number]
    kind, _, why = state.partition(": ")
    assert kind in {"met", "not applicable", "open"}
    assert why
    assert len(what.split()) <= 12
    tests = set(re.findall(r"`(test_\w+)`", why))
    assert tests <= TESTS, f"no such test: {tests - TESTS}"
    assert tests or kind != "met", "who shows it?"
    files = re.findall(r"`([\w.-]+/[\w./-]+|[\w-]+\.(?:yml|lock))`", why)
    assert all((ROOT / file).exists() for file in files), files


def test_the_counts_are_those_of_the_rows():
    kinds = [row[2].partition(":")[0] for row in ROWS.values()]
    told = re.search(r"(\d+) requirements: (\d+) met, (\d+) not applicable, (\d+) open", TEXT)
    counts = [len(kinds), *map(kinds.count, ["met", "not applicable", "open"])]
    assert [int(count) for count in told.groups()] == counts
