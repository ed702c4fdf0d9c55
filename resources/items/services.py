"""Sharing something, correcting it, pausing it, and taking it out."""

from datetime import date, time, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.db import claim, hold_row, lock_in_order, lock_row
from mutualaid.fields import day_with, random_id
from mutualaid.hooks import tell
from mutualaid.http import refuse
from mutualaid.networks.access import as_now
from mutualaid.networks.departures import note_forgotten
from mutualaid.networks.models import Circle, Member, Network
from mutualaid.sealed.keys import blind_index, new_key
from mutualaid.sealed.services import erase, seal

from .access import NOT_NOW, is_visible, may_change, must_be_able_to_offer
from .models import Item, ItemVouch, Photo, Window
from .queries import keepers_of
from .signals import item_changed, item_forgotten

MOST, MOST_OF_CIRCLE = 200, 2000
"""Of one person, and of one circle: lists that nobody reads help nobody."""
MOST_WINDOWS, MOST_PHOTOS = 21, 3
TOO_MANY_TIMES = _("There are as many times as there can be. Remove one of them first.")
UNDO = timedelta(days=7)
"""So long what was taken out can be shared again."""
SURE_FOR = timedelta(days=365)
"""When nobody has said for so long that it is still there, its owner is asked."""
DAYS_TO_ANSWER = timedelta(days=30)


@transaction.atomic
def share_item(
    *,
    by: Member,
    once: int,
    kind: str,
    circle: Circle | None = None,
    shared_on: date | None = None,
    **told: Any,
) -> Item:
    """Share something. ``told`` is as for `change_item`; ``circle`` has it, and ``by`` looks after
    it, unless it is their own.

    Sent again by the same one with the same ``once`` it is the one that is there. Raises
    `PermissionDenied` beyond `MOST`, and of what asks for care where nobody knows ``by`` yet.
    """
    by, network = as_now(by), by.network
    lock_in_order(Member.objects.all(), [by.pk])  # of two taps at once the second finds it
    chance = int(blind_index("item once", f"{once} {by.pk}", key=network.key), 16)
    today = shared_on or timezone.now().date()
    pk, yesterday = (day_with(chance, day) for day in (today, today - timedelta(days=1)))
    if item := network.items.filter(pk__in=[pk, yesterday], by=by).first():
        return item
    must_have_room(by=by, circle=circle)
    key = new_key(under=network.key)
    item = Item(pk=pk, network=network, key=key, by=by, circle=circle, kind=kind)
    item.asked_on = last_asked_on(by)
    _tell(item, told)
    item.save(force_insert=True)
    return item


def must_have_room(*, by: Member, circle: Circle | None, more: int = 1) -> None:
    """Raises `PermissionDenied` where so many more would be too many for one person, or circle."""
    most, items = (MOST_OF_CIRCLE, circle.items) if circle else (MOST, by.items.filter(circle=None))
    if items.exclude(state=Item.State.GONE).count() + more > most:
        words = _("%(most)s things are as many as one list can hold. Take some out first, please.")
        refuse(words % {"most": most})


@transaction.atomic
def change_item(*, item: Item, **told: Any) -> None:
    """Correct it. ``told``: ``name``, ``category``, ``conditions``, ``level``, ``quantity``,
    ``hours``, ``languages``, ``cell``, ``audience``, ``for_circle``; what is not told stays.
    Raises `PermissionDenied` as `share_item`."""
    item = locked(item)
    _tell(item, told)
    item.save()
    item_changed.send(Item, item=item)


def _tell(item: Item, told: dict[str, Any]) -> None:
    if (conditions := told.pop("conditions", None)) is not None:
        seal(item, "conditions", conditions, key=item.key)
    for name, value in told.items():
        setattr(item, name, value)
    if item.by:
        must_be_able_to_offer(item.by, item.category)
    if item.audience != Item.Audience.CIRCLE:
        item.for_circle = None
    item.sure_on, item.reminded_on = item.network.today(), None


@transaction.atomic
def pause(*, item: Item) -> bool:
    """Nobody can ask for it until it is shared again; false if it was not shared."""
    return _move(item, {Item.State.SHARED}, Item.State.PAUSED)


@transaction.atomic
def share_again(*, item: Item) -> bool:
    """It can be had again, or still."""
    return _move(item, {*Item.State}, Item.State.SHARED)


@transaction.atomic
def take_out(*, item: Item) -> bool:
    """It is not there any more; `UNDO` long it can be shared again."""
    return _move(item, {Item.State.SHARED, Item.State.PAUSED}, Item.State.GONE)


def _move(item: Item, before: set[str], after: str) -> bool:
    item = locked(item)
    if item.state not in before:
        return False
    if item.state == Item.State.GONE and item.by:
        must_have_room(by=item.by, circle=item.circle)
    today = item.network.today()
    item.state, item.sure_on, item.reminded_on = after, today, None
    item.gone_on = today if after == Item.State.GONE else None
    item.save(update_fields=["state", "sure_on", "reminded_on", "gone_on"])
    item_changed.send(Item, item=item)
    return True


@transaction.atomic
def look_after(*, item: Item, by: Member) -> bool:
    """A circle's thing that nobody looks after is kept by this member from now on. Raises
    `PermissionDenied` as `share_item`."""
    lock_row(Network.objects.all(), pk=by.network_id)  # else, who has it changes as somebody leaves
    by, item = as_now(by), locked(item)
    if item.by_id or not may_change(by, item):
        return False
    must_be_able_to_offer(by, item.category)
    item.by, item.asked_on = by, last_asked_on(by)
    item.save(update_fields=["by", "asked_on"])
    return True


