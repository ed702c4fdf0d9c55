"""What may stand in a log: which page, what went wrong and where in the code; nothing of people.

Our own lines hold names of pages and kinds, never addresses of pages, which may be secret. Lines
of libraries, and whatever else is text, lose all that looks like an address, a code or a query.
Errors are told by their class and place, since their messages may quote what someone typed.
"""

import re
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import structlog
from django.http import HttpRequest, HttpResponse
from structlog.typing import EventDict, WrappedLogger

ROOT = f"{Path(__file__).resolve().parents[1]}/"
PERSONAL = [
    re.compile(r"(?<!\w)/[^\s\"']+"),  # paths and their queries: "/join/ABCD2345?…"
    re.compile(r"[^\s\"'<>=]+@[^\s\"'<>]+"),  # e-mail addresses
    re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"),  # IPv4
    re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?![\w:])"),  # IPv6
    re.compile(r"[\w-]{24,}"),  # tokens
]
REFUSALS = {400, 403, 429}
"""What could not be read, what somebody may not do, and what was tried too often."""
log = structlog.get_logger()


def scrub(_logger: WrappedLogger, _level: str, line: EventDict) -> EventDict:
    return {
        name: scrubbed(value) if isinstance(value, str) else value for name, value in line.items()
    }


def scrubbed(text: str) -> str:
    for pattern in PERSONAL:
        text = pattern.sub("…", text)
    return text


def tell_error(_logger: WrappedLogger, _level: str, line: EventDict) -> EventDict:
    """The class of an error, and the lines of code from which it came; not its message."""
    if found := line.pop("exc_info", None):
        _, problem, trace = found if isinstance(found, tuple) else sys.exc_info()
        line["error"] = type(problem).__qualname__
        line["at"] = [
            f"{frame.filename.removeprefix(ROOT)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(trace)
        ]
    return line


def is_refusal(page: str | None, status: int) -> bool:
    """Also where something is not found on a page of ours: outsiders are not told that it is
    there. Where there is no such page, somebody mistyped."""
    return status in REFUSALS or (status == 404 and page is not None)


class RequestLogMiddleware:
    """One line for every page: its name, how it went and how long it took; a warning where
    somebody was refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        page = request.resolver_match.view_name if request.resolver_match else None
        refused = is_refusal(page, response.status_code)
        (log.warning if refused else log.info)(
            "refused" if refused else "request",
            method=request.method,
            page=page,
            status=response.status_code,
            ms=round((time.perf_counter() - began) * 1000),
        )
        return response
