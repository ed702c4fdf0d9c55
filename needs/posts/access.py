"""Who sees a need, who changes it, and who reads what is told to helpers alone."""

from typing import NamedTuple

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from mutualaid.accounts.http import must_be_confirmed
from mutualaid.http import SignInNeeded, refuse
from mutualaid.networks.access import current_member, network_or_404
from mutualaid.networks.concerns.things import marked, shown
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Member, Network

from .models import Need
from .queries import on_board, open_to

OWN = "needs.own"
"""In the session: ids of needs whose code was typed in this browser."""

NOT_YOURS = _("Only who posted this need can change it: signed in, or with its code.")


class Seen(NamedTuple):
    """A need, as whoever asks sees it."""

    need: Need
    member: Member | None
    owns: bool
    """Whether it is theirs to change: they posted it, or have typed its code."""
    by_code: bool
    """Whether its code was typed in this browser."""


def reader(request: HttpRequest, slug: str) -> tuple[Network, Member | None]:
    """Who asks; who takes a break reads what anybody reads."""
    network = network_or_404(slug)
    member = current_member(request, network)
    if member:
        member.network = network
    return network, None if member and member.on_break else member


def may_change(member: Member | None, need: Need) -> bool:
    """Who posted it; of a circle's, once they left, whoever sits in it. A neighbor for whom it was
    posted has its code."""
    if member is None or need.by_id or need.circle_id is None:
        return member is not None and need.by_id == member.pk
    return member.seats.held().filter(circle=need.circle_id).exists()


def need_or_404(request: HttpRequest, slug: str, need_id: int) -> Seen:
    """Raises `SignInNeeded` where signing in could help, `Http404` and `Locked`."""
    network = network_or_404(slug)
    member = current_member(request, network)
    found = Need.objects.select_related("network__key", "key__under", "by", "circle")
    need = get_object_or_404(marked(found), pk=need_id, network=network)
    if member:
        member.network = network
    by_code = need.pk in request.session.get(OWN, [])
    owns = by_code or may_change(member, need)
    if not owns and not is_visible(member, need):
        if member is None and not request.user.is_authenticated:
            raise SignInNeeded
        raise Http404
    return Seen(need, member, owns, by_code)


def own_need_or_refused(request: HttpRequest, slug: str, need_id: int) -> Seen:
    """As `need_or_404`, for those alone who may change it."""
    seen = need_or_404(request, slug, need_id)
    if not seen.owns:
        refuse(NOT_YOURS)
    must_be_confirmed(request)
    return seen


def is_visible(member: Member | None, need: Need) -> bool:
    """Whether it stands on this reader's board, or is theirs to help with."""
    if member and member.pledges.filter(need=need).exists():
        # Also when it has ended, is hidden, or they take a break: they may have to take it back.
        return need.by_id not in hidden_from(member)
    if member is None or member.on_break:
        return on_board(need.network, None).filter(pk=need.pk).exists()
    return shown(open_to(member), to=member).filter(pk=need.pk).exists()
