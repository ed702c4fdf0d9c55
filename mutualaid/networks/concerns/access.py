"""Who may see and do what about a concern; to everybody else it is not there."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from mutualaid.http import refuse
from mutualaid.networks.access import member_or_404, must_be_known
from mutualaid.networks.models import Member

from .models import Concern, PanelSeat
from .things import Thing

YOURS = _("This is yours: you can change it, or take it away.")


def seat_or_404(request: HttpRequest, slug: str, pk: int) -> PanelSeat:
    """The seat in the panel of a concern that goes on, of whoever asks."""
    member = member_or_404(request, slug)
    found = PanelSeat.objects.select_related(
        *("concern__key__under", "concern__talk_key__under", "concern__about", "concern__by")
    )
    seat = get_object_or_404(found, concern=pk, member=member, declined=False)
    if not seat.concern.goes_on(member.network.today()):
        raise Http404
    must_be_known(member)
    seat.member = member
    seat.concern.network = member.network
    return seat


def raised_or_404(request: HttpRequest, slug: str, pk: int) -> tuple[Member, Concern]:
    """Whoever asks, and the concern that they have raised."""
    member = member_or_404(request, slug, on_break=True)
    return member, get_object_or_404(member.concerns_raised.select_related("key__under"), pk=pk)


def asked_or_404(request: HttpRequest, slug: str, pk: int) -> tuple[Member, Concern]:
    """Whoever asks, and the concern about them, once they have been told of it."""
    member = member_or_404(request, slug, on_break=True)
    found = member.concerns_about.select_related("talk_key__under", "network")
    concern = get_object_or_404(found, pk=pk)
    if not is_told(concern):
        raise Http404
    return member, concern


def looked_at(member: Member, concern: Concern) -> bool:
    """Whether they look or looked at it, or were drawn and would rather not."""
    seats = concern.panel.exclude(concern__state=Concern.State.WAITING)
    return seats.filter(member=member).exists()


def breaks_of(member: Member) -> list[Concern]:
    """The concerns because of which somebody takes a break, and where they can answer."""
    today = member.network.today()
    holding = member.concerns_about.going_on(today).exclude(talk_key=None)
    return [each for each in holding.order_by("raised_on", "pk") if each.holds_break(today)]


def must_not_be_theirs(member: Member, thing: Thing | None) -> None:
    """Raises `PermissionDenied`: nobody has their own words looked at."""
    if thing and thing.by == member:
        refuse(YOURS)


def is_told(concern: Concern) -> bool:
    """Whether who it is about knows of it: they are asked, feel it, said something, or are to
    accept the panel."""
    accepts = concern.state == Concern.State.WAITING and concern.raiser_accepts
    heard = concern.asked_on is not None or concern.answer_sealed is not None
    felt = concern.hides or concern.gives_break
    return concern.talk_key_id is not None and (heard or felt or accepts)
