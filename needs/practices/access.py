"""Who sees a practice, and who speaks for somebody in it."""

from typing import NamedTuple

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from mutualaid.accounts.http import must_be_confirmed
from mutualaid.http import SignInNeeded, refuse
from mutualaid.networks.access import current_member, network_or_404
from mutualaid.networks.concerns.things import marked
from mutualaid.networks.models import Member

from .models import Practice, PractitionerQuerySet
from .queries import practices_for

OWN = "needs.practitioner"
"""In the session: ids of practitioners whose code was typed in this browser."""

NOT_YOURS = _(
    "Only those who take part in this can change it or take it back: signed in, or with their code."
)


class Seen(NamedTuple):
    """A practice, as whoever asks sees it."""

    practice: Practice
    member: Member | None
    own: PractitionerQuerySet
    """Those for whom they speak."""
    typed: PractitionerQuerySet
    """Those whose code was typed in this browser."""


def practice_or_404(request: HttpRequest, slug: str, practice_id: int) -> Seen:
    """Raises `SignInNeeded` where signing in could help, `Http404` and `Locked`."""
    network = network_or_404(slug)
    member = current_member(request, network)
    found = Practice.objects.select_related("network__key", "key__under", "by")
    practice = get_object_or_404(marked(found), pk=practice_id, network=network)
    typed = practice.practitioners.filter(pk__in=request.session.get(OWN, []))
    own = typed
    if member:
        member.network = network
        own = typed | practice.practitioners.spoken_for_by(member)
    wrote = member is not None and practice.by_id == member.pk
    if not (own.exists() or wrote or _is_listed(practice, member)):
        if member is None and not request.user.is_authenticated:
            raise SignInNeeded
        raise Http404
    return Seen(practice, member, own, typed)


def own_practice_or_refused(request: HttpRequest, slug: str, practice_id: int) -> Seen:
    """As `practice_or_404`, for those alone who speak for somebody in it."""
    seen = practice_or_404(request, slug, practice_id)
    if not seen.own.exists():
        refuse(NOT_YOURS)
    must_be_confirmed(request)
    return seen


def _is_listed(practice: Practice, member: Member | None) -> bool:
    """Whether this reader finds it in the list; who takes a break reads what anybody reads."""
    reader = None if member and member.on_break else member
    return practices_for(practice.network, reader).filter(pk=practice.pk).exists()
