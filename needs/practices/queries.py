"""What pages of practices read."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from mutualaid import hooks
from mutualaid.networks.concerns.things import shown
from mutualaid.networks.hiding.queries import hidden_from, names_for
from mutualaid.networks.models import Member, Network
from mutualaid.paging import Page, page_of
from mutualaid.sealed.services import unseal
from needs.categories import beneath
from needs.own_categories.queries import kinds_of

from .models import Practice, PracticeQuerySet, Practitioner

SEALED = ("words", "place", "times")


def practices_for(network: Network, member: Member | None) -> PracticeQuerySet:
    """What is listed for this reader; nothing of somebody who is absent to them."""
    practices = network.practices.visible_to(member)
    if member and (hidden := hidden_from(member)):
        theirs = Practitioner.objects.filter(member__in=hidden)
        practices = practices.exclude(pk__in=theirs.values("practice")).exclude(by__in=hidden)
    return shown(practices, to=member)


def open_to(member: Member) -> PracticeQuerySet:
    """All that a member may see: what is listed for them, and their own."""
    listed = practices_for(member.network, member).values("pk")
    own = member.network.practices.of(member).values("pk")
    return member.network.practices.filter(pk__in=listed) | member.network.practices.filter(
        pk__in=own
    )


def list_page(
    network: Network, member: Member | None, category: str, typed: QueryDict
) -> Page[dict[str, Any]]:
    practices = practices_for(network, member)
    if category:
        practices = practices.filter(category__in=beneath(category, kinds_of(network)))
    page = page_of(practices, typed, "-pk")
    return Page(rows_of(network, page.rows), page.older)


def rows_of(network: Network, practices: list[Practice]) -> list[dict[str, Any]]:
    """What a list shows of each, prepared."""
    address = reverse("needs:practice_detail", args=[network.slug, 0]).rpartition("0/")[0]
    kinds = kinds_of(network) if practices else {}
    return [
        {
            "url": f"{address}{each.pk}/",
            "title": each.title,
            "kind": str(kinds[each.category].name),
        }
        for each in practices
    ]


def waiting_for(member: Member) -> PracticeQuerySet:
    """Those about which somebody for whom they speak is asked."""
    asked = Practitioner.objects.spoken_for_by(member).filter(answer=Practitioner.Answer.ASKED)
    mine = member.network.practices.filter(pk__in=asked.values("practice"))
    return mine.exclude(state=Practice.State.WITHDRAWN)


def told_in_words(practice: Practice, *, opened: bool = True) -> list[tuple[str, str]]:
    """What a page says of a practice to whoever sees it; only what is not sealed unless it is
    ``opened`` to them."""
    about = [(_("What it is about"), str(practice.kind.name))]
    if not opened:
        return about
    labels = {"words": _("What happens"), "place": _("Where"), "times": _("When")}
    told = [(labels[column], unseal(practice, column, key=practice.key)) for column in SEALED]
    return about + [(label, text) for label, text in told if text]


def named(practice: Practice, reader: Member) -> list[tuple[str, str]]:
    """Who takes part, as a member reads it, each with what they said."""
    name_of = names_for(reader)
    people = practice.practitioners.select_related("member").order_by("pk")
    return [
        (
            name_of(each.member) if each.member else name_without_account(each, practice),
            str(Practitioner.Answer(each.answer).label),
        )
        for each in people
    ]


def name_without_account(practitioner: Practitioner, practice: Practice) -> str:
    """That of a neighbor whose yes was noted."""
    return unseal(practitioner, "name", key=practice.key)


def offers_for(practice: Practice, member: Member) -> list[dict[str, str]]:
    """What those who take part may turn it into; nothing where they asked to be left alone."""
    if practice.left_alone or practice.state != Practice.State.LISTED:
        return []
    offers: list[dict[str, str]] = hooks.turn_into.ask(practice, member)
    return offers
