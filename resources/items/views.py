"""The list of what is shared, and the pages of one item."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from mutualaid.accounts.http import may_see_sealed, must_be_confirmed
from mutualaid.accounts.limits import limit
from mutualaid.http import FORM_METHODS, form_page, posted, refuse, respond
from mutualaid.networks.access import (
    current_member,
    known_or_refused,
    member_or_404,
    network_or_404,
)
from mutualaid.networks.concerns.things import concern_url
from mutualaid.networks.models import Circle, Member, Network
from mutualaid.pictures.http import as_picture
from mutualaid.sealed.services import reveal, unseal, unseal_bytes
from resources.asks.queries import asks_seen, is_full, limit_of
from resources.loans.queries import loans_seen

from . import services
from .access import item_or_404, may_vouch, own_item_or_refused, photo_or_404
from .forms import (
    USUAL,
    ItemChangeForm,
    ItemForm,
    ListForm,
    PhotoForm,
    VouchForm,
    WindowForm,
)
from .models import Item, Photo
from .queries import (
    catalog,
    how_known,
    listed,
    owned_by,
    rows_of,
    teachers_and_learners,
    told_in_words,
    whom_in_words,
    windows_in_words,
)

MORE = 5
"""Teachers, or learners, on one page."""


@require_GET
def item_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What can be had, for anybody as far as its owners allow."""
    network, member = _reader(request, slug)
    form = ListForm(request.GET, network=network)
    form.is_valid()
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    found = catalog(network, member, asked, request.GET)
    context = {"network": network, "member": member, "form": form, "asked": asked}
    return respond(request, "resources/item_list.html", context | found._asdict())


@require_GET
def item_mine(request: HttpRequest, slug: str) -> HttpResponse:
    """What a member shares, and what is paused, or was just taken out."""
    member = member_or_404(request, slug)
    found = listed(member.network, owned_by(member), request.GET)
    context = {"network": member.network} | found._asdict()
    return respond(request, "resources/item_mine.html", context)


