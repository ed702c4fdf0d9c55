"""What the pages of helpers show."""

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from mutualaid.accounts.models import Card, Helper, NewCard, User
from mutualaid.paging import page_of

from .access import hidden_from


def helpers_of(holder: User) -> QuerySet[Helper]:
    """Whom somebody named, but for those from whom they hide: at most five."""
    rows = holder.helpers.exclude(helper__in=hidden_from(holder))
    return rows.select_related("helper").order_by("since", "pk")


def helped_by(user: User, typed: QueryDict) -> dict[str, Any]:
    """``rows`` of those whom somebody may help: with the card that is asked for, ``asked``, and the
    one that waits to be confirmed, ``card``. And the next page's address."""
    helps = user.helps.exclude(holder__in=hidden_from(user)).select_related("holder__new_card")
    page = page_of(helps, typed, "-since")
    cards = Card.objects.filter(
        user__in=[each.holder_id for each in page.rows], confirmed=False, ended_on=None
    )
    waiting = {card.user_id: card for card in cards}
    rows = [
        {
            "id": each.pk,
            "name": each.holder.display_name,
            "asked": (asked := going_on(each.holder)),
            "by_me": asked is not None and user.pk in asked.voices,
            "card": waiting.get(each.holder_id),
        }
        for each in page.rows
    ]
    return {"rows": rows, "older": page.older}


def going_on(holder: User) -> NewCard | None:
    """The card that is asked for them, if it is not over."""
    asked: NewCard | None = getattr(holder, "new_card", None)
    return None if asked is None or asked.is_over else asked
