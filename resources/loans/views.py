"""The calendar of an item, asking for it, and what the two do next."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from mutualaid.accounts.http import must_be_confirmed
from mutualaid.accounts.limits import limit
from mutualaid.http import FORM_METHODS, form_page, posted, refuse, respond
from mutualaid.networks.access import member_or_404
from mutualaid.networks.models import Member
from mutualaid.networks.readiness import reachable
from mutualaid.paging import page_of
from mutualaid.paper import paper
from mutualaid.pictures.http import as_picture
from mutualaid.qr import qr_svg
from mutualaid.sealed.services import reveal, unseal_bytes
from resources.items.access import own_item_or_refused
from resources.items.models import Item

from .access import (
    Side,
    as_borrower,
    as_lender,
    loan_or_404,
    member_and_lent_item,
    must_be_able_to_borrow,
    must_know_each_other,
    why_closed,
)
from .calendar import month, month_asked
from .forms import AgreeForm, LoanForm, NoteForm, RenewForm, WaitForm, stamped
from .models import Loan, LoanNote
from .queries import (
    circles_to_borrow_for,
    loans_of,
    nearest_free,
    rows_of,
    seen_by,
    to_be_had,
    who_borrows,
    who_lends,
    zone_of,
)
from .services import asking, handing, renewing, waiting
from .slots import day_at, slot_in_words

LABELS = 14
"""On one sheet."""


@require_GET
def item_calendar(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    """When it is free and when it is taken, a month at a time; never by whom."""
    member, item = member_and_lent_item(request, slug, item_id)
    zone, wait = zone_of(item), item.waits.filter(by=member).first()
    waited = f"{day_at(wait.starts, zone):%Y-%m}" if wait else ""
    first = month_asked(request.GET.get("month", waited), item.network.today())
    by_hour = item.by_the_hour
    waits_for = slot_in_words(wait.slot, zone, by_hour=by_hour) if wait else ""
    context = {
        "network": item.network,
        "item": item,
        "month": month(item, member, first, wait.slot if wait else None),
        "may_borrow": to_be_had(item, member),
        "waits_for": waits_for,
        "told": wait is not None and wait.told_until is not None,
    }
    return respond(request, "resources/item_calendar.html", context)


@require_http_methods(FORM_METHODS)
def loan_ask(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    """Ask for it: from then on it is kept for whoever asked."""
    member, item = member_and_lent_item(request, slug, item_id)
    must_be_able_to_borrow(member, item)
    first = {"first": request.GET.get("day", ""), "hour": "10", "until": "12"}
    circles = circles_to_borrow_for(member)
    form = LoanForm(posted(request), item=item, circles=circles, initial=first)
    context: dict[str, Any] = {"network": item.network, "item": item, "known": member.is_known}
    if form.is_valid():
        limit("resources.loan", str(member.pk), per_hour=60)
        try:
            loan = asking.ask_for(item=item, by=member, **form.asked)
        except asking.NotFree:
            context |= _offered(item, member, form)
        else:
            messages.success(
                request, _("It is kept for you. You are told when somebody has said yes.")
            )
            return redirect("resources:loan_detail", slug, loan.pk)
    return form_page(request, "resources/loan_ask.html", form, **context)


def _offered(item: Item, member: Member, form: LoanForm) -> dict[str, Any]:
    """Another was quicker: when it is free, and whether they would like to wait."""
    words = _("Another neighbor asked first: it is taken at that time.")
    form.add_error("first", words)
    found = {"wait": stamped(form.slot)}
    if nearest := nearest_free(item, form.slot, by=member):
        said = slot_in_words(nearest, zone_of(item), by_hour=item.by_the_hour)
        found |= {"nearest": stamped(nearest), "nearest_said": said}
    return found


@require_POST
def item_wait(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    """Be told when it is free at the time that was asked for."""
    member, item = member_and_lent_item(request, slug, item_id)
    form = WaitForm(request.POST)
    if not form.is_valid():
        return redirect("resources:item_calendar", slug, item_id)
    limit("resources.wait", str(member.pk), per_hour=60)
    waiting.wait_for(item=item, by=member, slot=form.cleaned_data["slot"])
    messages.success(request, _("You are told as soon as it is free then, in turn."))
    return redirect("resources:item_calendar", slug, item_id)


@require_POST
def item_wait_end(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    member, item = member_and_lent_item(request, slug, item_id)
    waiting.stop_waiting(item=item, by=member)
    messages.success(request, _("You do not wait for it any more."))
    return redirect("resources:item_calendar", slug, item_id)


@require_GET
def item_label(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    """A label to stick on it, which leads to its page."""
    item = own_item_or_refused(request, slug, item_id)
    if not item.is_lent:
        raise Http404
    address = settings.ORIGIN + reverse("resources:item_detail", args=[slug, item.pk])
    context = paper(request.GET.get("paper")) | {
        "network": item.network,
        "item": item,
        "demo": not reachable(settings.ORIGIN),
        "qr": qr_svg(address, title=_("Leads to the page of this thing")),
        "labels": range(1, min(item.quantity, LABELS) + 1),
    }
    return respond(request, "resources/item_label.html", context)


@require_GET
def loan_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What one borrows, and what one lends."""
    member = member_or_404(request, slug, on_break=True)
    context = {"network": member.network} | loans_of(member)
    return respond(request, "resources/loan_list.html", context)