@require_GET
def item_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose what kind of thing it is."""
    network = member_or_404(request, slug).network
    context = {"network": network, "kinds": Item.Kind.choices}
    return respond(request, "resources/item_new.html", context)


@require_http_methods(FORM_METHODS)
@never_cache
def item_share(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    member = member_or_404(request, slug)
    if kind not in Item.Kind:
        return redirect("resources:item_new", slug)
    services.must_have_room(by=member, circle=None)  # nobody types in vain
    first = {
        "languages": [request.LANGUAGE_CODE],
        "audience": Item.Audience.MEMBERS,
        "category": USUAL.get(Item.Kind(kind), ""),
    }
    form = ItemForm(
        posted(request), kind=kind, member=member, circles=_circles(member), initial=first
    )
    if form.is_valid():
        limit("resources.share", str(member.pk), per_hour=60)
        item = services.share_item(by=member, kind=kind, **form.told())
        messages.success(request, _("Thank you. Neighbors can find it now."))
        return redirect("resources:item_detail", slug, item.pk)
    label = Item.Kind(kind).label
    return form_page(request, "resources/item_share.html", form, network=member.network, kind=label)


@require_GET
@never_cache
def item_detail(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    seen = item_or_404(request, slug, item_id)
    item, member = seen.item, seen.member
    reader = None if member is None or member.on_break else member
    opened = reader is not None and may_see_sealed(request)
    may_ask = item.by is not None and not item.is_lent and not seen.owns
    asked = item.by if may_ask and reader else None
    context = {
        "network": item.network,
        "member": member,
        "item": item,
        "owns": seen.owns,
        "told": told_in_words(item, reader) + (whom_in_words(item) if seen.owns else []),
        "known": how_known(item, reader) if reader else [],
        "name": str(item.by) if item.by and reader and reader.is_known else "",
        "conditions": unseal(item, "conditions", key=item.key) if opened else "",
        "photos": item.photos.defer("large_sealed", "small_sealed") if opened else [],
        "windows": windows_in_words(item),
        "not_right": concern_url(item, by=member),
        "asks": asks_seen(reader, item),
        "may_ask": may_ask,  # a visitor is asked to sign in first
        "most": limit_of(asked) if asked else None,
        "full": asked is not None and is_full(asked),
        "may_vouch": may_vouch(seen),
        "loans": loans_seen(item, reader),
        "meets": rows_of(item.network, list(teachers_and_learners(item, reader)[:MORE])),
    }
    return respond(request, "resources/item_detail.html", context)


@require_POST
@never_cache
def item_words(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    """Show its owner what they wrote, to be corrected."""
    member = member_or_404(request, slug)
    item = own_item_or_refused(request, slug, item_id)
    told = {"conditions": reveal(item, "conditions", to=member, reason="own-item")}
    return respond(request, "resources/item_change.html", _to_change(item, member, None, told))


@require_POST
@never_cache
def item_change(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    member = member_or_404(request, slug)
    item = own_item_or_refused(request, slug, item_id)
    stands = {"conditions": unseal(item, "conditions", key=item.key)}  # only compared
    context = _to_change(item, member, request.POST, stands)
    form = context["form"]
    if form.is_valid():
        services.change_item(item=item, **form.told())
        messages.success(request, _("Changed."))
        return redirect("resources:item_detail", slug, item.pk)
    return respond(request, "resources/item_change.html", context, status=422)


def _to_change(item: Item, member: Member, typed: Any, sealed: dict[str, str]) -> dict[str, Any]:
    first = ItemChangeForm.of(item) | sealed
    form = ItemChangeForm(
        typed, kind=item.kind, member=member, circles=_circles(member), initial=first
    )
    return {"network": item.network, "item": item, "form": form}


@require_POST
def item_pause(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    item = own_item_or_refused(request, slug, item_id)
    services.pause(item=item)
    messages.success(request, _("Nobody is shown it until you share it again."))
    return redirect("resources:item_detail", slug, item_id)


@require_POST
def item_share_again(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    """It can be had again, or still: whoever was asked says so too."""
    item = own_item_or_refused(request, slug, item_id)
    services.share_again(item=item)
    messages.success(request, _("Good! Neighbors can find it."))
    return redirect("resources:item_detail", slug, item_id)


@require_POST
def item_take_out(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    item = own_item_or_refused(request, slug, item_id)
    services.take_out(item=item)
    messages.success(
        request,
        _("Taken out. For %(days)s days you can share it again.") % {"days": services.UNDO.days},
    )
    return redirect("resources:item_detail", slug, item_id)


@require_POST
def item_look_after(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    """A circle's thing, which nobody looks after any more."""
    member = member_or_404(request, slug)
    item = own_item_or_refused(request, slug, item_id)
    if services.look_after(item=item, by=member):
        messages.success(request, _("Thank you. Whoever needs it asks you from now on."))
    return redirect("resources:item_detail", slug, item_id)


