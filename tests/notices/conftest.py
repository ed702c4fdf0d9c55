import pytest
from django.utils.translation import gettext_lazy

from mutualaid import hooks

SOUP, DOOR = "tests.soup", "tests.door"
"""Kinds that stand in the real registry during these tests: the second is urgent."""


def kinds():
    return {
        SOUP: hooks.NoticeKind(gettext_lazy("There is soup in %(network)s")),
        DOOR: hooks.NoticeKind(gettext_lazy("Somebody used your key in %(network)s"), urgent=True),
    }


@pytest.fixture(autouse=True)
def offered():
    hooks.notice_kinds.register()(kinds)
    yield
    hooks.notice_kinds._offers[:] = [
        offer for offer in hooks.notice_kinds._offers if offer[1] is not kinds
    ]
