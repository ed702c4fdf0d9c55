"""Logs are lines of JSON that tell what happened, and nothing of people."""

import json
import logging

import pytest
import structlog
from django.http import HttpResponse
from django.urls import include, path

from mutualaid.logs import scrubbed

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