@require_POST
def item_let_go(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    """They cannot look after a circle's thing any more."""
    member = member_or_404(request, slug)
    item = own_item_or_refused(request, slug, item_id)
    limit("resources.let_go", str(member.pk), per_hour=5)  # each time all others there are told
    if services.let_go(item=item, by=member):
        messages.success(request, _("Thank you for having done so. The others there are asked."))
    return redirect("resources:item_detail", slug, item_id)


@require_http_methods(FORM_METHODS)
def item_windows(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    """When it can be had."""
    item = own_item_or_refused(request, slug, item_id)
    form = WindowForm(posted(request))
    windows = windows_in_words(item)
    room = len(windows) < services.MOST_WINDOWS
    if form.is_valid() and not room:
        form.add_error(None, services.TOO_MANY_TIMES)
    elif form.is_valid():
        if services.add_window(item=item, **form.cleaned_data):
            return redirect("resources:item_windows", slug, item_id)
        form.add_error(None, _("On this day there is a time already that overlaps with it."))
    context = {"network": item.network, "item": item, "windows": windows, "room": room}
    return form_page(request, "resources/item_windows.html", form, **context)


@require_POST
def window_remove(request: HttpRequest, slug: str, item_id: int, window_id: int) -> HttpResponse:
    item = own_item_or_refused(request, slug, item_id)
    get_object_or_404(item.windows, pk=window_id).delete()
    return redirect("resources:item_windows", slug, item_id)


@require_http_methods(FORM_METHODS)
def item_photos(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    item = own_item_or_refused(request, slug, item_id)
    if request.method == "POST":
        # Before it is looked at, since looking is what costs.
        limit("resources.photo", str(request.user.pk), per_hour=20)
    form = PhotoForm(posted(request), request.FILES if request.method == "POST" else None)
    if form.is_valid():
        large, small = form.cleaned_data["picture"]
        if services.add_photo(item=item, large=large, small=small):
            messages.success(request, _("The photo is kept."))
            return redirect("resources:item_photos", slug, item_id)
        form.add_error(None, _("Three photos are enough. Remove one of them first."))
    context = {
        "network": item.network,
        "item": item,
        "photos": item.photos.defer("large_sealed", "small_sealed"),
        "room": item.photos.count() < services.MOST_PHOTOS,
    }
    return form_page(request, "resources/item_photos.html", form, **context)


@require_POST
def photo_remove(request: HttpRequest, slug: str, item_id: int, photo_id: int) -> HttpResponse:
    item = own_item_or_refused(request, slug, item_id)
    get_object_or_404(item.photos, pk=photo_id).delete()
    return redirect("resources:item_photos", slug, item_id)


@require_safe
def photo_large(request: HttpRequest, slug: str, item_id: int, photo_id: int) -> HttpResponse:
    return _shown(photo_or_404(request, slug, item_id, photo_id), "large")


@require_safe
def photo_small(request: HttpRequest, slug: str, item_id: int, photo_id: int) -> HttpResponse:
    return _shown(photo_or_404(request, slug, item_id, photo_id), "small")


def _shown(photo: Photo, size: str) -> HttpResponse:
    """For the eyes of many, so the ledger does not note it."""
    return as_picture(unseal_bytes(photo, size, key=photo.key))


@require_http_methods(FORM_METHODS)
def item_vouch(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    """Say that one knows that they can do it."""
    member = known_or_refused(request, slug)
    must_be_confirmed(request)
    seen = item_or_404(request, slug, item_id)
    if not may_vouch(seen):
        refuse(_("Others say so, of what they know somebody can do."))
    mine = seen.item.vouches.filter(by=member).first()
    first = {"saw_certificate": mine.saw_certificate} if mine else {}
    form = VouchForm(posted(request), initial=first)
    if form.is_valid():
        services.vouch_for(item=seen.item, by=member, **form.cleaned_data)
        messages.success(request, _("Noted. Thank you."))
        return redirect("resources:item_detail", slug, item_id)
    context = {"network": member.network, "item": seen.item, "mine": mine}
    return form_page(request, "resources/item_vouch.html", form, **context)


@require_POST
def item_vouch_no_more(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    member = member_or_404(request, slug)
    item = item_or_404(request, slug, item_id).item
    must_be_confirmed(request)
    item.vouches.filter(by=member).delete()
    messages.success(request, _("You do not say so any more."))
    return redirect("resources:item_detail", slug, item_id)


def _reader(request: HttpRequest, slug: str) -> tuple[Network, Member | None]:
    """Who asks; who takes a break reads what anybody reads."""
    network = network_or_404(slug)
    member = current_member(request, network)
    if member:
        member.network = network
    return network, None if member and member.on_break else member


def _circles(member: Member) -> list[Circle]:
    """Those in which a member sits, the assembly among them."""
    held = member.seats.held().select_related("circle").order_by("circle__kind", "circle__name")
    return [seat.circle for seat in held]
