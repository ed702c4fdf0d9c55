"""Who asks whom, and when the two see how to reach each other."""

from typing import NamedTuple

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.http import refuse
from mutualaid.networks.access import member_or_404
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Member
from resources.items.access import must_be_able_to_ask
from resources.items.models import Item

from .models import Ask
from .queries import is_full

LENT = _("This is lent. Its page says how to borrow it.")
ENOUGH = _(
    "They are asked as often this month as they can be. Please ask somebody else, or come back "
    "later."
)
OVER = _("This is over. Thank you all the same.")
NOT_FOR_YOU = _("Only who was asked answers this.")
NOT_ASKED_BY_YOU = _("Only who asked takes it back.")
NOT_OPEN = _("Contact is open once they said yes, and a day longer than the day it was for.")


class SeenAsk(NamedTuple):
    """An ask, as one of its two sides sees it."""

    ask: Ask
    member: Member
    answers: bool
    """Whether they are the one who was asked."""


def must_be_free_to_ask(member: Member, item: Item) -> None:
    """Raises `PermissionDenied`, saying why this member cannot ask whoever has it now."""
    if item.is_lent:
        refuse(LENT)
    must_be_able_to_ask(member, item)
    if item.by and is_full(item.by):
        refuse(ENOUGH)


def ask_or_404(request: HttpRequest, slug: str, ask_id: int) -> SeenAsk:
    """For its two sides alone; and for neither, once one of them hides from the other."""
    member = member_or_404(request, slug)
    found = Ask.objects.between(member).select_related(
        "item__network__key", "by__user", "of__user", "key__under", "of_key__under"
    )
    ask = get_object_or_404(found, pk=ask_id, item__network=member.network)
    for each in (ask.by, ask.of):
        each.network = member.network
    answers = ask.of_id == member.pk
    other = ask.by_id if answers else ask.of_id
    if other in hidden_from(member):
        raise Http404
    return SeenAsk(ask, member, answers)


def must_know_each_other(ask: Ask) -> None:
    """Raises `PermissionDenied` while the two do not see how to reach each other."""
    if not ask.is_open(timezone.now()):
        refuse(NOT_OPEN)
