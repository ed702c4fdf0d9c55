"""The board of needs, and the pages of one need."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mutualaid.accounts.http import may_see_sealed
from mutualaid.accounts.limits import client, limit
from mutualaid.codes import spaced
from mutualaid.hooks import OpenNow, need_panels
from mutualaid.http import FORM_METHODS, form_page, posted, refuse, respond
from mutualaid.networks.access import known_or_refused
from mutualaid.networks.agreements.rules import agreed
from mutualaid.networks.concerns.things import concern_url
from mutualaid.networks.models import Member
from mutualaid.sealed.models import DataKey
from mutualaid.sealed.services import reveal, unseal
from needs.categories import URGENCIES
from needs.own_categories.queries import kinds_of, offered_in
from needs.pledges.queries import after_help, may_offer, pledges_seen
from needs.turns.queries import turn_seen

from . import services
from .access import OWN, Seen, need_or_404, own_need_or_refused, reader
from .forms import BoardForm, ForWhomForm, NeedChangeForm, NeedForm, ReceiptForm, SkipForm
from .models import Need
from .queries import board, circles_of, listed, narrowing, open_now, to_do, told_in_words
from .rules import KEPT_DAYS
from .services import SEALED


@require_GET
def need_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The board, for anybody as far as the owners of needs allow."""
    network, member = reader(request, slug)
    form = BoardForm(request.GET, network=network, member=member)
    found = board(network, member, form.asked, request.GET)
    context: dict[str, Any] = {"network": network, "member": member, "form": form}
    context["asked"] = form.asked
    context["told"] = narrowing(form.asked) if member else {}
    context["query"] = f"?{urlencode(form.asked)}" if form.asked else ""
    return respond(request, "needs/need_list.html", context | found._asdict())


@require_GET
def need_to_do(request: HttpRequest, slug: str) -> HttpResponse:
    """What is due within a day and nobody has promised, and what asks for care."""
    member = known_or_refused(request, slug)
    found = listed(member.network, to_do(member), request.GET)
    return respond(request, "needs/need_to_do.html", {"network": member.network} | found._asdict())


@require_GET
def need_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose of what kind it is."""
    network, member = reader(request, slug)
    kinds = kinds_of(network)
    first_level = [each for each in offered_in(network).values() if not kinds[each.slug].under]
    context = {"network": network, "member": member, "kinds": first_level}
    return respond(request, "needs/need_new.html", context)


@require_http_methods(FORM_METHODS)
@never_cache
def need_post(request: HttpRequest, slug: str, category: str) -> HttpResponse:
    """Tell it, in one form; whoever has no account is shown the need's code."""
    network, member = reader(request, slug)
    kind = kinds_of(network).get(category)
    if kind is None or kind.retired:
        return redirect("needs:need_new", slug)
    first: dict[str, Any] = {"languages": [request.LANGUAGE_CODE]}
    if (urgency := request.GET.get("urgency")) in URGENCIES:
        first["urgency"] = urgency
    form = NeedForm(posted(request), initial=first, kind=kind, network=network, member=member)
    whom = _for_whom(request, member)
    if form.is_valid() and (whom is None or whom.is_valid()):
        if member:
            limit("needs.post", str(member.pk), per_hour=30)
        else:
            limit("needs.visitor", client(request), per_hour=10)
        told = form.cleaned_data | (whom.posted_for() if whom else {})
        need = services.post_need(network=network, by=member, category=category, **told)
        if need.receipt_index:
            _keep_own(request, need)
            return redirect("needs:need_posted", slug, need.pk)
        messages.success(request, _("We have it. You are told when somebody can help."))
        return redirect("needs:need_detail", slug, need.pk)
    context: dict[str, Any] = {"network": network, "form": form, "whom": whom}
    context |= {"kind": kind, "category": category}
    wrong = form.errors or (whom and whom.errors)
    return respond(request, "needs/need_post.html", context, status=422 if wrong else 200)


@require_GET
@never_cache
def need_posted(request: HttpRequest, slug: str, need_id: int) -> HttpResponse:
    """The code, shown to whoever has no other way back; posted twice, it is the same."""
    seen = need_or_404(request, slug, need_id)
    need = seen.need
    if not (code := _code(seen)):
        return redirect("needs:need_detail", slug, need.pk)
    context = {"network": need.network, "need": need, "code": code}
    context["open_now"] = _open_now(request, need, seen.member)
    return respond(request, "needs/need_posted.html", context)


@require_GET
@never_cache
def need_detail(request: HttpRequest, slug: str, need_id: int) -> HttpResponse:
    seen = need_or_404(request, slug, need_id)
    need = seen.need
    context = {
        "network": need.network,
        "member": seen.member,
        "need": need,
        "owns": seen.owns,
        "by_code": seen.by_code,
        "code": _code(seen),
        "ends_by_itself": need.asked_on and Need.objects.writable().filter(pk=need.pk).exists(),
        "state": Need.State(need.state).label,
        "told": told_in_words(need, seen.member),
        "not_right": concern_url(need, by=seen.member),
        "pledges": pledges_seen(seen),
        "may_offer": not seen.owns and may_offer(seen.member, need),
        "turn": turn_seen(seen.member, need),
        "open_now": _open_now(request, need, seen.member) if seen.owns else [],
        "after_help": after_help(seen),
        "panels": need_panels.ask(seen),
    }
    return respond(request, "needs/need_detail.html", context)


