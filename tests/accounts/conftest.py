import re

import pytest
from django.core import mail

from mutualaid import hooks
from mutualaid.jobs.services import sweep


@pytest.fixture
def mailed():
    """Do the jobs, and get the mails that they sent."""

    def sent():
        sweep()
        return mail.outbox

    return sent


@pytest.fixture
def mailed_code(mailed):
    """The code in the last mail."""
    return lambda: "".join(re.search(r"^(\d{4}) (\d{4})$", mailed()[-1].body, re.M).groups())


@pytest.fixture
def told(monkeypatch):
    """What people are told: ``[(user, kind, path)]``."""
    heard = []
    seen = set()

    def hear(user, kind, path, once, facts):
        if (user.pk, once) not in seen:
            seen.add((user.pk, once))
            heard.append((user, kind, path))

    monkeypatch.setattr(hooks.telling, "_offers", [(50, hear)])
    return heard


@pytest.fixture
def hide(monkeypatch):
    """``hide(one, other)``: from now on they hide from each other."""

    def between(one, other):
        pair = {one.pk, other.pk}
        offer = (50, lambda user: pair - {user.pk} if user.pk in pair else set())
        monkeypatch.setattr(hooks.hidden, "_offers", [*hooks.hidden._offers, offer])

    return between
