"""Bringing in what is shared: file, meaning, preview, done, undo; and tables that go out."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mutualaid.accounts.http import must_be_confirmed
from mutualaid.accounts.limits import limit
from mutualaid.codes import spaced
from mutualaid.http import FORM_METHODS, form_page, posted, respond
from mutualaid.networks.access import member_or_404
from mutualaid.networks.agreements.rules import agreed
from mutualaid.paging import page_of
from mutualaid.sealed.services import reveal
from mutualaid.spreadsheets.remarks import named
from resources.items.models import Item
from resources.items.queries import MOST_TOLD

from . import services
from .access import own_offer_or_404, run_or_404, said_or_404, upload_or_404
from .forms import MatchForm, UploadForm
from .models import ResourceImport
from .queries import (
    FORMATS,
    Plan,
    content_of,
    left_of,
    network_table,
    offers_in_words,
    own_table,
    said_by,
    sort_in_words,
    to_ask,
)
from .rules import SAID_DAYS

SHOWN = 50
"""Lines of a preview."""


@require_http_methods(FORM_METHODS)
def import_upload(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug)
    form = UploadForm(posted(request), request.FILES if request.method == "POST" else None)
    if form.is_valid():
        must_be_confirmed(request)
        limit("resources.import", str(member.pk), per_hour=30)
        upload = services.keep_upload(by=member, content=form.content())
        return redirect("resources:import_match", slug, upload.pk)
    days = agreed(member.network, SAID_DAYS)
    return form_page(
        request,
        "resources/imports/upload.html",
        form,
        network=member.network,
        days=days,
        most=MOST_TOLD,
    )


@require_http_methods(FORM_METHODS)
@never_cache
def import_match(request: HttpRequest, slug: str, upload_id: int) -> HttpResponse:
    member, upload = upload_or_404(request, slug, upload_id)
    if upload.run:
        return redirect("resources:import_done", slug, upload.run.pk)
    plan = Plan(content_of(upload), member)
    form = MatchForm(posted(request), plan=plan)
    if form.is_valid():
        services.agree(upload=upload, content=form.content())
        return redirect("resources:import_preview", slug, upload.pk)
    return form_page(request, "resources/imports/match.html", form, network=member.network)


@require_GET
@never_cache
def import_preview(request: HttpRequest, slug: str, upload_id: int) -> HttpResponse:
    """What the import would do; nothing is changed."""
    member, upload = upload_or_404(request, slug, upload_id)
    if upload.run:
        return redirect("resources:import_done", slug, upload.run.pk)
    draft = Plan(content_of(upload), member).draft
    context = {
        "network": member.network,
        "upload": upload,
        "summary": services.summary(draft),
        "named": named(draft.remarks),
        "things": [
            {"name": thing.told["name"], "sort": sort_in_words(thing, member.network)}
            for thing in draft.things[:SHOWN]
        ],
        "people": [
            {"who": person.who, "offers": [name for _kind, _category, name in person.offers]}
            for person in draft.people[:SHOWN]
        ],
        "more": len(draft.things) + len(draft.people) > SHOWN,
        "why_not": services.why_not(by=member, draft=draft),
        "days": agreed(member.network, SAID_DAYS),
    }
    return respond(request, "resources/imports/preview.html", context)


@require_GET
@never_cache
def import_left(request: HttpRequest, slug: str, upload_id: int) -> HttpResponse:
    """The lines that do not come in, as they stand, to be mended and brought in again."""
    _member, upload = upload_or_404(request, slug, upload_id)
    return table_file(left_of(upload), "lines", "csv")


@require_POST
def import_run(request: HttpRequest, slug: str, upload_id: int) -> HttpResponse:
    member, upload = upload_or_404(request, slug, upload_id)
    run = services.bring_in(by=member, upload=upload)
    return redirect("resources:import_done", slug, run.pk)


@require_POST
def import_drop(request: HttpRequest, slug: str, upload_id: int) -> HttpResponse:
    """Bring in nothing after all."""
    _member, upload = upload_or_404(request, slug, upload_id)
    services.forget_upload(upload=upload)
    messages.success(request, _("Nothing came in. Your file is gone from here."))
    return redirect("resources:import_upload", slug)


@require_GET
def import_done(request: HttpRequest, slug: str, run_id: int) -> HttpResponse:
    member, run = run_or_404(request, slug, run_id)
    context = {
        "network": member.network,
        "run": run,
        "summary": run.summary,
        "named": run.summary["named"],
        "what": ResourceImport.What(run.what).label,
        "upload": getattr(run, "upload", None),
        "may_undo": services.may_undo(member, run),
        "days": agreed(member.network, SAID_DAYS),
    }
    return respond(request, "resources/imports/done.html", context)


@require_POST
def import_undo(request: HttpRequest, slug: str, run_id: int) -> HttpResponse:
    member, run = run_or_404(request, slug, run_id)
    stay = services.undo(by=member, run=run)
    messages.success(request, _("It is taken out again."))
    if stay:
        words = ngettext(
            "%(count)s thing stays, since others have to do with it by now.",
            "%(count)s things stay, since others have to do with them by now.",
            stay,
        )
        messages.info(request, words % {"count": stay})
    return redirect("resources:import_list", slug)


@require_GET
def import_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What a member brought in, newest first."""
    member = member_or_404(request, slug)
    page = page_of(member.resource_imports.all(), request.GET, "-made_on")
    whats = {what: str(what.label) for what in ResourceImport.What}
    rows = [
        {"pk": run.pk, "what": whats[ResourceImport.What(run.what)], "made_on": run.made_on}
        for run in page.rows
    ]
    context = {"network": member.network, "rows": rows, "older": page.older}
    return respond(request, "resources/imports/list.html", context)


