"""Posting a need, correcting it, and saying how it ended."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.codes import code_of
from mutualaid.db import claim, lock_row
from mutualaid.fields import day_with, random_id
from mutualaid.hooks import tell
from mutualaid.http import refuse
from mutualaid.networks.access import as_now
from mutualaid.networks.agreements.rules import agreed
from mutualaid.networks.departures import note_forgotten
from mutualaid.networks.models import Circle, Member, Network
from mutualaid.sealed.keys import blind_index, new_key
from mutualaid.sealed.services import erase, seal
from needs.own_categories.queries import kind_in

from .models import COMES_ROUND, DUE_AFTER, Need
from .queries import owners_of
from .rules import KEPT_DAYS, LAPSE_DAYS
from .signals import need_changed, need_forgotten, need_reopened, need_skipped

DAYS_TO_ANSWER = timedelta(days=7)
RECEIPT_LENGTH = 12
"""60 bits: too many to try."""
SEALED = ("words", "contact", "address")
ASK_AGAIN_AFTER = timedelta(days=90)
"""What comes round is asked about when its owner has said nothing of it for so long."""


@transaction.atomic
def post_need(
    *,
    network: Network,
    once: int,
    by: Member | None = None,
    circle: Circle | None = None,
    for_neighbor: bool = False,
    posted_on: date | None = None,
    **told: Any,
) -> Need:
    """Post a need; its owner reads its code in `receipt_code`. ``told`` is as for `change_need`,
    with ``category``.

    Posted again by the same one with the same ``once``, a secret of theirs, it is the one that is
    there. Raises `PermissionDenied` where ``by`` left meanwhile.
    """
    lock_row(Network.objects.all(), pk=network.pk)  # of two taps at once the second finds it
    by = by and as_now(by)
    secret = f"{once} {by.pk if by else ''}"
    chance = int(blind_index("need once", secret, key=network.key), 16)
    today = posted_on or timezone.now().date()
    pk, yesterday = (day_with(chance, day) for day in (today, today - timedelta(days=1)))
    need = network.needs.filter(pk__in=[pk, yesterday]).first()
    if need:
        return need
    need = Need(
        pk=pk,
        network=network,
        key=new_key(under=network.key),
        by=by,
        circle=circle,
        consent_on=network.today() if for_neighbor else None,
        checked_by=by if for_neighbor else None,
        category=told["category"],
    )
    if by is None or for_neighbor:
        need.receipt_index = receipt_index(network, receipt_code(need))
    _tell(need, told)
    need.save(force_insert=True)
    return need


@transaction.atomic
def change_need(*, need: Need, **told: Any) -> None:
    """Correct it. ``told``: ``title``, ``words``, ``contact``, ``address``, ``quantity``,
    ``people``, ``urgency``, ``wanted_on`` (a day or None), ``repeats``, ``languages``, ``at_home``,
    ``audience``, ``shows_urgency``, ``cell``, ``shows_place``. Raises `PermissionDenied`."""
    need = locked(need)
    if not need.is_live:
        refuse(_("This need has ended. Open it again first."))
    _tell(need, told)
    need.save()
    need_changed.send(Need, need=need)


def _tell(need: Need, told: dict[str, Any]) -> None:
    for column in SEALED:
        if (text := told.pop(column, None)) is not None:
            seal(need, column, text, key=need.key)
    for name, value in told.items():
        setattr(need, name, value)
    need.care = need.kind.care
    if need.care:
        need.audience = Need.Audience.KNOWN
    if need.care or not need.cell:
        need.shows_place = False
    need.sure_on, need.asked_on = need.network.today(), None
    need.due_on = _due(need)


def _due(need: Need) -> date:
    """By when it is wanted: what comes round, the first time within one round."""
    today, soon = need.sure_on, DUE_AFTER[need.urgency]
    if need.comes_round:
        round_ = COMES_ROUND[need.repeats]
        return next_time(need.wanted_on or today + min(soon, round_), round_, today)
    return need.wanted_on or today + soon


def next_time(day: date, round_: timedelta, today: date) -> date:
    """Of what was wanted on this day, and comes round: when it is wanted from today on."""
    return day + max(-(-(today - day) // round_), 0) * round_


@transaction.atomic
def end_need(*, need: Need, state: str) -> None:
    """It was met, is withdrawn, or nobody asks for it any more. Ended twice, it ended once."""
    need = locked(need)
    if need.is_live:
        need.state, need.ended_on = state, need.network.today()
        need.save(update_fields=["state", "ended_on"])
        need_changed.send(Need, need=need)


@transaction.atomic
def skip(*, need: Need, day: date) -> bool:
    """What comes round is not wanted on this day, but the next time; false if that was said."""
    need = locked(need)
    if not need.is_live or not need.comes_round or need.due_on != day:
        return False
    need.due_on, need.sure_on = day + COMES_ROUND[need.repeats], need.network.today()
    need.asked_on = None
    need.save(update_fields=["due_on", "sure_on", "asked_on"])
    need_skipped.send(Need, need=need)
    return True


@transaction.atomic
def open_again(*, need: Need) -> None:
    """It is needed after all, or still. Raises `PermissionDenied` once its words are forgotten."""
    need = locked(need)
    if need.key is None:
        refuse(_("What you wrote was forgotten meanwhile. Please post it again."))
    need.sure_on, need.asked_on = need.network.today(), None
    if need.comes_round:
        need.due_on = next_time(need.due_on, COMES_ROUND[need.repeats], need.sure_on)
    elif need.due_on < need.sure_on:
        need.wanted_on, need.due_on = None, need.sure_on + DUE_AFTER[need.urgency]
    if need.ended_on:
        need_reopened.send(Need, need=need)
        need.state, need.ended_on = Need.State.OPEN, None
    need.save(update_fields=["state", "wanted_on", "due_on", "sure_on", "asked_on", "ended_on"])
    need_changed.send(Need, need=need)


@transaction.atomic
def file_anew(*, network: Network, category: str) -> None:
    """This category stands elsewhere now, or asks for care."""
    needs = network.needs.filter(category=category)
    if kind_in(network, category).care:
        needs.update(care=True, audience=Need.Audience.KNOWN)
    for need in needs.live():
        need.save(update_fields=["indexed"])


@transaction.atomic
def forget_need(*, need: Need) -> None:
    """Forget whose it was and what they wrote. That there was one of its kind stays, to be
    counted."""
    need = locked(need)
    key, need.key = need.key, None
    need.by = need.checked_by = need.circle = need.people = None
    need.words_sealed = need.contact_sealed = need.address_sealed = None
    need.title = need.receipt_index = need.cell = ""
    need.languages, need.shows_place = [], False
    need.save()
    need_forgotten.send(Need, need=need)
    if key:
        erase(key)


@transaction.atomic
def leave_needs(*, member: Member) -> None:
    """Who leaves needs nothing here any more; what they posted for others stays, from no one, and
    nobody reaches a circle by them."""
    for need in member.needs.select_related("network"):
        if need.consent_on is None and need.circle_id is None:
            end_need(need=need, state=Need.State.WITHDRAWN)
            forget_need(need=need)
            continue
        need = locked(need)
        need.by = None
        if need.circle_id:
            need.contact_sealed = None
        need.save(update_fields=["by", "contact_sealed"])


@transaction.atomic
def move_on(*, network: Network) -> None:
    """What comes round is wanted the next time."""
    today = network.today()
    past = network.needs.live().filter(due_on__lt=today).exclude(repeats=Need.Repeats.ONCE)
    for pk, due_on, repeats in past.values_list("pk", "due_on", "repeats"):
        need = Need.objects.filter(pk=pk, due_on=due_on, repeats=repeats)
        claim(need, due_on=next_time(due_on, COMES_ROUND[repeats], today))


@transaction.atomic
def ask_owners(*, network: Network) -> None:
    """Ask whether it is still needed, some days after it was wanted; who says nothing within a week
    does not, unless nobody could reach them."""
    today = network.today()
    once = Q(
        repeats=Need.Repeats.ONCE, due_on__lt=today - timedelta(days=agreed(network, LAPSE_DAYS))
    )
    round_ = ~Q(repeats=Need.Repeats.ONCE) & Q(sure_on__lt=today - ASK_AGAIN_AFTER)
    late = network.needs.live().filter(once | round_)
    for need in late.filter(asked_on=None).select_related("by__user"):
        if claim(Need.objects.live().filter(pk=need.pk, asked_on=None), asked_on=today):
            tell_owner(need, "needs.asked")
    for need in late.filter(asked_on__lt=today - DAYS_TO_ANSWER).writable():
        if locked(need).asked_on:  # they have not said anything meanwhile
            end_need(need=need, state=Need.State.LAPSED)


def tell_owner(need: Need, kind: str) -> None:
    """As `tell_of`, whoever owns it."""
    tell_of(need, kind, *owners_of(need))


def tell_of(need: Need, kind: str, *members: Member, once: str = "") -> None:
    """Tell somebody of a need, unless they left. Each time that this is called, they hear it, but
    for the same ``once``."""
    path = reverse("needs:need_detail", args=[need.network.slug, need.pk])
    for member in members:
        if member.user:
            key = f"{kind}.{once or random_id()}"
            tell(member.user, kind, path=path, once=key, network=need.network.name)


@transaction.atomic
def forget_ended(*, network: Network) -> None:
    """What was told about needs that ended some time ago."""
    until = network.today() - timedelta(days=agreed(network, KEPT_DAYS))
    ended = network.needs.exclude(key=None).filter(ended_on__lt=until)
    for need in ended.select_related("key", "by__user__key"):
        if not locked(need).is_live:  # nobody has opened it again meanwhile
            if need.by:
                note_forgotten(need.by, need.key)
            forget_need(need=need)


def receipt_code(need: Need) -> str:
    """The code by which its owner comes back to it: the same each time it is asked for."""
    return code_of(int(blind_index("need", str(need.pk), key=need.network.key), 16), RECEIPT_LENGTH)


def receipt_index(network: Network, code: str) -> str:
    """What is stored of it."""
    return blind_index("need-code", code, key=network.key)


def locked(need: Need) -> Need:
    """As it is now; nobody else changes it until the transaction ends."""
    found = Need.objects.select_related("network__key", "key__under", "by__user", "by__network")
    return lock_row(found, pk=need.pk)
