"""What pages of networks read."""

from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mutualaid.accounts.models import User
from mutualaid.fields import Texts, language_name

from .models import Agreement, Circle, Invitation, Member, Network
from .page import PARTS
from .zones import city_of


def memberships_of(user: User) -> QuerySet[Member]:
    """The networks that someone takes part in, by name; those that are locked do not show."""
    return (
        Member.objects.present()
        .unlocked()
        .filter(user=user)
        .select_related("network")
        .order_by("network__name")
    )


def circles_of(member: Member) -> QuerySet[Circle]:
    """The circles in which a member sits, with the number of ``sitting``."""
    sits = member.seats.held().values("circle")
    sitting = Count("seats", filter=Q(seats__until=None))
    return Circle.objects.filter(pk__in=sits).annotate(sitting=sitting).order_by("kind", "name")


def open_invitations_by(member: Member) -> QuerySet[Invitation]:
    """What a member may end: their own open invitations, and those of members who left. With the
    number who ``came`` by each."""
    return (
        member.network.invitations.open(member.network.today())
        .filter(Q(by=member) | Q(by__left_on__isnull=False))
        .annotate(came=Count("newcomers"))
        .order_by("kind", "ends_on", "pk")
    )


def holding(network: Network) -> set[int]:
    """The ids of the agreements that hold now."""
    newest = (network.agreements.newest(kind) for kind in Agreement.Kind)
    return {agreement.pk for agreement in newest if agreement}


def lines_of(agreement: Agreement) -> Iterator[tuple[str, str]]:
    """What it says, as names and texts, in the reader's language where there are words in it."""
    value = agreement.value
    if agreement.kind == Agreement.Kind.PAGE:
        for part in PARTS:
            yield str(part.title), Texts(value.get(part.key, {})).in_language(get_language())
    else:
        yield _("Name"), value["name"]
        yield _("Area"), value["area"]
        yield _("Rough place"), _("kept") if value["cell"] else _("none")
        yield _("Languages"), " · ".join(map(language_name, value["languages"]))
        yield _("Time as in"), city_of(value["time_zone"])