@transaction.atomic
def let_go(*, item: Item, by: Member) -> bool:
    """Who looked after a circle's thing cannot any more: the others who sit there are asked, and
    nobody is told to. False where it is not theirs to let go."""
    by, item = as_now(by), locked(item)
    if item.by_id != by.pk or item.circle_id is None:
        return False
    _keep_no_more(item)
    tell_keepers(item, "resources.keeper_wanted", but=by, name=item.name)
    return True


def _keep_no_more(item: Item) -> None:
    """It stays where it is, and waits for somebody who looks after it."""
    item.by = None
    item.save(update_fields=["by"])
    item_changed.send(Item, item=item)


@transaction.atomic
def add_window(*, item: Item, weekday: int, start: time, end: time) -> Window | None:
    """A time at which it can be had; None where it overlaps one that is there. Raises
    `PermissionDenied` where there are too many."""
    item = locked(item)
    if item.windows.count() >= MOST_WINDOWS:
        refuse(TOO_MANY_TIMES)
    that_day = item.windows.filter(weekday=weekday)
    if that_day.filter(start__lt=end, end__gt=start).exists():
        return None
    return item.windows.create(weekday=weekday, start=start, end=end)


@transaction.atomic
def add_photo(*, item: Item, large: bytes, small: bytes) -> Photo | None:
    """None where it has as many as it can have."""
    item = locked(item)
    if item.photos.count() >= MOST_PHOTOS:
        return None
    photo = Photo(item=item)
    seal(photo, "large", large, key=item.key)
    seal(photo, "small", small, key=item.key)
    photo.save(force_insert=True)
    return photo


@transaction.atomic
def vouch_for(*, item: Item, by: Member, saw_certificate: bool) -> None:
    """Say that one knows it of them; said again, the newer word holds."""
    by, item = as_now(by), locked(item)
    if not (by.is_known and is_visible(by, item)):
        refuse(NOT_NOW)
    ItemVouch.objects.update_or_create(
        item=item, by=by, defaults={"saw_certificate": saw_certificate}
    )


@transaction.atomic
def part_vouches(*, member: Member, absent: set[int]) -> None:
    """Of two who are absent to each other from now on, neither says what the other can do."""
    by_them = Q(item__by=member, by__in=absent)
    ItemVouch.objects.filter(by_them | Q(by=member, item__by__in=absent)).delete()


def note_asked(*, of: Member) -> None:
    """Somebody asked a member for something of theirs: others come first the next time. All that
    is theirs is noted once the present transaction is kept, which may have one of them locked."""
    transaction.on_commit(partial(_note_asked, of))


@transaction.atomic
def _note_asked(member: Member) -> None:
    hold_row(Network, "id", id=member.network_id)  # nobody else locks several things meanwhile
    today = member.network.today()
    stale = member.items.exclude(asked_on=today).values_list("pk", flat=True)
    found = lock_in_order(Item.objects.only("pk"), stale)
    Item.objects.filter(pk__in=[each.pk for each in found]).update(asked_on=today)


def last_asked_on(member: Member) -> date:
    """When a member was last asked for something."""
    latest = member.items.order_by("-asked_on").first()
    return latest.asked_on if latest else Item._meta.get_field("asked_on").default


@transaction.atomic
def leave_items(*, member: Member) -> None:
    """What is theirs goes with them; what they looked after for a circle stays there."""
    for item in member.items.select_related("network", "key"):
        if item.circle_id is None:
            forget_item(item=item)
        else:
            _keep_no_more(locked(item))
    member.item_vouches.all().delete()


@transaction.atomic
def forget_item(*, item: Item) -> None:
    """Nothing is left of it."""
    item = locked(item)
    item_forgotten.send(Item, item=item)
    key = item.key
    item.delete()
    erase(key)


@transaction.atomic
def ask_owners(*, network: Network) -> None:
    """Ask whether what nobody spoke of for a year is still there; who says nothing for a month has
    it paused, not taken out."""
    today = network.today()
    for item in network.items.shared().filter(reminded_on=None, sure_on__lt=today - SURE_FOR):
        if claim(Item.objects.shared().filter(pk=item.pk, reminded_on=None), reminded_on=today):
            tell_keepers(item, "resources.still_there")
    for item in network.items.shared().filter(reminded_on__lt=today - DAYS_TO_ANSWER):
        item = locked(item)
        if item.reminded_on:  # they have not said anything meanwhile
            item.state = Item.State.PAUSED
            item.save(update_fields=["state"])
            item_changed.send(Item, item=item)


@transaction.atomic
def forget_gone(*, network: Network) -> None:
    """What was taken out some days ago."""
    for item in network.items.filter(state=Item.State.GONE, gone_on__lt=network.today() - UNDO):
        item = locked(item)
        if item.state == Item.State.GONE:  # nobody has shared it again meanwhile
            if item.by and item.circle_id is None:
                note_forgotten(item.by, item.key)
            forget_item(item=item)


def tell_keepers(item: Item, kind: str, *, but: Member | None = None, **facts: str) -> None:
    """Tell whoever has it, ``but`` for one. Each time that this is called, they hear it."""
    path = reverse("resources:item_detail", args=[item.network.slug, item.pk])
    for member in keepers_of(item):
        if member.user and member != but:
            once = f"{kind}.{random_id()}"
            tell(member.user, kind, path=path, once=once, network=item.network.name, **facts)


def locked(item: Item) -> Item:
    """As it is now; nobody else changes it until the transaction ends. Raises `PermissionDenied`
    where nothing is left of it by now."""
    found = Item.objects.select_related("network__key", "key__under", "by__user", "by__network")
    try:
        return lock_row(found, pk=item.pk)
    except Item.DoesNotExist:
        refuse(NOT_NOW)
