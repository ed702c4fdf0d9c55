"""Whose stock and purse somebody reads, and who writes in them."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from mutualaid.accounts.http import must_be_confirmed
from mutualaid.http import refuse
from mutualaid.networks.access import as_now, member_or_404, must_be_known
from mutualaid.networks.models import Circle, Member, Network

NOT_IN_CIRCLE = _("Only who takes part in this circle writes in its books. Ask one of them.")


def circles_of_all(network: Network) -> QuerySet[Circle]:
    """Those whose books every member reads: the assembly and the working groups."""
    return network.circles.exclude(kind=Circle.Kind.HOUSEHOLD)


def circles_read_by(member: Member) -> QuerySet[Circle]:
    """The same, and the households in which a member sits."""
    own = Q(pk__in=member.seats.held().values("circle"))
    return member.network.circles.filter(~Q(kind=Circle.Kind.HOUSEHOLD) | own)


def circles_written_by(member: Member) -> QuerySet[Circle]:
    """Those in which a member sits, their network's assembly first."""
    sits = member.seats.held().values("circle")
    return member.network.circles.filter(pk__in=sits).order_by("kind", "name", "pk")


def may_write(member: Member, circle: Circle) -> bool:
    """Members whom others here know, in the circles in which they sit."""
    return member.is_known and member.seats.held().filter(circle=circle).exists()


def must_write(member: Member, circle: Circle) -> None:
    """Raises `PermissionDenied`, saying why not."""
    must_be_known(member)
    if not may_write(member, circle):
        refuse(NOT_IN_CIRCLE)


def writer(member: Member, circle: Circle) -> Member:
    """Whoever writes in these books, as they are now: see `as_now`. Raises as `must_write` does."""
    member = as_now(member)
    must_write(member, circle)
    return member


def circle_or_404(request: HttpRequest, slug: str, circle_id: int) -> tuple[Member, Circle]:
    """A circle whose books whoever asks may read, but not by a card that nobody has confirmed yet:
    what stands in them is sealed. Raises as `member_or_404` does."""
    member = member_or_404(request, slug)
    circle = get_object_or_404(circles_read_by(member), pk=circle_id)
    must_be_confirmed(request)
    circle.network = member.network
    return member, circle
