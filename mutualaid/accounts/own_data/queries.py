"""What is held about a person, and who read it."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.db.models import Case, Count, Func, Max, Min, QuerySet, Value, When
from django.db.models.functions import TruncDate
from django.http import QueryDict
from django.utils.translation import gettext as _

from mutualaid import hooks
from mutualaid.accounts.models import User
from mutualaid.paging import SIZE, cut, key_in
from mutualaid.sealed.keys import row_name
from mutualaid.sealed.models import Access


def held(user: User) -> list[dict[str, Any]]:
    """All that is held about a person: ``{title, rows}``, each row what it is and its value.

    Never in a transaction: that they were shown what is sealed is noted.
    """
    sections = chain.from_iterable(hooks.my_data.ask(user))
    return [section for section in sections if section["rows"]]


def readings(user: User, typed: QueryDict) -> dict[str, Any]:
    """``rows`` of who was shown what about a person, newest first, and the next page's address.

    What the same one was shown for the same reason on one day is one row.
    """
    entries = _by_day(user)
    groups = entries.values("day", "who", "reason").annotate(
        count=Count("pk"), first=Min("pk"), last=Max("pk")
    )
    if below := key_in(typed.get("before", "")):
        groups = groups.filter(last__lt=below)
    page = cut(list(groups.order_by("-last")[: SIZE + 1]), typed, lambda group: str(group["last"]))
    return {"rows": list(_in_words(page.rows, entries, user)), "older": page.older}


def _by_day(user: User) -> QuerySet:
    """The entries about a person, each with its day, its part of a row, and whom it was shown to:
    nobody is themselves."""
    keys = list(chain.from_iterable(hooks.my_keys.ask(user)))
    oneself = {row_name(user), *chain(*hooks.as_oneself.ask(user))}
    return Access.objects.filter(key__in=keys).annotate(
        day=TruncDate("at"),
        who=Case(When(reader__in=oneself, then=Value("")), default="reader"),
        part=Func("place", Value("0123456789"), function="RTRIM"),
    )


def _in_words(
    groups: list[dict[str, Any]], entries: QuerySet, user: User
) -> Iterator[dict[str, Any]]:
    if not groups:
        return
    there = entries.filter(
        pk__gte=min(each["first"] for each in groups), pk__lte=max(each["last"] for each in groups)
    )
    parts: dict[tuple, set[str]] = {}
    for *group, part in there.values_list("day", "who", "reason", "part").distinct():
        parts.setdefault(tuple(group), set()).add(part.removesuffix("."))
    known, reasons = hooks.sealed_parts.merged(), hooks.reasons.merged()
    shown_to = {each["who"] for each in groups}
    names = hooks.readers.merged(shown_to, user) | {"": _("you yourself")}
    for each in groups:
        whats = {
            str(known.get(part, _("something about you")))
            for part in parts[each["day"], each["who"], each["reason"]]
        }
        yield {
            "day": each["day"],
            "what": ", ".join(sorted(whats)),
            "why": reasons.get(each["reason"], each["reason"]),
            "reader": names.get(each["who"], _("someone who is gone")),
            "count": each["count"],
        }
