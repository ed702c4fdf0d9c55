"""What pages of a purse show."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mutualaid.networks.concerns.things import shown
from mutualaid.networks.hiding.queries import names_for
from mutualaid.networks.models import Circle, Member
from mutualaid.sealed.services import unseal
from mutualaid.spreadsheets.writer import Cell, written
from resources.ledgers.access import circles_read_by, circles_written_by
from resources.ledgers.amounts import as_decimal, number

from .access import is_for_assembly, two_may_spend
from .models import Purse, PurseEntry, Slip

SPENDINGS_OFFERED = 20
WITH_KEY = ("purse__circle__network__key",)
"""By which their words open."""


def money(hundredths: int, currency: str) -> str:
    return f"{number(hundredths)} {currency}"


def words_of(slip: Slip) -> str:
    """What it was for. It was written for all who read the book, so the ledger does not note it."""
    network = slip.purse.circle.network
    assert network
    return unseal(slip, "words", key=network.key)


def in_words(slip: Slip | PurseEntry) -> str:
    """A slip, or an entry, in one line."""
    return f"{PurseEntry.Way(slip.way).label} · {money(slip.amount, slip.purse.currency)}"


def entry_rows(purse: Purse, entries: Iterable[PurseEntry], member: Member) -> list[dict[str, Any]]:
    """What the book shows of each, for this reader."""
    found = list(entries)
    slips = {slip.entry_id: slip for slip in _slips(purse, member).filter(entry__in=found)}
    undone = {*PurseEntry.objects.filter(undoes__in=found).values_list("undoes", flat=True)}
    return [
        {
            "on": date_format(entry.on),
            "way": str(PurseEntry.Way(entry.way).label),
            "amount": money(entry.amount, purse.currency),
            "words": words_of(slip) if (slip := slips.get(entry.pk)) else "",
            "url": _page_of(slip, member) if slip else "",
            "undone": entry.pk in undone,
        }
        for entry in found
    ]


def waiting_rows(purse: Purse, member: Member) -> list[dict[str, Any]]:
    """What waits for a second member, or for the assembly; the newest first, a page of them."""
    waiting = _slips(purse, member).waiting().order_by("-made_on", "-pk")
    limit = two_may_spend(member.network)
    return [
        {
            "what": in_words(slip),
            "words": words_of(slip),
            "url": _page_of(slip, member),
            "assembly": is_for_assembly(slip, limit),
        }
        for slip in waiting[:25]
    ]


def slip_facts(slip: Slip, member: Member) -> list[tuple[str, str]]:
    """What its page says to this reader."""
    name_of = names_for(member)
    told = [
        (_("What"), str(PurseEntry.Way(slip.way).label)),
        (_("How much"), money(slip.amount, slip.purse.currency)),
        (_("On"), date_format(slip.made_on)),
    ]
    if slip.corrects:
        told.append((_("Against this line"), line_in_words(slip.corrects, member)))
    if words := words_of(slip):
        told.append((_("What for"), words))
    if slip.by:
        told.append((_("Written by"), name_of(slip.by)))
    if slip.seconded_by:
        told.append((_("Yes said by"), name_of(slip.seconded_by)))
    return told


def line_in_words(entry: PurseEntry, member: Member) -> str:
    """A line of the book, with what it was for, for this reader."""
    slip = _slips(entry.purse, member).filter(entry=entry).first()
    told = [in_words(entry), date_format(entry.on), words_of(slip) if slip else ""]
    return " · ".join(filter(None, told))


def others_waiting(member: Member) -> int:
    """To how many slips of others this member could say yes."""
    circles, limit = circles_written_by(member), two_may_spend(member.network)
    waiting = Slip.objects.waiting().filter(purse__circle__in=circles)
    waiting = waiting.filter(Q(amount__gte=-limit) | ~Q(corrects=None))
    return shown(waiting.exclude(by=member)).count()


def spendings(circle: Circle, member: Member) -> list[tuple[int, str]]:
    """What was bought lately from a circle's purse, to say of goods from what they were paid."""
    corrected = PurseEntry.objects.filter(undoes=OuterRef("pk"))
    bought = PurseEntry.objects.filter(~Exists(corrected), purse__circle=circle, way="spent")
    newest = list(bought.select_related("purse").order_by("-on", "-pk")[:SPENDINGS_OFFERED])
    slips = shown(Slip.objects.filter(entry__in=newest).select_related(*WITH_KEY), to=member)
    words = {slip.entry_id: words_of(slip) for slip in slips}
    return [
        (entry.pk, " · ".join(filter(None, [*_day_and_sum(entry), words.get(entry.pk, "")])))
        for entry in newest
    ]


def _day_and_sum(entry: PurseEntry) -> list[str]:
    return [date_format(entry.on), money(-entry.amount, entry.purse.currency)]


def circles_with_purses(member: Member) -> list[Circle]:
    """Whose purses this member can go to: those that are there, and those of their own circles."""
    own = {circle.pk for circle in circles_written_by(member)}
    read = circles_read_by(member).select_related("purse").order_by("kind", "name", "pk")
    return [circle for circle in read if hasattr(circle, "purse") or circle.pk in own]


def book_as_csv(purse: Purse, member: Member) -> bytes:
    """All of the book, with what money was for, and without names."""
    headers = [_("Day"), _("What"), _("How much"), _("Currency"), _("What for")]
    return written(headers, _lines(purse, member), title="", extension="csv")


def _lines(purse: Purse, member: Member) -> Iterator[list[Cell]]:
    words = {slip.entry_id: words_of(slip) for slip in _slips(purse, member)}
    for entry in purse.entries.order_by("on", "pk"):
        amount = as_decimal(entry.amount)
        way = str(PurseEntry.Way(entry.way).label)
        yield [str(entry.on), way, amount, purse.currency, words.get(entry.pk, "")]


def _slips(purse: Purse, member: Member) -> Any:
    return shown(purse.slips.select_related(*WITH_KEY), to=member)


def _page_of(slip: Slip, member: Member) -> str:
    return reverse("resources:slip_detail", args=[member.network.slug, slip.pk])
