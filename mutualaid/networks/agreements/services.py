"""Agreeing on something: suggested by one member, said yes to by a second."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mutualaid import hooks
from mutualaid.db import lock_row
from mutualaid.fields import Texts
from mutualaid.http import refuse
from mutualaid.networks.access import must_be_known
from mutualaid.networks.concerns.things import is_hidden
from mutualaid.networks.models import Agreement, Member, Network
from mutualaid.networks.page import EMERGENCY, page_texts, texts_of
from mutualaid.networks.telling import tell_member

from .access import may_second, may_take_back
from .kinds import agreed_kind
from .models import Suggestion
from .rules import all_agreed

WAITS = timedelta(days=30)
"""How long a suggestion waits for its second yes."""
LOOKED_AT_AGAIN = timedelta(days=365)
FACTS = ("name", "area", "cell", "languages", "time_zone")


@transaction.atomic
def agree(
    *, by: Member, kind: str, value: dict[str, Any], seconded_by: Member | None = None
) -> None:
    """Keep what holds from now on; what held before stays, to be read and taken up again.

    What holds already is not kept twice, unless it was time to look at it again.
    """
    network = lock_row(Network.objects.all(), pk=by.network_id)
    value = whole(network, kind, value)
    newest = network.agreements.newest(kind)
    if newest and newest.holds(value):
        return
    Agreement.objects.create(
        network=network,
        by=by,
        seconded_by=seconded_by,
        kind=kind,
        number=newest.number + 1 if newest else 1,
        value=value,
        # Words are read by everyone all the time.
        review_on=None
        if kind == Agreement.Kind.PAGE or agreed_kind(kind)
        else network.today() + LOOKED_AT_AGAIN,
    )
    if kind == Agreement.Kind.FACTS:
        Network.objects.filter(pk=by.network_id).update(**value)
    hooks.agreed_on.ask(network, kind)


@transaction.atomic
def suggest(*, by: Member, kind: str, value: dict[str, Any]) -> bool:
    """Ask for a second member's yes, once. Where there is nobody who could say it, it holds at
    once: whether that is so. Raises `PermissionDenied`."""
    must_be_known(by)
    network = lock_row(Network.objects.all(), pk=by.network_id)
    others = network.members.known().exclude(pk=by.pk).select_related("user")
    if not others:
        agree(by=by, kind=kind, value=value)
        return True
    newest = network.agreements.newest(kind)
    if newest and newest.holds(whole(network, kind, value)):
        return True
    if kind == Agreement.Kind.FACTS:  # two who suggest other things do not undo each other
        now = facts(network)
        value = {name: fact for name, fact in value.items() if fact != now[name]}
    # Compared here: SQLite compares JSON as text.
    if any(each.value == value for each in network.suggestions.filter(by=by, kind=kind)):
        return False
    suggestion = Suggestion.objects.create(network=network, kind=kind, value=value, by=by)
    for other in others:
        tell_member(other, "networks.suggested", page="agreed", once=str(suggestion.pk))
    return False


@transaction.atomic
def second(*, by: Member, suggestion: Suggestion) -> None:
    """Say yes: it holds from now on. Raises `PermissionDenied`."""
    if not may_second(by, suggestion):
        refuse(_("A change needs the yes of a second member whom others here know."))
    # Of two who say so at once, only one makes the agreement.
    if suggestion.delete()[0]:
        agree(by=suggestion.by, kind=suggestion.kind, value=suggestion.value, seconded_by=by)


@transaction.atomic
def take_suggestion_back(*, by: Member, suggestion: Suggestion) -> None:
    """Raises `PermissionDenied`."""
    if not may_take_back(by, suggestion):
        refuse(_("Only who suggested this can take it back. It ends by itself after a month."))
    suggestion.delete()


@transaction.atomic
def forget_suggestions(*, network: Network) -> None:
    """Those that nobody said yes to."""
    network.suggestions.filter(made_on__lt=network.today() - WAITS).delete()


def facts(network: Network) -> dict[str, Any]:
    """What an agreement about them holds."""
    return {name: getattr(network, name) for name in FACTS}


def whole(network: Network, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    """What is agreed if this is: facts and words that it says nothing of stay as they are."""
    if agreed_kind(kind):
        newest = network.agreements.newest(kind)
        return (newest.value if newest else {}) | value
    if kind == Agreement.Kind.FACTS:
        return facts(network) | value
    if kind == Agreement.Kind.PAGE:
        return {
            part: {code: text for code, text in (now | value.get(part, {})).items() if text}
            for part, now in page_texts(network).items()
        }
    return value


@transaction.atomic
def change_facts(*, by: Member, **changed: Any) -> bool:
    """Suggest to change any of ``name``, ``area``, ``cell``, ``languages``, ``time_zone``."""
    return suggest(by=by, kind=Agreement.Kind.FACTS, value=changed)


@transaction.atomic
def change_page(*, by: Member, texts: dict[str, Texts]) -> bool:
    """Suggest other words for the public page, in the languages that are read there: whether all
    of them hold. Those for an emergency do so at once. Raises `PermissionDenied`."""
    must_be_known(by)
    changed = {}
    for part, now in page_texts(by.network).items():
        told = {code: texts[part].get(code, "") for code in by.network.languages}
        if other := {code: text for code, text in told.items() if text != now.get(code, "")}:
            changed[part] = other
    if emergency := changed.pop(EMERGENCY, None):
        agree(by=by, kind=Agreement.Kind.PAGE, value={EMERGENCY: emergency})
    return not changed or suggest(by=by, kind=Agreement.Kind.PAGE, value=changed)


@transaction.atomic
def adopt_starter(*, by: Member) -> bool:
    """Suggest to agree on all rules as they stand."""
    return suggest(by=by, kind=Agreement.Kind.STARTER, value=starter(by.network))


def starter(network: Network) -> dict[str, Any]:
    """What an agreement about all rules holds."""
    return {"rules": all_agreed(network)}


@transaction.atomic
def take_up(*, by: Member, older: Agreement) -> bool:
    """Suggest that an older one holds again: whether it does. Raises `PermissionDenied`."""
    must_be_known(by)
    if is_hidden(older):
        refuse(_("A concern was raised about these words, and so they are hidden."))
    if older.kind == Agreement.Kind.PAGE:
        return change_page(by=by, texts=texts_of(older))
    return suggest(by=by, kind=older.kind, value=older.value)
