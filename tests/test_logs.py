"""Logs are lines of JSON that tell what happened, and nothing of people."""

import ast
import json
import logging
import os
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from mutualaid.logs import scrubbed
from tools import ROOT

LEVELS = {"exception": "error"}
OUR_LOG = re.compile(r"log\.(info|warning|error|exception)( if \w+ else log\.info)?")
TYPED = "Élise, Mill Road 7, elise@example.org"


def fails(request, code):
    raise ValueError(TYPED)


urlpatterns = [
    path("", include("mutualaid.urls")),
    path("hello/<str:code>/", lambda request, code: HttpResponse("welcome"), name="hello"),
    path("fails/<str:code>/", fails, name="fails"),
]
handler500 = "mutualaid.errors.server_error"


@pytest.fixture
def lines(settings):
    """``lines()``: what was logged since, as one text and as a list of objects."""
    stream = logging.getLogger().handlers
    handler = next(
        h for h in stream if isinstance(h.formatter, structlog.stdlib.ProcessorFormatter)
    )
    kept = []
    handler.emit, emit = lambda record: kept.append(handler.format(record)), handler.emit
    yield lambda: ("\n".join(kept), [json.loads(line) for line in kept])
    handler.emit = emit


@pytest.mark.urls("tests.test_logs")
def test_a_request_is_named_not_quoted(client, lines):
    client.get(
        "/hello/ABCD2345/?email=elise@example.org",
        headers={"user-agent": "Fennec/7"},
        REMOTE_ADDR="192.0.2.7",
    )
    text, [line] = lines()
    assert line.pop("ms") >= 0
    assert line.pop("time")
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "mutualaid.logs",
        "method": "GET",
        "page": "hello",
        "status": 200,
    }
    for secret in ["ABCD2345", "elise", "192.0.2.7", "Fennec"]:
        assert secret not in text


@pytest.mark.urls("tests.test_logs")
def test_an_error_tells_where_not_what_was_typed(client, lines, db):
    client.raise_request_exception = False
    assert client.get("/fails/ABCD2345/?code=QQQQ7777").status_code == 500
    text, logged = lines()
    assert [line["status"] for line in logged if line["event"] == "request"] == [500]
    [error] = [line for line in logged if "error" in line]
    assert error["error"] == "ValueError"
    assert error["at"][-1].startswith("tests/test_logs.py:")
    for secret in ["ABCD2345", "QQQQ7777", "Élise", "Mill Road", "example.org"]:
        assert secret not in text


@pytest.mark.urls("tests.test_logs")
def test_a_missing_page_is_not_named(client, lines, db):
    client.get("/jion/ABCD2345/")
    text, [line] = lines()
    assert (line["status"], line["page"]) == (404, None)
    assert "ABCD2345" not in text


def test_libraries_are_heard_and_scrubbed(lines):
    logging.getLogger("some.library").warning(
        "Invalid host %s from %s for %s as %s",
        "2001:db8::7",
        "192.0.2.7",
        "/join/AB?c=d",
        "a@b.org",
    )
    _, [line] = lines()
    assert line["event"] == "Invalid host … from … for … as …"
    assert line["logger"] == "some.library"


def test_a_caught_error_is_told_with_its_place(lines):
    try:
        raise KeyError(TYPED)
    except KeyError:
        structlog.get_logger("ours").exception("job failed", kind="test")
    text, [line] = lines()
    assert (line["error"], line["kind"], line["level"]) == ("KeyError", "test", "error")
    assert "Élise" not in text


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Not Found: /s/ABCD2345/receipt/", "Not Found: …"),
        ("GET /sign-in/link/abc?next=/me/ 200", "GET … 200"),
        ("key (email)=(elise@example.org) exists", "key (email)=… exists"),
        ("to ::1 and fe80::1:2", "to … and …"),
        ("session 0123456789abcdef0123456789abcdef ended", "session … ended"),
        ("4 of 5 jobs done at 12:30", "4 of 5 jobs done at 12:30"),
        ("", ""),
    ],
)
def test_scrubbing(said, kept):
    assert scrubbed(said) == kept


