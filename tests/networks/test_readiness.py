from datetime import timedelta

import pytest
from django.utils import timezone

from mutualaid.jobs.models import Job
from mutualaid.networks.readiness import checks, reachable

NOW = timezone.now()


@pytest.mark.parametrize(
    "origin", ["https://help.example.org", "https://8.8.8.8", "http://abc.onion:80"]
)
def test_reachable(origin):
    assert reachable(origin)


@pytest.mark.parametrize(
    "origin",
    [
        "http://localhost:8000",
        "http://127.0.0.1:8000",
        "http://[::1]:8000",
        "http://192.168.1.20",
        "http://10.0.0.4",
        "http://[fd00::1]",
        "http://kitchen.local",
        "http://kitchen",
        "",
    ],
)
def test_not_reachable(origin):
    assert not reachable(origin)


def ready():
    return [check.ready for check in checks()]


def test_the_demo_is_ready_for_nobody(db):
    assert ready() == [False, False, False, False]


def test_each_has_a_next_step(browse, amina):
    page = browse(amina).get("/n/millbrook/ready/").content.decode()
    assert page.count("not yet") == 4
    assert "bin/serve --real" in page
    assert "Nothing copies your data yet" in page


def test_the_demo_says_that_it_is_left_behind(browse, amina, settings):
    settings.DEMO = True
    assert "not taken along" in browse(amina).get("/n/millbrook/ready/").text
    settings.DEMO = False
    assert "not taken along" not in browse(amina).get("/n/millbrook/ready/").text


@pytest.fixture
def real(settings, db):
    settings.ORIGIN = "https://help.example.org"
    settings.MAIL_FOLDER = None
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


def mailed(minutes_ago, **fields):
    moment = NOW - timedelta(minutes=minutes_ago)
    Job.objects.create(
        kind="accounts.send_code",
        key=str(minutes_ago),
        attempts=1,
        **{"state": Job.State.DONE, "due_at": moment, "ended_at": moment} | fields,
    )


def failed(minutes_ago):
    moment = NOW - timedelta(minutes=minutes_ago)
    job = {"state": Job.State.DUE, "error": "OSError", "ended_at": None, "tries_left": 11}
    mailed(minutes_ago, **job, due_at=moment + timedelta(seconds=30))


def test_address_and_https(real):
    assert ready()[:2] == [True, True]


def test_mail_that_nobody_tried_is_not_ready(real):
    assert not ready()[2]


def test_mail_is_not_ready_without_a_server(real, settings):
    settings.MAILERS = {}
    mailed(1)
    assert not ready()[2]


def test_the_last_mail_counts(real):
    failed(30)
    assert not ready()[2]
    mailed(20)
    assert ready()[2]
    failed(10)
    assert not ready()[2]
