"""Pictures as others find them."""

from django.db.models import Prefetch, QuerySet

from mutualaid.networks.concerns.things import shown
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Knock, Member

from .models import Picture


def pictures_around(member: Member) -> QuerySet[Picture]:
    """Those in the network of whoever is there for this member."""
    there = Picture.objects.filter(member__network=member.network)
    there = there.exclude(member__in=hidden_from(member))
    return there.select_related("member__key__under", "member__network")


def pictures_for(member: Member) -> QuerySet[Picture]:
    """Those that this member sees."""
    around = pictures_around(member)
    return around if member.is_known else around.filter(member=member)


def portraits(of: str) -> Prefetch:
    """For lists of people, the way ``of`` which they are reached; without what is sealed."""
    pictures = shown(Picture.objects.defer("large_sealed", "small_sealed"))
    return Prefetch(f"{of}__picture", pictures)


def picture_of(about: Member | Knock) -> Picture | None:
    """Whoever only asks to come in has none."""
    return shown(Picture.objects.filter(member=about.pk)).first()
