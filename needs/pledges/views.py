"""Offering help, and what its two sides do next."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from mutualaid.accounts.http import must_be_confirmed
from mutualaid.accounts.limits import limit
from mutualaid.http import FORM_METHODS, form_page, posted, refuse, respond
from mutualaid.networks.access import member_or_404
from mutualaid.networks.models import Member
from mutualaid.sealed.services import reveal
from needs.posts.access import NOT_YOURS, Seen, need_or_404
from needs.posts.calling import call_to, language_of
from needs.posts.models import Need
from needs.posts.queries import circles_of

from . import services
from .access import (
    GONE,
    helps,
    may_see_address,
    must_be_able_to_help,
    must_know_each_other,
    must_still_sit,
    pledge_or_404,
)
from .forms import PledgeForm
from .models import Pledge
from .queries import left_of

ONLY_SENDER = gettext_lazy("Only who offered it does this.")


@require_http_methods(FORM_METHODS)
def need_pledge(request: HttpRequest, slug: str, need_id: int) -> HttpResponse:
    """ "I can help": with all of it, or with a part."""
    member = member_or_404(request, slug)
    need = need_or_404(request, slug, need_id).need
    form = _form(member, need, posted(request))
    if form.is_valid():
        limit("needs.pledge", str(member.pk), per_hour=30)
        services.pledge(need=need, by=member, **form.offer())
        messages.success(
            request, _("Thank you. They read your offer, and you are told what they say.")
        )
        return redirect("needs:need_detail", slug, need_id)
    return form_page(request, "needs/need_pledge.html", form, network=need.network, need=need)


def _form(member: Member, need: Need, typed: Any, *, own: int = 0, **options: Any) -> PledgeForm:
    """What can be offered of this need by now, beyond the ``own`` parts that stand already. Raises
    `PermissionDenied` where nothing can."""
    must_be_able_to_help(member, need)
    left = max(left_of(need), own)
    if left < 1:
        refuse(services.words_of_left(left))
    return PledgeForm(
        typed,
        left=left,
        parts=1 if need.care else need.quantity,
        circles=[] if need.care or need.at_home else circles_of(member),
        **options,
    )


@require_POST
@never_cache
def pledge_edit(request: HttpRequest, slug: str, need_id: int, pledge_id: int) -> HttpResponse:
    """What its sender offered, to be read and corrected while nobody has answered."""
    member, pledge = _as_sender(request, slug, need_id, pledge_id)
    first: dict[str, Any] = {"quantity": pledge.quantity, "circle": str(pledge.circle_id or "")}
    for column in ("words", "contact"):
        first[column] = reveal(pledge, column, to=member, reason="own-offer")
    form = _form(member, pledge.need, None, own=pledge.quantity, initial=first)
    return form_page(request, "needs/pledge_change.html", form, **_of(pledge))


@require_POST
@never_cache
def pledge_change(request: HttpRequest, slug: str, need_id: int, pledge_id: int) -> HttpResponse:
    member, pledge = _as_sender(request, slug, need_id, pledge_id)
    form = _form(member, pledge.need, request.POST, own=pledge.quantity)
    if not form.is_valid():
        return form_page(request, "needs/pledge_change.html", form, **_of(pledge))
    limit("needs.pledge", str(member.pk), per_hour=30)
    if services.change(pledge=pledge, by=member, **form.offer()):
        messages.success(request, _("Changed. They read it as it is now."))
    else:
        messages.warning(request, _("They answered meanwhile; what you changed was not kept."))
    return redirect("needs:need_detail", slug, need_id)


@require_POST
@never_cache
def pledge_words(request: HttpRequest, slug: str, need_id: int, pledge_id: int) -> HttpResponse:
    """What a helper wrote, for the owner who has to answer; not how to reach them."""
    seen, pledge = _as_owner(request, slug, need_id, pledge_id)
    if not pledge.stands:
        refuse(GONE)
    words = reveal(pledge, "words", to=seen.member or seen.need, reason="offer")
    context = {"network": seen.need.network, "need": seen.need, "pledge": pledge, "words": words}
    return respond(request, "needs/pledge_words.html", context)


@require_POST
def pledge_accept(request: HttpRequest, slug: str, need_id: int, pledge_id: int) -> HttpResponse:
    _seen, pledge = _as_owner(request, slug, need_id, pledge_id)
    try:
        if services.accept(pledge=pledge, seen=request.POST.get("seen", "")):
            messages.success(request, _("Accepted. They are told."))
    except services.Changed as changed:
        messages.warning(request, str(changed))
    return redirect("needs:need_detail", slug, need_id)


@require_POST
def pledge_decline(request: HttpRequest, slug: str, need_id: int, pledge_id: int) -> HttpResponse:
    _seen, pledge = _as_owner(request, slug, need_id, pledge_id)
    if services.decline(pledge=pledge):
        messages.success(request, _("They are told “not this time”, without a reason."))
    return redirect("needs:need_detail", slug, need_id)


@require_POST
def pledge_take_back(request: HttpRequest, slug: str, need_id: int, pledge_id: int) -> HttpResponse:
    seen, pledge = pledge_or_404(request, slug, need_id, pledge_id)
    _must_be_helper(seen, pledge)
    if services.take_back(pledge=pledge):
        messages.success(request, _("Taken back. Thank you for saying so."))
    return redirect("needs:need_detail", slug, need_id)


@require_POST
def pledge_done(request: HttpRequest, slug: str, need_id: int, pledge_id: int) -> HttpResponse:
    """Either of the two says that it is over."""
    seen, pledge = _as_either(request, slug, need_id, pledge_id)
    if services.done(pledge=pledge, helper_says=not seen.owns):
        messages.success(request, _("Noted. Thank you both."))
    return redirect("needs:need_detail", slug, need_id)


@require_POST
@never_cache
def pledge_contact(request: HttpRequest, slug: str, need_id: int, pledge_id: int) -> HttpResponse:
    """How the other side can be reached; that it was shown is noted for them."""
    seen, pledge = _as_either(request, slug, need_id, pledge_id)
    need, helper = seen.need, pledge.by
    if helping := helps(seen, pledge):
        helper = member_or_404(request, slug)  # nobody who takes a break
    must_know_each_other(pledge, owner=not helping, helper=helper)
    reader = seen.member or need
    of: Need | Pledge = need if helping else pledge
    told = {
        column: reveal(of, column, to=reader, reason="pledge") for column in ("words", "contact")
    }
    if helping and may_see_address(helper):
        told["address"] = reveal(need, "address", to=reader, reason="pledge")
    context = {"network": need.network, "need": need, "helps": helping, "address": None}
    helper_user = pledge.by.user
    with override(language_of(need) if helping or not helper_user else helper_user.language):
        ready = _("Hello, this is about what we agreed on in %(network)s. When does it suit you?")
    context["call"] = call_to(told["contact"], ready % {"network": need.network})
    return respond(request, "needs/pledge_contact.html", context | told)


def _as_owner(request: HttpRequest, slug: str, need_id: int, pledge_id: int) -> tuple[Seen, Pledge]:
    seen, pledge = pledge_or_404(request, slug, need_id, pledge_id)
    if not seen.owns:
        refuse(NOT_YOURS)
    must_be_confirmed(request)
    return seen, pledge


def _as_sender(
    request: HttpRequest, slug: str, need_id: int, pledge_id: int
) -> tuple[Member, Pledge]:
    """For who offered it, not for others of their circle, as long as nobody has answered."""
    seen, pledge = pledge_or_404(request, slug, need_id, pledge_id)
    if seen.member is None or pledge.by_id != seen.member.pk:
        refuse(ONLY_SENDER)
    if pledge.state != Pledge.State.OFFERED:
        refuse(_("This offer was answered already, or taken back."))
    must_be_confirmed(request)
    must_be_able_to_help(seen.member, pledge.need)
    must_still_sit(seen.member, pledge)
    return seen.member, pledge


def _of(pledge: Pledge) -> dict[str, Any]:
    return {"network": pledge.need.network, "need": pledge.need, "pledge": pledge}


def _as_either(
    request: HttpRequest, slug: str, need_id: int, pledge_id: int
) -> tuple[Seen, Pledge]:
    seen, pledge = pledge_or_404(request, slug, need_id, pledge_id)
    if not seen.owns:
        _must_be_helper(seen, pledge)
    must_be_confirmed(request)
    return seen, pledge


def _must_be_helper(seen: Seen, pledge: Pledge) -> None:
    if not helps(seen, pledge):
        refuse(ONLY_SENDER)
