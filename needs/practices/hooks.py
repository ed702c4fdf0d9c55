"""What practices add to the pages of others."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mutualaid import hooks
from mutualaid.networks.concerns.things import Hideable
from mutualaid.networks.models import Member, Network
from mutualaid.networks.nights import InEach
from mutualaid.sealed.services import unseal
from needs.own_categories.queries import BEGINNING, family_of

from . import services
from .models import Practice
from .queries import (
    name_without_account,
    open_to,
    practices_for,
    rows_of,
    told_in_words,
    waiting_for,
)

SHOWN = 3
MOST_TOLD = 1000
"""Practices in a public directory."""


@hooks.panels.register(position=25)
def practices_panel(request: HttpRequest, member: Member) -> dict:
    network = member.network
    return {
        "title": _("What already happens"),
        "template": "needs/panels/practices.html",
        "slug": network.slug,
        "asked": rows_of(network, list(waiting_for(member).order_by("-pk")[:SHOWN])),
        "rows": rows_of(network, list(practices_for(network, member).order_by("-pk")[:SHOWN])),
    }


@hooks.public_panels.register(position=15)
def public_practices(request: HttpRequest, network: Network) -> dict | None:
    newest = list(practices_for(network, None).order_by("-pk")[:SHOWN])
    if not newest:
        return None
    return {
        "title": _("What already happens"),
        "template": "needs/panels/practices.html",
        "slug": network.slug,
        "rows": rows_of(network, newest),
    }


@hooks.open_now.register(position=20)
def open_now(network: Network, kind: str, member: Member | None) -> list[hooks.OpenNow]:
    """What happens already, but for those who asked to be left alone: nobody sends people there."""
    there = practices_for(network, member).filter(category__in=family_of(network, kind))
    found = there.filter(left_alone=False).select_related("network", "key__under")
    return [
        hooks.OpenNow(
            each.title,
            unseal(each, "times", key=each.key),
            reverse("needs:practice_detail", args=[network.slug, each.pk]),
        )
        for each in found.order_by("-pk")[:SHOWN]
    ]


@hooks.public_services.register(position=20)
def practices_of_all(network: Network) -> list[hooks.PublicService]:
    """What is listed for anybody, unless it would rather be left alone."""
    practices = practices_for(network, None).filter(left_alone=False).order_by("-pk")
    told = _("What neighbors do for each other already")
    return [
        hooks.PublicService(
            key=f"practice {practice.pk}",
            name=practice.title,
            description=told,
            category=practice.category,
            sure_on=practice.since,
        )
        for practice in practices[:MOST_TOLD]
    ]


@hooks.hideable.register()
def hideable() -> dict[str, Hideable]:
    return {
        "needs.Practice": Hideable(
            by="by",
            title=lambda practice: practice.title,
            told=lambda practice: [
                (_("In a few words"), practice.title),
                *told_in_words(practice),
            ],
            found=lambda member: open_to(member).select_related("by", "network", "key__under"),
            url=lambda practice: reverse(
                "needs:practice_detail", args=[practice.network.slug, practice.pk]
            ),
        ),
    }


@hooks.left_out_of_hiding.register()
def left_out_of_hiding() -> dict[str, str]:
    return {"needs.Practitioner": "it is hidden with its practice"}


@hooks.agreed_on.register()
def file_anew(network: Network, kind: str) -> None:
    beginning, _colon, category = kind.partition(":")
    if beginning == BEGINNING:
        services.file_anew(network=network, category=category)


@hooks.notice_kinds.register()
def notice_kinds() -> dict[str, hooks.NoticeKind]:
    return {
        "needs.practice_asked": hooks.NoticeKind(
            gettext_lazy("%(network)s: may we list something that you take part in?")
        ),
        "needs.practice_ended": hooks.NoticeKind(
            gettext_lazy("%(network)s: something that you take part in is listed no more")
        ),
    }


@hooks.my_membership.register(position=53)
def my_practices(member: Member) -> Iterator[tuple[str, Any]]:
    practices = member.network.practices.select_related("key__under", "network")
    for practice in practices.filter(practitioners__member=member).order_by("pk"):
        yield _("You take part in"), practice.title
    for practice in practices.filter(by=member).order_by("pk"):
        yield _("You listed"), f"{practice.title} · {date_format(practice.begun_on)}"
        yield from told_in_words(practice)
        for each in practice.practitioners.filter(recorded_by=member).order_by("pk"):
            yield _("You noted the yes of"), name_without_account(each, practice)


@hooks.parting.register()
def part(member: Member, absent: set[int]) -> None:
    services.part_practices(member=member, absent=absent)


@hooks.ending_with.register(position=25)
def ends(member: Member) -> list[str]:
    words = _("You take part in “%(title)s”: it is listed no more, unless the others say yes anew.")
    there = Practice.objects.of(member).exclude(state=Practice.State.WITHDRAWN)
    return [words % {"title": each.title} for each in there.order_by("pk")]


@hooks.leaving.register()
def leave(member: Member) -> None:
    services.leave_practices(member=member)


@hooks.forgetting.register()
def forget_again(keys: set[int]) -> None:
    for practice in Practice.objects.filter(key__in=keys).select_related("key"):
        services.forget_practice(practice=practice)


@hooks.in_clear.register(position=34)
def in_clear() -> list[tuple[str, set[str]]]:
    practice = ("category", "title", "audience", "left_alone", "state", "since")
    practitioner = ("answer", "said_on", "receipt_index", "for_themselves")
    return [
        (
            _(
                "What you do with neighbors, in a few words, and that you take part in it; not "
                "where and when, and no name of one without an account"
            ),
            {
                *(f"needs.Practice.{name}" for name in practice),
                *(f"needs.Practitioner.{name}" for name in practitioner),
            },
        ),
    ]


@hooks.kept.register(position=34)
def kept() -> list[hooks.Kept]:
    lasts = _(
        "as long as all who do it want that; %(days)s days after one took it back, and where "
        "nobody says yes within %(waits)s days, it is forgotten"
    ) % {"days": services.CAN_COME_BACK.days, "waits": services.WAITS.days}
    return [hooks.Kept(_("What neighbors do already"), lasts, InEach(services.forget_ended))]
