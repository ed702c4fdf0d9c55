import pytest
from django.utils.translation import gettext_lazy

from mutualaid import hooks
from mutualaid.jobs.models import Job
from mutualaid.jobs.services import sweep
from mutualaid.sealed.services import seal

SOUP, DOOR, SECOND = "tests.soup", "tests.door", "tests.second"
"""Kinds that stand in the real registry during these tests: the second is urgent, and of the third
there is a translation."""


def kinds():
    return {
        SOUP: hooks.NoticeKind(gettext_lazy("There is soup in %(network)s")),
        DOOR: hooks.NoticeKind(gettext_lazy("Somebody used your key in %(network)s"), urgent=True),
        SECOND: hooks.NoticeKind(gettext_lazy("Bring a second neighbor")),
    }


@pytest.fixture(autouse=True)
def offered():
    hooks.notice_kinds.register()(kinds)
    yield
    hooks.notice_kinds._offers[:] = [
        offer for offer in hooks.notice_kinds._offers if offer[1] is not kinds
    ]


@pytest.fixture
def reachable(amina):
    """Amina, who has an e-mail address."""
    seal(amina.user, "email", "amina@example.org", key=amina.user.key)
    amina.user.save()
    return amina


@pytest.fixture
def clock(time_machine):
    """``clock("2026-11-24T12:00")``: it is that time, and all that is due is done."""

    def at(when):
        time_machine.move_to(f"{when}:00Z")
        # The nights of other apps need more than a test's transaction.
        Job.objects.exclude(kind__startswith="notices.").delete()
        sweep()

    time_machine.move_to("2026-11-24T12:00:00Z")  # a Tuesday
    return at