@require_GET
def export_mine(request: HttpRequest, slug: str, extension: str) -> HttpResponse:
    """What a member shares, to take along."""
    member = member_or_404(request, slug)
    if extension not in FORMATS:
        raise Http404
    must_be_confirmed(request)
    return table_file(own_table(member, extension), "mine", extension)


@require_GET
def export_all(request: HttpRequest, slug: str, extension: str) -> HttpResponse:
    """What everybody here may see, without whose it is."""
    member = member_or_404(request, slug)
    if extension not in FORMATS:
        raise Http404
    must_be_confirmed(request)
    return table_file(network_table(member, extension), "shared", extension)


def table_file(content: bytes, name: str, extension: str) -> HttpResponse:
    response = HttpResponse(content, content_type=FORMATS[extension])
    response["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return response


@require_GET
def said_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom a member brought in from a form, to ask them."""
    member = member_or_404(request, slug)
    page = page_of(to_ask(member).prefetch_related("offers"), request.GET, "-kept_on")
    kinds = {kind: str(kind.label) for kind in Item.Kind}
    rows = [
        {
            "pk": said.pk,
            "kinds": sorted({kinds[Item.Kind(offer.kind)] for offer in said.offers.all()}),
            "said_on": said.said_on,
            "invited": said.invitation is not None,
        }
        for said in page.rows
    ]
    context = {"network": member.network, "rows": rows, "older": page.older}
    context["days"] = agreed(member.network, SAID_DAYS)
    return respond(request, "resources/imports/said_list.html", context)


@require_POST
@never_cache
def said_show(request: HttpRequest, slug: str, said_id: int) -> HttpResponse:
    """Who it is, and what they said, for the one who asks them."""
    member, said = said_or_404(request, slug, said_id)
    context = {
        "network": member.network,
        "said": said,
        "told": {
            column: reveal(said, column, to=member, reason="asks-offers")
            for column in ("who", "contact", "words")
        },
        "offers": list(offers_in_words(said)),
    }
    return respond(request, "resources/imports/said.html", context)


@require_POST
@never_cache
def said_invite(request: HttpRequest, slug: str, said_id: int) -> HttpResponse:
    """A link to send them, shown only now."""
    member, said = said_or_404(request, slug, said_id)
    limit("networks.invite", str(member.pk), per_hour=60)
    code = services.invite(by=member, said=said)
    link = request.build_absolute_uri(reverse("networks:join", args=[code]))
    words = _("You said that you could help. Come in and share it yourself, if you still like:")
    context = {
        "network": member.network,
        "said": said,
        "code": spaced(code),
        "share_text": f"{words}\n{link}",
    }
    return respond(request, "resources/imports/said_invite.html", context)


@require_POST
def said_forget(request: HttpRequest, slug: str, said_id: int) -> HttpResponse:
    """They would rather not, or have come in."""
    _member, said = said_or_404(request, slug, said_id)
    services.forget_said(said=said)
    messages.success(request, _("Forgotten. Nothing of it is kept here."))
    return redirect("resources:said_list", slug)


@require_GET
def said_mine(request: HttpRequest, slug: str) -> HttpResponse:
    """That one said something oneself before coming in."""
    member = member_or_404(request, slug)
    context = {"network": member.network, "waits": said_by(member).exists()}
    return respond(request, "resources/imports/said_mine.html", context)


@require_POST
@never_cache
def said_mine_show(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug)
    must_be_confirmed(request)
    told = [
        {
            "words": reveal(said, "words", to=member, reason="own-page"),
            "offers": list(offers_in_words(said)),
        }
        for said in list(said_by(member))
    ]
    context = {"network": member.network, "told": told}
    return respond(request, "resources/imports/said_mine.html", context)


@require_POST
def said_share(request: HttpRequest, slug: str, offer_id: int) -> HttpResponse:
    member, offer = own_offer_or_404(request, slug, offer_id)
    item = services.share_said(by=member, offer=offer)
    messages.success(request, _("Members see it now. Look whether all of it is right."))
    return redirect("resources:item_detail", slug, item.pk)


@require_POST
def said_drop(request: HttpRequest, slug: str, offer_id: int) -> HttpResponse:
    member, offer = own_offer_or_404(request, slug, offer_id)
    services.drop_offer(by=member, offer=offer)
    messages.success(request, _("Forgotten. Nothing of it is kept here."))
    return redirect("resources:said_mine", slug)