@require_GET
def loan_all(request: HttpRequest, slug: str) -> HttpResponse:
    """All of both, also what is over; the latest first."""
    member = member_or_404(request, slug, on_break=True)
    page = page_of(seen_by(member), request.GET, "-starts")
    context = {"network": member.network, "rows": rows_of(page.rows, member), "older": page.older}
    return respond(request, "resources/loan_all.html", context)


@require_GET
@never_cache
def loan_detail(request: HttpRequest, slug: str, loan_id: int) -> HttpResponse:
    side = loan_or_404(request, slug, loan_id)
    loan, now = side.loan, timezone.now()
    context = _context(side) | {
        "state": Loan.State(loan.state).label,
        "late": loan.is_late(now),
        "who_borrows": who_borrows(loan, side.hidden),
        "who_lends": who_lends(loan, side.member, side.hidden),
        "known": loan.by is not None and loan.by.is_known,
        "open": not why_closed(side),
        "closed": why_closed(side) if loan.state == Loan.State.HANDED else "",
        "notes": loan.notes.exclude(by__in=side.hidden).exists(),
        "item_url": reverse("resources:item_detail", args=[slug, loan.item_id]),
    }
    return respond(request, "resources/loan_detail.html", context)


@require_POST
@never_cache
def loan_words(request: HttpRequest, slug: str, loan_id: int) -> HttpResponse:
    """What whoever asked wrote, for who has to answer; not how to reach them."""
    side = as_lender(request, slug, loan_id)
    if side.loan.state != Loan.State.ASKED or side.loan.by_id in side.hidden:
        refuse(_("They do not ask for it any more."))
    words = _told(side, "words", reason="loan-asked")
    return respond(request, "resources/loan_words.html", _context(side) | {"words": words})


@require_http_methods(FORM_METHODS)
def loan_agree(request: HttpRequest, slug: str, loan_id: int) -> HttpResponse:
    """Say yes, and where it is fetched."""
    side = as_lender(request, slug, loan_id)
    if side.loan.state != Loan.State.ASKED:
        return redirect("resources:loan_detail", slug, loan_id)
    form = AgreeForm(posted(request))
    if form.is_valid():
        if asking.agree(loan=side.loan, by=side.member, **form.cleaned_data):
            messages.success(request, _("Promised. They are told."))
        return redirect("resources:loan_detail", slug, loan_id)
    return form_page(request, "resources/loan_agree.html", form, **_context(side))


@require_POST
def loan_decline(request: HttpRequest, slug: str, loan_id: int) -> HttpResponse:
    side = as_lender(request, slug, loan_id)
    if asking.decline(loan=side.loan):
        messages.success(request, _("They are told “not this time”, without a reason."))
    return redirect("resources:loan_detail", slug, loan_id)


@require_POST
def loan_take_back(request: HttpRequest, slug: str, loan_id: int) -> HttpResponse:
    side = as_borrower(request, slug, loan_id)
    if asking.take_back(loan=side.loan):
        messages.success(request, _("Others can have it. Thank you for saying so."))
    return redirect("resources:loan_detail", slug, loan_id)


@require_http_methods(FORM_METHODS)
def loan_hand_over(request: HttpRequest, slug: str, loan_id: int) -> HttpResponse:
    """It changed hands, and how it was then."""
    side = loan_or_404(request, slug, loan_id)
    if side.loan.state not in {Loan.State.AGREED, Loan.State.HANDED}:
        refuse(_("First whoever lends it says yes."))
    return _noted(request, side, LoanNote.Moment.HANDED)


@require_http_methods(FORM_METHODS)
def loan_return(request: HttpRequest, slug: str, loan_id: int) -> HttpResponse:
    """It is back, and how it was then."""
    side = loan_or_404(request, slug, loan_id)
    if side.loan.state not in {Loan.State.HANDED, Loan.State.RETURNED}:
        refuse(_("It has not been handed over yet."))
    return _noted(request, side, LoanNote.Moment.RETURNED)