def test_lines_go_to_the_standard_error_alone(tmp_path):
    told = "import logging, django; django.setup(); import mutualaid.celery"
    tell = "[logging.getLogger(name).warning('hello') for name in ('', 'django', 'celery', 'x')]"
    done = subprocess.run(
        [sys.executable, "-c", f"{told}; {tell}"],
        cwd=ROOT,
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "mutualaid.settings", "MUTUALAID_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    heard = [json.loads(line)["logger"] for line in done.stderr.splitlines()]
    assert heard == ["root", "django", "celery", "x"]
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == [], "no file of lines"


def test_times_are_in_utc_wherever_the_computer_is(client, lines, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    time.tzset()
    client.get("/healthz")
    logging.getLogger("some.library").warning("hello")
    monkeypatch.undo()
    time.tzset()
    _, [line] = lines()
    told = datetime.fromisoformat(line["time"])
    assert told.utcoffset() == timedelta(0)
    assert abs(told - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "said", ["one\nrefused", 'one\r\n{"event": "request"}', "one\u2028\x1b[2J"]
)
def test_nobody_writes_a_line_of_their_own(lines, said):
    logging.getLogger("some.library").warning("Invalid name %s", said)
    text, [line] = lines()
    assert text.isprintable() or "\u2028" in text
    assert line["event"] == f"Invalid name {said}"
    assert len(text.split("\n")) == 1


@pytest.mark.parametrize(
    ("status", "address", "page"),
    [
        (403, "/language/", "language"),
        (404, "/n/eastside/home/", "networks:home"),
        (403, "/n/millbrook/known/", "networks:known"),
    ],
)
def test_refusals_are_told_without_who(newcomer, dara, lines, status, address, page):
    client = Client(enforce_csrf_checks=True)
    client.force_login(newcomer.user)
    method = "post" if page == "language" else "get"
    assert getattr(client, method)(address, REMOTE_ADDR="192.0.2.7").status_code == status
    text, logged = lines()
    [line] = [line for line in logged if line["event"] == "refused"]
    assert {name: line[name] for name in ("level", "page", "status")} == {
        "level": "warning",
        "page": page,
        "status": status,
    }
    assert set(line) == {"event", "level", "logger", "method", "page", "status", "ms", "time"}
    for who in ("Nour", str(newcomer.pk), str(newcomer.user.pk), "192.0.2.7", "millbrook"):
        assert who not in text


def test_what_was_tried_too_often_is_told_too(client, db, lines):
    for _ in range(7):
        client.post("/sign-in/", {"email": TYPED.split()[-1]})
    text, logged = lines()
    [line] = [line for line in logged if line["event"] == "refused"]
    assert (line["page"], line["status"]) == ("accounts:sign_in", 429)
    assert "example.org" not in text


def test_what_is_logged_is_written_down():
    """Each kind of line of ours, with all that stands in it."""
    page = (ROOT / "docs/running.md").read_text().partition("### What is logged")[2]
    rows = re.findall(r"^\| `([\w ]+)` \| (\w+) \| ([^|]+) \|", page.partition("\n#")[0], re.M)
    said = {(line, level, *re.findall(r"`(\w+)`", told)) for line, level, told in rows}
    assert said == {*lines_of_ours()}


def lines_of_ours():
    for file in (ROOT / "mutualaid").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and OUR_LOG.fullmatch(ast.unparse(node.func)):
                levels = re.findall(r"log\.(\w+)", ast.unparse(node.func))
                events = [each.value for each in ast.walk(node.args[0]) if is_text(each)]
                for level, event in zip(levels, events, strict=True):
                    yield event, LEVELS.get(level, level), *(given.arg for given in node.keywords)


def is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
