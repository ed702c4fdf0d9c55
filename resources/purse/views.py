"""The book of a circle's purse, and the slips beside it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from mutualaid.accounts.limits import limit
from mutualaid.http import FORM_METHODS, form_page, posted, refuse, respond
from mutualaid.networks.access import member_or_404
from mutualaid.networks.concerns.things import concern_url
from mutualaid.networks.models import Circle, Member
from mutualaid.paging import page_of
from mutualaid.sealed.services import unseal_bytes
from resources.ledgers.access import circle_or_404, may_write, must_write
from resources.ledgers.amounts import TooLittle

from . import services
from .access import (
    entry_or_404,
    is_for_assembly,
    may_be_corrected,
    may_confirm,
    must_be_correctable,
    slip_or_404,
    two_may_spend,
)
from .currencies import likely_currency
from .forms import CurrencyForm, MoneyInForm, MoneyOutForm, ReceiptForm
from .models import Purse
from .queries import (
    book_as_csv,
    circles_with_purses,
    entry_rows,
    line_in_words,
    money,
    slip_facts,
    waiting_rows,
)


@require_GET
def purse_first(request: HttpRequest, slug: str) -> HttpResponse:
    """The one of the assembly, that all share."""
    member = member_or_404(request, slug)
    assembly = member.network.circles.get(kind=Circle.Kind.ASSEMBLY)
    return redirect("resources:purse_detail", slug, assembly.pk)


@require_GET
@never_cache
def purse_detail(request: HttpRequest, slug: str, circle_id: int) -> HttpResponse:
    member, circle = circle_or_404(request, slug, circle_id)
    purse = _purse(circle)
    page = page_of(purse.entries.all(), request.GET, "-on")
    context = {
        "network": member.network,
        "circle": circle,
        "circles": circles_with_purses(member),
        "balance": money(purse.balance, purse.currency),
        "two_may": money(two_may_spend(member.network), purse.currency),
        "rows": entry_rows(purse, page.rows, member),
        "waiting": waiting_rows(purse, member),
        "older": page.older,
        "writes": may_write(member, circle),
    }
    return respond(request, "resources/purse_detail.html", context)


@require_http_methods(FORM_METHODS)
@never_cache
def purse_in(request: HttpRequest, slug: str, circle_id: int) -> HttpResponse:
    """Write down money that came in."""
    member, circle = _to_write(request, slug, circle_id)
    form = MoneyInForm(posted(request), _files(request, member))
    if form.is_valid():
        limit("resources.purse", str(member.pk), per_hour=60)
        services.put_in(by=member, circle=circle, **form.cleaned_data)
        messages.success(request, _("It stands in the book."))
        return redirect("resources:purse_detail", slug, circle_id)
    context = _of(circle) | {"empty": not _has_book(circle)}
    return form_page(request, "resources/purse_in.html", form, **context)


@require_http_methods(FORM_METHODS)
@never_cache
def purse_out(request: HttpRequest, slug: str, circle_id: int) -> HttpResponse:
    """Write down money that is to go out, for a second member to say yes to."""
    member, circle = _to_write(request, slug, circle_id)
    form = MoneyOutForm(posted(request), _files(request, member))
    purse = _purse(circle)
    if form.is_valid():
        limit("resources.purse", str(member.pk), per_hour=60)
        try:
            slip = services.want_to_spend(by=member, circle=circle, **form.cleaned_data)
        except TooLittle as few:
            form.add_error("amount", _left_in_words(few, purse))
        else:
            messages.success(request, _("Written down. It waits for a yes."))
            return redirect("resources:slip_detail", slug, slip.pk)
    context = _of(circle) | {
        "balance": money(purse.balance, purse.currency),
        "two_may": money(two_may_spend(member.network), purse.currency),
    }
    return form_page(request, "resources/purse_out.html", form, **context)


@require_http_methods(FORM_METHODS)
def purse_currency(request: HttpRequest, slug: str, circle_id: int) -> HttpResponse:
    """In which money the book is kept, before anything stands in it."""
    member, circle = _to_write(request, slug, circle_id)
    form = CurrencyForm(posted(request), initial={"currency": _purse(circle).currency})
    if form.is_valid():
        services.choose_currency(by=member, circle=circle, **form.cleaned_data)
        return redirect("resources:purse_detail", slug, circle_id)
    return form_page(request, "resources/purse_currency.html", form, **_of(circle))


@require_GET
def purse_csv(request: HttpRequest, slug: str, circle_id: int) -> HttpResponse:
    member, circle = circle_or_404(request, slug, circle_id)
    content = book_as_csv(_purse(circle), member)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="purse.csv"'
    return response


@require_GET
@never_cache
def slip_detail(request: HttpRequest, slug: str, slip_id: int) -> HttpResponse:
    member, slip = slip_or_404(request, slug, slip_id)
    circle = slip.purse.circle
    writes = may_write(member, circle)
    context = _of(circle) | {
        "slip": slip,
        "facts": slip_facts(slip, member),
        "above": slip.waits and is_for_assembly(slip, two_may_spend(member.network)),
        "mine": slip.by_id == member.pk,
        "may_confirm": may_confirm(member, slip),
        "may_add_receipt": writes and not slip.receipt_sealed and not slip.corrects_id,
        "may_correct": writes and may_be_corrected(slip),
        "not_right": concern_url(slip, by=member),
    }
    return respond(request, "resources/slip_detail.html", context)


@require_POST
def slip_confirm(request: HttpRequest, slug: str, slip_id: int) -> HttpResponse:
    """The yes of a second member."""
    member, slip = slip_or_404(request, slug, slip_id)
    try:
        if services.confirm(by=member, slip=slip):
            messages.success(request, _("Yes said. It stands in the book."))
    except TooLittle as few:
        refuse(_left_in_words(few, slip.purse))
    return redirect("resources:slip_detail", slug, slip_id)


@require_POST
def slip_take_back(request: HttpRequest, slug: str, slip_id: int) -> HttpResponse:
    member, slip = slip_or_404(request, slug, slip_id)
    if services.take_back(by=member, slip=slip):
        messages.success(request, _("Taken back."))
    return redirect("resources:purse_detail", slug, slip.purse.circle_id)


@require_http_methods(FORM_METHODS)
def slip_add_receipt(request: HttpRequest, slug: str, slip_id: int) -> HttpResponse:
    member, slip = slip_or_404(request, slug, slip_id)
    must_write(member, slip.purse.circle)
    form = ReceiptForm(posted(request), _files(request, member))
    if form.is_valid():
        services.keep_receipt(by=member, slip=slip, **form.cleaned_data)
        messages.success(request, _("The receipt is kept."))
        return redirect("resources:slip_detail", slug, slip_id)
    context = _of(slip.purse.circle) | {"slip": slip}
    return form_page(request, "resources/slip_add_receipt.html", form, **context)


@require_safe
def slip_receipt(request: HttpRequest, slug: str, slip_id: int) -> HttpResponse:
    """For the eyes of all members, so the ledger does not note it; as a picture, nothing else."""
    _member, slip = slip_or_404(request, slug, slip_id)
    network = slip.purse.circle.network
    if not slip.receipt_sealed or network is None:
        raise Http404
    return HttpResponse(
        unseal_bytes(slip, "receipt", key=network.key),
        content_type="image/jpeg",
        headers={
            "Cache-Control": "private, no-store",
            "Content-Disposition": 'inline; filename="receipt.jpg"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )


@require_http_methods(FORM_METHODS)
@never_cache
def purse_correct(request: HttpRequest, slug: str, entry_id: int) -> HttpResponse:
    """An entry is wrong: a line against it, for a second member to say yes to."""
    member, entry = entry_or_404(request, slug, entry_id)
    must_write(member, entry.purse.circle)
    must_be_correctable(entry)
    if request.method == "POST":
        slip = services.want_to_correct(by=member, entry=entry)
        return redirect("resources:slip_detail", slug, slip.pk)
    context = _of(entry.purse.circle) | {
        "line": line_in_words(entry, member),
        "against": money(-entry.amount, entry.purse.currency),
    }
    return respond(request, "resources/purse_correct.html", context)


def _to_write(request: HttpRequest, slug: str, circle_id: int) -> tuple[Member, Circle]:
    member, circle = circle_or_404(request, slug, circle_id)
    must_write(member, circle)
    return member, circle


def _files(request: HttpRequest, member: Member):
    """A picture is counted before it is looked at, since looking is what costs."""
    if request.FILES:
        limit("resources.receipt", str(member.user_id), per_hour=20)
    return request.FILES if request.method == "POST" else None


def _purse(circle: Circle) -> Purse:
    """As it is, or as it will be with its first slip: reading makes none."""
    assert circle.network
    if purse := Purse.objects.filter(circle=circle).first():
        purse.circle = circle
        return purse
    return Purse(circle=circle, currency=likely_currency(circle.network))


def _has_book(circle: Circle) -> bool:
    return Purse.objects.filter(circle=circle, slips__isnull=False).exists()


def _of(circle: Circle) -> dict:
    return {"network": circle.network, "circle": circle}


def _left_in_words(few: TooLittle, purse: Purse) -> str:
    return _("There are only %(left)s in the purse.") % {"left": money(few.left, purse.currency)}
