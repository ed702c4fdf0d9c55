"""Meeting somebody new, and saying that one knows them."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid import hooks
from mutualaid.db import lock_row
from mutualaid.fields import random_id
from mutualaid.http import refuse
from mutualaid.networks.access import NOT_KNOWN_YET
from mutualaid.networks.agreements.rules import KNOWN_BY, agreed
from mutualaid.networks.company.services import end_wish
from mutualaid.networks.concerns.services import leave_panels
from mutualaid.networks.lockdown.services import leaving as lockdown
from mutualaid.networks.models import Knock, Member, Network, Vouch
from mutualaid.networks.telling import tell_member
from mutualaid.networks.wiping import services as wiping
from mutualaid.sealed.keys import opened
from mutualaid.todays_codes import secret_of, todays_code, who_shows

from .access import may_vouch
from .tracing import traced

NEVER_KNOWN = timedelta(days=365)
SETTLED_AFTER = timedelta(days=90)
"""How long standing hangs on the vouches that gave it."""


def meeting_code(who: Member | Knock) -> str:
    """What a newcomer, or who asks to come in, shows to who knows them."""
    return todays_code(who, secret=_secret(who.network))


def met(*, by: Member, code: str) -> Member | Knock | None:
    """The newcomer of the same network, or who asks to come in, who shows this code today."""
    there: list[Member | Knock] = [*by.network.members.present(), *by.network.knocks.all()]
    shown = who_shows(code, there, secret=_secret(by.network))
    known = isinstance(shown, Member) and shown.is_known
    return None if known or shown is None or shown.user_id == by.user_id else shown


def _secret(network: Network) -> bytes:
    return secret_of(network.today(), "meeting", key=opened(network.key))


@transaction.atomic
def vouch(*, by: Member, about: Member) -> bool:
    """Say that one knows somebody; true if they are known then. Raises `PermissionDenied`."""
    if not may_vouch(by, about):
        refuse(NOT_KNOWN_YET)
    Vouch.objects.get_or_create(by=by, about=about)
    trace(by.network)
    return by.network.members.known().filter(pk=about.pk).exists()


def thanks(about: Member, *, known: bool) -> str:
    """What one reads after saying that one knows them."""
    if known:
        return _("Thank you. %(name)s is known here now.") % {"name": about}
    return _("Thank you. %(name)s is a little better known now.") % {"name": about}


@transaction.atomic
def take_back(*, by: Member, vouch: Vouch) -> None:
    """Say it no more; what hung on it falls. Raises `PermissionDenied`."""
    if vouch.by_id != by.pk:
        refuse(_("Only who said it can take it back."))
    vouch.delete()
    trace(by.network)


@transaction.atomic
def trace(network: Network) -> None:
    """Compute anew who has standing, and what hangs on how many have it; those who left with it
    still bear those they vouched for."""
    lock_row(Network.objects.all(), pk=network.pk)
    standing_or_here = Q(left_on=None) | Q(vouches_needed__isnull=False)
    members = list(network.members.filter(standing_or_here).order_by("joined_on", "pk"))
    vouches: dict[int, set[int]] = {}
    for by, about in Vouch.objects.filter(about__network=network).values_list("by", "about"):
        vouches.setdefault(about, set()).add(by)
    held = {each.pk: each.vouches_needed for each in members if each.vouches_needed is not None}
    cap = agreed(network, KNOWN_BY)
    gone = {each.pk for each in members if each.left_on}
    standing = traced(held, [each.pk for each in members], vouches, cap, gone)
    fallen = []
    for each in members:
        needed = standing.get(each.pk)
        if needed != each.vouches_needed:
            each.known_since = None if needed is None else network.today()
            each.vouches_needed = needed
            each.save(update_fields=["vouches_needed", "known_since"])
            if needed is None:
                fallen.append(each)
            else:
                once = f"{each.pk}.{each.known_since}"
                tell_member(each, "networks.known", page="home", once=once)
                end_wish(newcomer=each)
    for each in fallen:  # once it is said of all of them: none takes the place of another
        _fall(each)
    wiping.count_anew(network)


def _fall(member: Member) -> None:
    """With standing goes what hung on it, and its person is told."""
    if member.suggestions.all().delete()[0]:
        for other in member.network.members.known().select_related("user"):
            tell_member(other, "networks.suggestion_over", page="agreed", once=str(random_id()))
    leave_panels(member=member)
    lockdown.fall(member)
    wiping.take_back(by=member)
    hooks.falling.ask(member)
    once = f"{member.pk}.{member.network.today()}"
    tell_member(member, "networks.known_no_more", page="home", once=once)


@transaction.atomic
def settle(*, network: Network) -> None:
    """Standing that was held for months hangs on no vouch any more, and nobody can tell any more
    by whom somebody came."""
    lock_row(Network.objects.all(), pk=network.pk)
    before = timezone.localdate() - SETTLED_AFTER
    settled = network.members.known().filter(known_since__lt=before)
    Vouch.objects.filter(about__in=settled).delete()
    settled.update(vouches_needed=0, via=None)
    # Of who never became known, it is not kept for ever by whom they came.
    network.members.filter(joined_on__lt=timezone.localdate() - NEVER_KNOWN).update(via=None)
    # By now all whom they vouched for have settled too.
    gone = network.members.filter(left_on__lt=before)
    Vouch.objects.filter(Q(by__in=gone) | Q(about__in=gone)).delete()
    gone.update(vouches_needed=None, known_since=None)
