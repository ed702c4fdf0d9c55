"""What services of others add to the pages of others."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from mutualaid import hooks
from mutualaid.networks.concerns.things import Hideable
from mutualaid.networks.models import Member

from . import sources  # noqa: F401
from .queries import in_words, listed_for
from .services import leave_services


@hooks.hideable.register()
def hideable() -> dict[str, Hideable]:
    return {
        "resources.OutsideService": Hideable(
            by="by",
            title=lambda service: service.name,
            told=lambda service: [
                (_("Who else is there"), text) for text in [service.name, *in_words(service)]
            ],
            found=listed_for,
            url=lambda service: reverse(
                "resources:elsewhere_detail", args=[service.network.slug, service.pk]
            ),
        ),
    }


@hooks.my_membership.register(position=57)
def my_services(member: Member) -> Iterator[tuple[str, str]]:
    for service in member.outside_services.order_by("pk"):
        yield _("You brought in who else is there"), service.name


@hooks.leaving.register()
def leave(member: Member) -> None:
    leave_services(member=member)


@hooks.in_clear.register(position=34)
def in_clear() -> list[tuple[str, set[str]]]:
    told = ("code", "name", "organization", "category", "description", "url", "phone", "place")
    return [
        (
            _("Services of others that you listed: organizations, not people"),
            {f"resources.OutsideService.{name}" for name in (*told, "listed_on")},
        )
    ]


@hooks.kept.register(position=34)
def kept() -> list[hooks.Kept]:
    return [
        hooks.Kept(
            _("Services of others, and who listed them"),
            _("until you take them out, or leave: then without your name"),
        )
    ]