@require_POST
@never_cache
def need_words(request: HttpRequest, slug: str, need_id: int) -> HttpResponse:
    """Show its owner what they wrote, to be corrected."""
    seen, _key = _to_correct(request, slug, need_id)
    need, reader = seen.need, seen.member or seen.need
    told = {column: reveal(need, column, to=reader, reason="own-need") for column in SEALED}
    first = NeedChangeForm.told(need) | told
    form = NeedChangeForm(None, **_about(seen), initial=first)
    return form_page(request, "needs/need_change.html", form, network=need.network, need=need)


@require_POST
@never_cache
def need_change(request: HttpRequest, slug: str, need_id: int) -> HttpResponse:
    seen, key = _to_correct(request, slug, need_id)
    need = seen.need
    stands = {column: unseal(need, column, key=key) for column in SEALED}  # only compared
    first = NeedChangeForm.told(need) | stands
    form = NeedChangeForm(request.POST, **_about(seen), initial=first)
    if form.is_valid():
        services.change_need(need=need, **form.cleaned_data)
        messages.success(request, _("Changed."))
        return redirect("needs:need_detail", slug, need.pk)
    return form_page(request, "needs/need_change.html", form, network=need.network, need=need)


def _about(seen: Seen) -> dict[str, Any]:
    """What the form of a need asks of it."""
    return {"kind": seen.need.kind, "network": seen.need.network, "member": seen.member}


def _to_correct(request: HttpRequest, slug: str, need_id: int) -> tuple[Seen, DataKey]:
    seen = own_need_or_refused(request, slug, need_id)
    if seen.need.key is None:
        refuse(_("What you wrote was forgotten meanwhile. Please post it again."))
    return seen, seen.need.key


@require_POST
def need_withdraw(request: HttpRequest, slug: str, need_id: int) -> HttpResponse:
    need = own_need_or_refused(request, slug, need_id).need
    services.end_need(need=need, state=Need.State.WITHDRAWN)
    days = agreed(need.network, KEPT_DAYS)
    words = ngettext(
        "Taken back. For %(count)s day you can open it again.",
        "Taken back. For %(count)s days you can open it again.",
        days,
    )
    messages.success(request, words % {"count": days})
    return redirect("needs:need_detail", slug, need_id)


@require_POST
def need_met(request: HttpRequest, slug: str, need_id: int) -> HttpResponse:
    need = own_need_or_refused(request, slug, need_id).need
    services.end_need(need=need, state=Need.State.MET)
    messages.success(request, _("Good! Nobody looks for it any more."))
    return redirect("needs:need_detail", slug, need_id)


@require_POST
def need_skip(request: HttpRequest, slug: str, need_id: int) -> HttpResponse:
    """Of what comes round, the next time is not needed; those who help are told."""
    need = own_need_or_refused(request, slug, need_id).need
    form = SkipForm(request.POST)
    if form.is_valid() and services.skip(need=need, day=form.cleaned_data["day"]):
        messages.success(request, _("This time nobody comes. Whoever helps is told."))
    return redirect("needs:need_detail", slug, need_id)


@require_POST
def need_open_again(request: HttpRequest, slug: str, need_id: int) -> HttpResponse:
    need = own_need_or_refused(request, slug, need_id).need
    services.open_again(need=need)
    messages.success(request, _("It is open again."))
    return redirect("needs:need_detail", slug, need_id)


@require_POST
def need_close(request: HttpRequest, slug: str, need_id: int) -> HttpResponse:
    """Leave a need that was opened by its code, on a device that others use too."""
    need = need_or_404(request, slug, need_id).need
    request.session[OWN] = [pk for pk in request.session.get(OWN, []) if pk != need.pk]
    messages.success(request, _("Closed on this device. With the code you can open it again."))
    return redirect("needs:need_list", slug)


@require_http_methods(FORM_METHODS)
@never_cache
def need_by_code(request: HttpRequest, slug: str) -> HttpResponse:
    """Come back to what one posted without an account, or what was posted for one."""
    network, _member = reader(request, slug)
    form = ReceiptForm(posted(request))
    if form.is_valid():
        limit("needs.code", client(request), per_hour=60)
        index = services.receipt_index(network, form.cleaned_data["code"])
        if need := network.needs.filter(receipt_index=index).first():
            _keep_own(request, need)
            return redirect("needs:need_detail", slug, need.pk)
        form.add_error("code", _("There is no need with this code. Please look at it again."))
    return form_page(request, "needs/need_by_code.html", form, network=network)


def _open_now(request: HttpRequest, need: Need, member: Member | None) -> list[OpenNow]:
    """By a card that nobody confirmed one reads what anyone may: what is sealed stays closed."""
    return open_now(need, member if may_see_sealed(request) else None)


def _code(seen: Seen) -> str:
    """Of what was posted, or opened by it, in this browser; empty once it is forgotten."""
    return spaced(services.receipt_code(seen.need)) if seen.by_code and seen.need.key else ""


def _keep_own(request: HttpRequest, need: Need) -> None:
    """This browser may change it, as long as its session lasts."""
    others = [pk for pk in request.session.get(OWN, []) if pk != need.pk]
    request.session[OWN] = [*others[-9:], need.pk]


def _for_whom(request: HttpRequest, member: Member | None) -> ForWhomForm | None:
    if member is None:
        return None
    return ForWhomForm(posted(request), circles=circles_of(member))
