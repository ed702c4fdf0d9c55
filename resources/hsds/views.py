"""Public services of a network as HSDS, for programs; and who else is there, for members."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mutualaid.accounts.http import must_be_confirmed
from mutualaid.accounts.limits import limit
from mutualaid.http import FORM_METHODS, form_page, posted, refuse, respond
from mutualaid.networks.access import member_or_404, network_or_404
from mutualaid.networks.concerns.things import concern_url
from mutualaid.spreadsheets.remarks import named
from needs.own_categories.queries import kind_in
from resources.imports.access import upload_or_404
from resources.imports.services import forget_upload

from . import services
from .access import NOT_YOURS, service_or_404
from .forms import DirectoryForm
from .queries import elsewhere, rows_of
from .writing import about, id_of, services_of, written

MOST_ON_A_PAGE = 100
SHOWN = 50
"""Services of a preview."""


@require_GET
def hsds_about(request: HttpRequest, slug: str) -> JsonResponse:  # noqa: ARG001
    network_or_404(slug)
    told = about()
    return JsonResponse(told)


@require_GET
def hsds_services(request: HttpRequest, slug: str) -> JsonResponse:
    """A page of them: ``?page=2&per_page=20``."""
    network = network_or_404(slug)
    found = services_of(network)
    size = min(_number(request, "per_page", 50), MOST_ON_A_PAGE)
    pages = max(-(-len(found) // size), 1)
    page = min(_number(request, "page", 1), pages)
    contents = [written(network, each) for each in found[(page - 1) * size : page * size]]
    return JsonResponse(
        {
            "total_items": len(found),
            "total_pages": pages,
            "page_number": page,
            "size": len(contents),
            "first_page": page == 1,
            "last_page": page == pages,
            "empty": not contents,
            "contents": contents,
        }
    )


@require_GET
def hsds_service(
    request: HttpRequest,  # noqa: ARG001
    slug: str,
    service_id: UUID,
) -> JsonResponse:
    network = network_or_404(slug)
    for service in services_of(network):
        if id_of(network, service) == str(service_id):
            told = written(network, service)
            return JsonResponse(told)
    raise Http404


def _number(request: HttpRequest, name: str, default: int) -> int:
    typed = request.GET.get(name, "")
    right = typed.isascii() and typed.isdecimal() and len(typed) < 7
    return max(int(typed), 1) if right else default


@require_GET
def elsewhere_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Services of others that members brought in, newest first."""
    member = member_or_404(request, slug)
    page = elsewhere(member, request.GET)
    context = {
        "network": member.network,
        "rows": rows_of(member.network, page.rows),
        "older": page.older,
    }
    return respond(request, "resources/hsds/elsewhere_list.html", context)


@require_GET
def elsewhere_detail(request: HttpRequest, slug: str, service_id: int) -> HttpResponse:
    member, service = service_or_404(request, slug, service_id)
    context = {
        "network": member.network,
        "service": service,
        "category": kind_in(member.network, service.category).name,
        "mine": service.by_id == member.pk,
        "not_right": concern_url(service, by=member),
    }
    return respond(request, "resources/hsds/elsewhere_detail.html", context)


@require_POST
def elsewhere_unlist(request: HttpRequest, slug: str, service_id: int) -> HttpResponse:
    member, service = service_or_404(request, slug, service_id)
    if service.by_id != member.pk:
        refuse(NOT_YOURS)
    services.unlist(service=service)
    messages.success(request, _("It is taken out."))
    return redirect("resources:elsewhere_list", slug)


@require_http_methods(FORM_METHODS)
def elsewhere_upload(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug)
    files = request.FILES if request.method == "POST" else None
    form = DirectoryForm(posted(request), files)
    if form.is_valid():
        must_be_confirmed(request)
        limit("resources.import", str(member.pk), per_hour=30)
        upload = services.keep(by=member, directory=form.cleaned_data["directory"])
        return redirect("resources:elsewhere_preview", slug, upload.pk)
    return form_page(request, "resources/hsds/upload.html", form, network=member.network)


@require_GET
@never_cache
def elsewhere_preview(request: HttpRequest, slug: str, upload_id: int) -> HttpResponse:
    """What would be listed; nothing is changed."""
    member, upload = upload_or_404(request, slug, upload_id, services=True)
    if upload.run:
        return redirect("resources:import_done", slug, upload.run.pk)
    directory = services.directory_of(upload)
    context = {
        "network": member.network,
        "upload": upload,
        "services": directory.services[:SHOWN],
        "more": len(directory.services) > SHOWN,
        "summary": services.summary(directory),
        "named": named(directory.remarks),
    }
    return respond(request, "resources/hsds/preview.html", context)


@require_POST
def elsewhere_run(request: HttpRequest, slug: str, upload_id: int) -> HttpResponse:
    member, upload = upload_or_404(request, slug, upload_id, services=True)
    run = services.bring_in(by=member, upload=upload)
    return redirect("resources:import_done", slug, run.pk)


@require_POST
def elsewhere_drop(request: HttpRequest, slug: str, upload_id: int) -> HttpResponse:
    """List nothing after all."""
    _member, upload = upload_or_404(request, slug, upload_id, services=True)
    forget_upload(upload=upload)
    messages.success(request, _("Nothing came in. Your file is gone from here."))
    return redirect("resources:elsewhere_list", slug)
