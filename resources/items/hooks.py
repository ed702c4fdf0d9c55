"""What items add to the pages of others."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mutualaid import hooks
from mutualaid.accounts.models import User
from mutualaid.db import newest_rows
from mutualaid.networks.concerns.things import Hideable
from mutualaid.networks.models import Member, Network
from mutualaid.networks.nights import InEach
from mutualaid.sealed.services import reveal, unseal_bytes
from resources.asks.queries import rows_of as rows_of_asks
from resources.asks.queries import waiting_for

from .models import Item
from .queries import kind_in_words, owned_by, rows_of, shared_with, told_in_words
from .services import (
    UNDO,
    forget_gone,
    forget_item,
    leave_items,
    part_vouches,
)

SHOWN = 3


@hooks.panels.register(position=7)
def items_panel(request: HttpRequest, member: Member) -> dict:
    newest = newest_rows(shared_with(member.network, member), SHOWN)
    return {
        "title": _("What neighbors share"),
        "template": "resources/panels/items.html",
        "slug": member.network.slug,
        "rows": rows_of(member.network, newest),
        "asks": rows_of_asks(member, waiting_for(member).order_by("asked_on", "pk")[:SHOWN]),
    }


@hooks.public_panels.register(position=15)
def public_items(request: HttpRequest, network: Network) -> dict | None:
    rows = rows_of(network, newest_rows(shared_with(network, None), SHOWN))
    if not rows:
        return None
    return {
        "title": _("What neighbors share"),
        "template": "resources/panels/public_items.html",
        "rows": rows,
        "slug": network.slug,
    }


@hooks.first_steps.register(position=27)
def share_something(member: Member) -> dict:
    return {
        "title": _("Share one thing that you have, or can do"),
        "text": _("A drill, an hour, a language: it takes a minute."),
        "url": reverse("resources:item_new", args=[member.network.slug]),
        "done": member.network.items.exists(),
    }


@hooks.hideable.register()
def hideable() -> dict[str, Hideable]:
    return {
        "resources.Item": Hideable(
            by="by",
            title=lambda item: item.name,
            told=lambda item: [(_("What is it?"), item.name), *told_in_words(item, None)],
            found=lambda member: shared_with(member.network, member).select_related(
                "by", "network", "circle"
            ),
            url=lambda item: reverse("resources:item_detail", args=[item.network.slug, item.pk]),
        ),
    }


@hooks.left_out_of_hiding.register()
def left_out_of_hiding() -> dict[str, str]:
    return {"resources.Photo": "it is hidden with its item"}


@hooks.notice_kinds.register()
def notice_kinds() -> dict[str, hooks.NoticeKind]:
    return {
        "resources.still_there": hooks.NoticeKind(
            gettext_lazy("%(network)s: can neighbors still have what you share?")
        ),
        "resources.keeper_wanted": hooks.NoticeKind(
            gettext_lazy("%(network)s: who could look after “%(name)s” now?")
        ),
    }


@hooks.my_membership.register(position=55)
def my_items(member: Member) -> Iterator[tuple[str, Any]]:
    for item in owned_by(member).select_related("key__under"):
        words = " · ".join([item.name, kind_in_words(item), date_format(item.shared_on)])
        yield _("You share"), words
        if conditions := reveal(item, "conditions", to=member, reason="own-page"):
            yield _("You said what is good to know"), conditions
        for number, photo in enumerate(item.photos.order_by("pk"), start=1):
            content = unseal_bytes(photo, "large", key=item.key)
            yield _("A photo of it"), hooks.HeldFile(f"{item.pk}-{number}.jpg", content)
    for vouch in member.item_vouches.select_related("item"):
        yield _("You said that somebody can do this"), vouch.item.name


@hooks.my_keys.register()
def my_item_keys(user: User) -> list[int]:
    return [key for key in user.memberships.values_list("items__key", flat=True) if key]


@hooks.sealed_parts.register()
def sealed_parts() -> dict[str, str]:
    return {"resources_item.conditions": _("what is good to know about what you share")}


@hooks.reasons.register()
def reasons() -> dict[str, str]:
    return {"own-item": _("as the one who shares it")}


@hooks.parting.register()
def part(member: Member, absent: set[int]) -> None:
    part_vouches(member=member, absent=absent)


@hooks.ending_with.register(position=12)
def ends(member: Member) -> list[str]:
    """What they look after for a circle stays there."""
    mine = owned_by(member).filter(circle=None).exclude(state=Item.State.GONE)
    ends = _("You share “%(name)s”: it is taken out.")
    return [ends % {"name": item.name} for item in mine]


@hooks.leaving.register(position=60)
def leave(member: Member) -> None:
    """After what others asked of them was answered."""
    leave_items(member=member)


@hooks.forgetting.register()
def forget_again(keys: set[int]) -> None:
    for item in Item.objects.filter(key__in=keys):
        forget_item(item=item)


@hooks.in_clear.register(position=33)
def in_clear() -> list[tuple[str, set[str]]]:
    told = [
        *("kind", "level", "quantity", "hours", "category", "name", "indexed", "languages"),
        *("cell", "audience", "state", "sure_on", "reminded_on", "asked_on", "gone_on"),
    ]
    return [
        (
            _("What you share, of what kind, roughly where and when it can be had"),
            {
                *(f"resources.Item.{name}" for name in told),
                "resources.ItemVouch.saw_certificate",
            },
        ),
    ]


@hooks.kept.register(position=33)
def kept() -> list[hooks.Kept]:
    lasts = _("%(days)s days after you took it out") % {"days": UNDO.days}
    return [
        hooks.Kept(_("What you share"), lasts, InEach(forget_gone)),
        hooks.Kept(_("That you say what a neighbor can do"), _("as long as they share it")),
    ]
