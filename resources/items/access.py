"""Who sees an item, who asks for it, and who changes it."""

from typing import NamedTuple

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from mutualaid.accounts.http import must_be_confirmed
from mutualaid.http import SignInNeeded, refuse
from mutualaid.networks.access import (
    NOT_KNOWN_YET,
    current_member,
    member_or_404,
    network_or_404,
)
from mutualaid.networks.concerns.things import marked
from mutualaid.networks.models import Member
from needs.own_categories.queries import kind_in

from .models import Item, Photo
from .queries import shared_with

NOT_YOURS = _("Only who shares this can change it; of a circle’s thing, who looks after it.")
YOURS = _("This is yours.")
NOT_NOW = _("This cannot be had at the moment. Please look for another.")
THEY_ARE_NEW = _("Members whom others here know do this, and nobody says so of this one yet.")
NOBODY = _("Nobody looks after this at the moment. Whoever sits in the circle can do so.")


class Seen(NamedTuple):
    """An item, as whoever asks sees it."""

    item: Item
    member: Member | None
    owns: bool
    """Whether it is theirs to change."""


def may_change(member: Member | None, item: Item) -> bool:
    """Who has it; of a circle's, once who looked after it left, whoever sits there."""
    if member is None or item.by_id or item.circle_id is None:
        return member is not None and item.by_id == member.pk
    return member.seats.held().filter(circle=item.circle_id).exists()


def is_visible(member: Member | None, item: Item) -> bool:
    """Whether it stands in this reader's list."""
    reader = None if member is None or member.on_break else member
    return shared_with(item.network, reader).filter(pk=item.pk).exists()


def item_or_404(request: HttpRequest, slug: str, item_id: int) -> Seen:
    """Raises `SignInNeeded` where signing in could help, `Http404` and `Locked`."""
    network = network_or_404(slug)
    member = current_member(request, network)
    found = Item.objects.select_related("network__key", "key__under", "by", "circle", "for_circle")
    item = get_object_or_404(marked(found), pk=item_id, network=network)
    for each in (member, item.by):
        if each:
            each.network = network
    owns = may_change(member, item)
    if not owns and not is_visible(member, item):
        if member is None and not request.user.is_authenticated:
            raise SignInNeeded
        raise Http404
    return Seen(item, member, owns)


def own_item_or_refused(request: HttpRequest, slug: str, item_id: int) -> Item:
    """As `item_or_404`, for those alone who may change it."""
    seen = item_or_404(request, slug, item_id)
    if not request.user.is_authenticated:
        raise SignInNeeded
    if not seen.owns:
        refuse(NOT_YOURS)
    must_be_confirmed(request)
    return seen.item


def must_be_able_to_ask(member: Member, item: Item) -> None:
    """Raises `PermissionDenied`, saying why this member cannot ask for it now."""
    if may_change(member, item):
        refuse(YOURS)
    if member.on_break or not is_visible(member, item):
        refuse(NOT_NOW)
    if item.by is None:
        refuse(NOBODY)
    if item.about.care and not member.is_known:
        refuse(NOT_KNOWN_YET)
    if item.about.care and not item.by.is_known:
        refuse(THEY_ARE_NEW)


def may_offer(member: Member, category: str) -> bool:
    """What asks for care is offered by those whom others know."""
    return member.is_known or not kind_in(member.network, category).care


def must_be_able_to_offer(member: Member, category: str) -> None:
    """Raises `PermissionDenied`, saying how this member could."""
    if not may_offer(member, category):
        refuse(NOT_KNOWN_YET)


def may_vouch(seen: Seen) -> bool:
    """Whether they say that whoever shares this knows it: those alone whom others know."""
    item, member = seen.item, seen.member
    can = item.kind in Item.VOUCHED and item.level != Item.Level.LEARN and item.by is not None
    return can and member is not None and member.is_known and not seen.owns


def photo_or_404(request: HttpRequest, slug: str, item_id: int, photo_id: int) -> Photo:
    """Members see the photos of what they see."""
    member_or_404(request, slug)
    item = item_or_404(request, slug, item_id).item
    must_be_confirmed(request)
    return get_object_or_404(item.photos.select_related("item__key__under"), pk=photo_id)