def _noted(request: HttpRequest, side: Side, moment: LoanNote.Moment) -> HttpResponse:
    must_be_confirmed(request)
    if request.method == "POST":
        # Before it is looked at, since looking at a picture is what costs.
        limit("resources.note", str(side.member.pk), per_hour=30)
    form = NoteForm(posted(request), request.FILES if request.method == "POST" else None)
    if form.is_valid():
        note = handing.hand_over if moment == LoanNote.Moment.HANDED else handing.bring_back
        picture = (form.cleaned_data["picture"] or [b""])[0]
        words = form.cleaned_data["words"]
        if note(loan=side.loan, by=side.member, words=words, picture=picture):
            messages.success(request, _("Noted. Thank you both."))
        return redirect("resources:loan_detail", side.loan.item.network.slug, side.loan.pk)
    back = moment == LoanNote.Moment.RETURNED
    reached = Loan.State.RETURNED if back else Loan.State.HANDED
    context = _context(side) | {"back": back, "again": side.loan.state == reached}
    return form_page(request, "resources/loan_note.html", form, **context)


@require_POST
@never_cache
def loan_notes(request: HttpRequest, slug: str, loan_id: int) -> HttpResponse:
    """How it was as it changed hands, for the two of them."""
    side = loan_or_404(request, slug, loan_id)
    must_be_confirmed(request)
    notes = side.loan.notes.exclude(by__in=side.hidden).select_related("by", "key__under")
    rows = [
        {
            "moment": LoanNote.Moment(note.moment).label,
            "by": str(note.by),
            "words": reveal(note, "words", to=side.member, reason="loan") if note.key else "",
            "picture": note.picture_sealed and note.pk,
        }
        for note in notes.order_by("moment", "made_on", "pk")
    ]
    return respond(request, "resources/loan_notes.html", _context(side) | {"rows": rows})


@require_safe
def loan_picture(request: HttpRequest, slug: str, loan_id: int, note_id: int) -> HttpResponse:
    """A picture that stands on that page, and nothing else."""
    side = loan_or_404(request, slug, loan_id)
    must_be_confirmed(request)
    notes = side.loan.notes.exclude(by__in=side.hidden).exclude(picture_sealed=None)
    notes = notes.exclude(key=None).select_related("key__under")
    note = get_object_or_404(notes, pk=note_id)
    return as_picture(unseal_bytes(note, "picture", key=note.key))  # type: ignore[arg-type]


@require_http_methods(FORM_METHODS)
def loan_keep(request: HttpRequest, slug: str, loan_id: int) -> HttpResponse:
    """Ask to keep it longer."""
    side = as_borrower(request, slug, loan_id)
    if side.loan.state != Loan.State.HANDED:
        refuse(_("Only what you have can be kept longer."))
    form = RenewForm(posted(request), loan=side.loan)
    if form.is_valid():
        limit("resources.keep", str(side.member.pk), per_hour=30)
        renewing.ask_to_keep(loan=side.loan, until=form.until)
        messages.success(request, _("They are asked. Until they say yes, the old time holds."))
        return redirect("resources:loan_detail", slug, loan_id)
    return form_page(request, "resources/loan_keep.html", form, **_context(side))


@require_POST
def loan_renew(request: HttpRequest, slug: str, loan_id: int) -> HttpResponse:
    """Say yes to that."""
    side = as_lender(request, slug, loan_id)
    form = WaitForm(request.POST)
    if form.is_valid() and renewing.renew(loan=side.loan, until=form.cleaned_data["slot"].ends):
        messages.success(request, _("They can keep it longer, and are told."))
    return redirect("resources:loan_detail", slug, loan_id)


@require_POST
def loan_not_longer(request: HttpRequest, slug: str, loan_id: int) -> HttpResponse:
    side = as_lender(request, slug, loan_id)
    if renewing.do_not_renew(loan=side.loan):
        messages.success(request, _("They are told that it should come back as was said."))
    return redirect("resources:loan_detail", slug, loan_id)


@require_POST
@never_cache
def loan_contact(request: HttpRequest, slug: str, loan_id: int) -> HttpResponse:
    """How the other side can be reached; that it was shown is noted for them."""
    side = loan_or_404(request, slug, loan_id)
    must_be_confirmed(request)
    must_know_each_other(side)
    of = ("answer", "answer_contact") if side.borrows else ("words", "contact")
    words, contact = (_told(side, column, reason="loan") for column in of)
    context = _context(side) | {"words": words, "contact": contact}
    return respond(request, "resources/loan_contact.html", context)


def _told(side: Side, column: str, *, reason: str) -> str:
    key = getattr(side.loan, asking.SEALED[column])
    return reveal(side.loan, column, to=side.member, reason=reason, key=key) if key else ""


def _context(side: Side) -> dict[str, Any]:
    wanted = side.loan.wanted_until
    return {
        "network": side.loan.item.network,
        "loan": side.loan,
        "item": side.loan.item,
        "borrows": side.borrows,
        "lends": side.lends,
        "wanted": stamped(side.loan.slot._replace(ends=wanted)) if wanted else "",
    }
