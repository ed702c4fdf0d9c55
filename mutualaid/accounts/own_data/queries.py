"""What is held about a person, and who read it."""

from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from mutualaid import hooks
from mutualaid.accounts.models import User
from mutualaid.paging import page_of
from mutualaid.sealed.models import Access


def held(user: User) -> list[dict[str, Any]]:
    """All that is held about a person: ``{title, rows}``, each row what it is and its value.

    Never in a transaction: that they were shown what is sealed is noted.
    """
    sections = chain.from_iterable(hooks.my_data.ask(user))
    return [section for section in sections if section["rows"]]


def readings(user: User, cursor: str) -> dict[str, Any]:
    """``rows`` of who was shown what about a person, newest first, and the next page's address."""
    keys = list(chain.from_iterable(hooks.my_keys.ask(user)))
    page = page_of(Access.objects.filter(key__in=keys), cursor, by="at")
    parts = hooks.sealed_parts.merged()
    reasons = hooks.reasons.merged()
    oneself = {f"{user._meta.db_table}.{user.pk}": _("you yourself")}
    names = hooks.readers.merged({entry.reader for entry in page.rows}, user) | oneself
    rows = [
        {
            "at": entry.at,
            "what": parts.get(entry.place.rpartition(".")[0], _("something about you")),
            "why": reasons.get(entry.reason, entry.reason),
            "reader": names.get(entry.reader, _("someone who is gone")),
        }
        for entry in page.rows
    ]
    return {"rows": rows, "older": page.next}
