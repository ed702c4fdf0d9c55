"""Saving a filter, and telling its member of what is new."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.db import claim, lock_in_order
from mutualaid.hooks import tell
from mutualaid.http import refuse
from mutualaid.networks.access import as_now
from mutualaid.networks.models import Member, Network

from .models import SavedFilter
from .queries import has_new

MOST = 10
"""Filters of one member: each is looked through every night."""


@transaction.atomic
def save_filter(*, by: Member, chosen: dict[str, str]) -> None:
    """Tell a member of what fits from now on. Saved twice, it is there once. Raises
    `PermissionDenied`."""
    by = as_now(by)
    lock_in_order(Member.objects.all(), [by.pk])  # of two taps at once the second finds it
    saved = [each.filter for each in by.saved_filters.all()]
    if chosen in saved:
        return
    if len(saved) >= MOST:
        refuse(_("You have ten of these. Stop one of them first."))
    SavedFilter.objects.create(member=by, filter=chosen, looked_on=timezone.now().date())


@transaction.atomic
def stop_filter(*, saved: SavedFilter) -> None:
    saved.delete()


@transaction.atomic
def tell_of_new(*, network: Network) -> None:
    """Each member once, of what was posted until yesterday. Needs sort by their day alone, so that
    what is posted today is looked at tomorrow."""
    if network.is_locked:
        return  # nobody can tell now who hides from whom
    today = timezone.now().date()  # as in the keys of needs
    mine = SavedFilter.objects.filter(member__network=network, looked_on__lt=today)
    told = set()
    for saved in mine.select_related("member__user", "member__network"):
        member = saved.member
        member.network = network
        new = not member.on_break and has_new(saved, member, today)
        since = SavedFilter.objects.filter(pk=saved.pk, looked_on=saved.looked_on)
        if claim(since, looked_on=today) and new and member.user and member.pk not in told:
            told.add(member.pk)
            path = reverse("needs:filter_list", args=[network.slug])
            once = f"needs.fits.{member.pk}.{today}"
            tell(member.user, "needs.fits", path=path, once=once, network=network.name)
