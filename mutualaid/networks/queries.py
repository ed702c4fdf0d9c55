"""What pages of networks read."""

from collections.abc import Iterable

from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, Q, QuerySet

from mutualaid.accounts.models import User

from .hiding.queries import hiding_from
from .models import Circle, Member, Network


def memberships_of(user: User) -> QuerySet[Member]:
    """The networks that someone takes part in, by name; those that are locked do not show."""
    return (
        Member.objects.present()
        .unlocked()
        .filter(user=user)
        .select_related("network")
        .order_by("network__name")
    )


def count_for(member: Member) -> int:
    """How many take part, as far as a member may know."""
    return member.network.members.present().exclude(pk__in=hiding_from(member)).count()


def circle_told(circle: Circle | None, reader: Member | None) -> str:
    """Whose something is. A household is told, as a person is, only to who is known here: its name
    may be that on its door."""
    if circle is None or (
        circle.kind == Circle.Kind.HOUSEHOLD and not (reader and reader.is_known)
    ):
        return ""
    return str(circle)


def circles_of(member: Member) -> QuerySet[Circle]:
    """The circles in which a member sits, with the number of ``sitting``."""
    sits = member.seats.held().values("circle")
    there = Q(seats__until=None) & ~Q(seats__member__in=hiding_from(member))
    sitting = Count("seats", filter=there)
    return Circle.objects.filter(pk__in=sits).annotate(sitting=sitting).order_by("kind", "name")


def at_keys[Rows: QuerySet](rows: Rows, network: Network, keys: Iterable[int]) -> Rows:
    """Those of a network, found by their keys alone. Not knowing how many rows a network has,
    PostgreSQL would rather go through all of them; what is computed, as here its number, no index
    finds."""
    number = ExpressionWrapper(F("network_id") + 0, BigIntegerField())
    return rows.alias(number=number).filter(number=network.pk, pk__in=keys)
