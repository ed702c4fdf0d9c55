"""What stands at the top of every page."""

from functools import partial
from typing import Any

from django.http import HttpRequest

from .queries import unread_count


def unread(request: HttpRequest) -> dict[str, Any]:
    """Context processor: how many notices the reader of this page has not read, counted only
    where a page says so."""
    return {"unread": partial(_unread, request)}


def _unread(request: HttpRequest) -> int:
    user = getattr(request, "user", None)  # an early failure comes before anybody is known
    return unread_count(user) if user and user.is_authenticated else 0
